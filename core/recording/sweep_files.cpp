// A measured map as NumPy's file and as CSV.
#include <array>
#include <cmath>
#include <ostream>

#include <fmt/format.h>

#include "core/base/npy.h"
#include "core/recording/sweep.h"

namespace tani {

void write_npy(const SweepMap& map, std::ostream& out) {
    const std::array shape = {static_cast<std::size_t>(map.plan.y.count), static_cast<std::size_t>(map.plan.x.count)};
    write_npy(out, shape, std::span<const double>(map.values));
}

void write_csv(const SweepMap& map, std::ostream& out) {
    out << fmt::format("{},{},{}\n", map.plan.x.key, map.plan.y.key, measure_id(map.plan.measure));
    for (int j = 0; j < map.plan.y.count; ++j) {
        for (int i = 0; i < map.plan.x.count; ++i) {
            const double value = map.at(i, j);
            out << fmt::format("{},{},", map.plan.x.at(i), map.plan.y.at(j)) << (std::isnan(value) ? "nan" : fmt::format("{}", value)) << '\n';
        }
    }
}

}  // namespace tani
