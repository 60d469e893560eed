// Look-up in the generated table.
#include "app/embedded/embedded.h"

#include <stdexcept>
#include <string>

namespace tani {

std::string_view embedded(std::string_view path) {
    for (const EmbeddedFile& file : embedded_files()) {
        if (file.path == path) return file.bytes;
    }
    throw std::out_of_range("not embedded: " + std::string(path));
}

}  // namespace tani
