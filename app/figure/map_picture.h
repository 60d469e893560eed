// Maps alone as a picture: title, maps, and what they show in a sentence.
#pragma once
#include <vector>

#include "core/experiment/experiment.h"
#include "core/recording/run_map.h"

namespace tani {

struct MapPictureLook {
    int width = 960, height = 720;
    float scale = 1;
    Language language = Language::en;
    Theme theme = Theme::dark;
    bool presenter = false;
};

/// RGBA, rows top down. Needs a current OpenGL context.
std::vector<unsigned char> map_picture(const std::vector<RunMap>& maps, const Text& title, const MapPictureLook& look);

/// What a map shows and, where theory is drawn over it, why the best cell is not exactly where
/// theory has it.
std::string map_caption(const std::vector<RunMap>& maps, Language language);

}  // namespace tani
