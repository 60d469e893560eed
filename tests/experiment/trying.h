// What the tests of experiments share: reading a text, and what is said about a wrong one.
#pragma once
#include <string>
#include <string_view>

#include "core/experiment/experiment.h"

namespace tani::trying {

inline Experiment read(std::string_view text) { return read_experiment(text, "a.toml"); }

inline Plan plan_of(std::string_view text) { return plan(read(text)); }

/// The error's whole text, or "" when the text is a good experiment.
inline std::string problem(std::string_view text) {
    try {
        read(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

inline bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// The long valley of the design's example, changes and all.
inline constexpr std::string_view example = R"(lab = "surface"
title = { en = "A long valley", ja = "細長い谷" }
steps = 200
seed = 0
start = [-9.0, 2.0]

[surface]
name = "valley"
x = [-10, 10]
y = [-3, 3]

[[runs]]
optimizer = { name = "sgd", lr = 0.061 }

[[runs]]
label = "momentum, lower rate later"
optimizer = { name = "momentum", lr = 0.061, momentum = 0.7 }
changes = [{ step = 120, optimizer = { lr = 0.01 } }]

[view]
show = "both"
height = "log"
panels = ["loss", "formula"]
camera = { azimuth = 35, elevation = 30, zoom = 1 }
language = "ja"
theme = "dark"

[film]
steps = [0, 60]
)";

}  // namespace tani::trying
