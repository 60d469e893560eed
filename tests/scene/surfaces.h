// Surfaces for the scene's tests.
#pragma once
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "core/surface/surface.h"

namespace tani {

inline Surface catalogued(std::string_view id) {
    const SurfaceEntry* entry = find_surface(id);
    REQUIRE(entry != nullptr);
    return Surface(spec_of(*entry));
}

inline Surface typed(std::string formula, Range x, Range y) {
    SurfaceSpec spec;
    spec.formula = std::move(formula);
    spec.x = x;
    spec.y = y;
    return Surface(spec);
}

}  // namespace tani
