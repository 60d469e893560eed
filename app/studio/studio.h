// The window in which a lecturer works, and its picture without a display.
#pragma once
#include <optional>
#include <string>

#include "core/experiment/experiment.h"

namespace tani {

/// Opens the window on an experiment (paused at step 0) and runs until it is closed. Throws Error
/// when there is no display.
void open_studio(Experiment experiment);

/// What `tani shot` asks for.
struct ShotRequest {
    std::string path;  ///< PNG
    int width = 1280, height = 720;
    double scale = 0;  ///< interface scale; 0: 1 up to 1080 lines, then height / 1080
    std::optional<Language> language;
    std::optional<Theme> theme;
    std::optional<int> step;  ///< none: the last
    bool presenter = false;
};

/// Draws the complete window with the same code, without a display. Needs a current OpenGL context.
/// Throws Error.
void shoot_studio(const Experiment& experiment, const ShotRequest& request);

}  // namespace tani
