// Finding faces on this computer through fontconfig: who has which character, and where the file is.
#pragma once
#include <string>
#include <vector>

#include <imgui.h>

namespace tani {

/// A face in a file, and the characters that are to be taken from it.
struct Face {
    std::string path;
    int index = 0;                ///< within a collection
    double line_per_em = 1.2;     ///< (ascender − descender) / em
    std::vector<ImWchar> glyphs;  ///< rising
};

/// The faces that together have these characters (rising, unique), the first being the one for Japanese. Superscripts and
/// subscripts all come from one face. Empty where nothing is found.
std::vector<Face> find_faces(const std::vector<ImWchar>& characters);

}  // namespace tani
