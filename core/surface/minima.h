// Minima: a search within the domain, and lists that follow from symmetry.
#pragma once
#include <span>
#include <vector>

#include "core/surface/surface.h"

namespace tani {

/// The minima inside the surface's domain, by rising value: the low points of a grid, refined by
/// damped Newton steps, at kinks by a pattern search. Never more work than a few milliseconds; what
/// is narrower than a grid cell may be missed. Of minima that are not isolated (a valley floor at
/// one level) at most four points.
std::vector<Minimum> find_minima(const Surface& surface);

/// For a surface that does not change when the sign of x or y changes nor when they are exchanged:
/// all images of the given minima (each with x >= y >= 0), by rising value.
std::vector<Minimum> mirrored(std::span<const Minimum> octant);

}  // namespace tani
