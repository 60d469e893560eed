// The catalogue of surfaces: one line per file in entries/, written by CMake.
#include <algorithm>
#include <vector>

#include "core/surface/surface.h"

namespace tani {

namespace surface_entries {
#define TANI_ENTRY(id) SurfaceEntry id();
#include "surface_entries.inc"
#undef TANI_ENTRY
}  // namespace surface_entries

std::span<const SurfaceEntry> surface_catalogue() {
    static const std::vector<SurfaceEntry> entries = [] {
        std::vector<SurfaceEntry> list = {
#define TANI_ENTRY(id) surface_entries::id(),
#include "surface_entries.inc"
#undef TANI_ENTRY
        };
        std::ranges::sort(list, {}, &SurfaceEntry::id);
        return list;
    }();
    return entries;
}

const SurfaceEntry* find_surface(std::string_view id) {
    const auto entries = surface_catalogue();
    const auto found = std::ranges::lower_bound(entries, id, {}, &SurfaceEntry::id);
    return found != entries.end() && found->id == id ? &*found : nullptr;
}

SurfaceSpec spec_of(const SurfaceEntry& entry) {
    SurfaceSpec spec{
        .name = entry.id, .formula = entry.formula, .constants = {}, .x = entry.x, .y = entry.y};
    for (const Parameter& constant : entry.constants) {
        spec.constants.emplace_back(constant.id, constant.standard);
    }
    return spec;
}

}  // namespace tani
