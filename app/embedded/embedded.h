// Shaders, language files and bundled experiments, inside the program.
#pragma once
#include <span>
#include <string_view>

namespace tani {

struct EmbeddedFile {
    std::string_view path;  ///< "assets/experiments/valley.toml"
    std::string_view bytes;
};

/// Sorted by path.
std::span<const EmbeddedFile> embedded_files();

/// The file's bytes; throws std::out_of_range naming a path that is not there (a mistake in the program).
std::string_view embedded(std::string_view path);

}  // namespace tani
