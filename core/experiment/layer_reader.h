// Reads the layers of a network and follows the shape of what flows through them, so that what does
// not fit is refused where it stands.
#pragma once
#include <string>
#include <vector>

#include "core/experiment/settings.h"
#include "core/network/layer.h"
#include "core/network/network_spec.h"

namespace tani {

struct LayersRead {
    std::vector<LayerSpec> layers;  ///< repetitions written out
    Shape output;
};

/// `value` at `path` is what a file says of the layers; `input` the shape of a sample. Throws Error
/// with the place of what is wrong.
LayersRead read_layers(const Value& value, const std::string& path, const Origin& origin,
                       Shape input);

}  // namespace tani
