// A measured map as NumPy's file and as CSV.
#include <bit>
#include <cmath>
#include <ostream>

#include <fmt/format.h>

#include "core/recording/sweep.h"

namespace tani {

void write_npy(const SweepMap& map, std::ostream& out) {
    static_assert(std::endian::native == std::endian::little);
    std::string header = fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}", map.plan.y.count, map.plan.x.count);
    constexpr std::size_t before = 10, alignment = 64;
    header.append(alignment - 1 - (before + header.size()) % alignment, ' ');
    header += '\n';
    const auto size = static_cast<std::uint16_t>(header.size());
    out.write("\x93NUMPY\x01\x00", 8);
    out.put(static_cast<char>(size & 255)).put(static_cast<char>(size >> 8));
    out << header;
    out.write(reinterpret_cast<const char*>(map.values.data()), static_cast<std::streamsize>(map.values.size() * sizeof(double)));
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
