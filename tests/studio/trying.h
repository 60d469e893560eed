// Experiments for the studio's tests.
#pragma once
#include <string>
#include <string_view>

#include "core/experiment/experiment.h"

namespace tani {

inline Experiment valley() {
    return read_experiment(R"(lab = "surface"
steps = 100
start = [-9.0, 2.0]

[surface]
name = "valley"

[[runs]]
optimizer = { name = "sgd", lr = 0.05 }

[[runs]]
optimizer = { name = "momentum", lr = 0.05, momentum = 0.7 }
)",
                           "valley.toml");
}

/// No runs: one run that the base describes.
inline Experiment single() {
    return read_experiment(
        "steps = 50\noptimizer = { name = \"adam\", lr = 0.1 }\nsurface = \"valley\"\n",
        "single.toml");
}

}  // namespace tani
