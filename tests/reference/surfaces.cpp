// Every surface against numbers made by mpmath and SciPy (surfaces.py, surfaces.csv).
#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/surface/surface.h"

using namespace tani;

namespace {

struct Row {
    std::string kind, surface;
    std::vector<double> numbers;
};

std::vector<Row> rows() {
    std::ifstream file(TANI_SOURCE_DIR "/tests/reference/surfaces.csv");
    std::string line;
    std::getline(file, line);
    std::vector<Row> result;
    while (std::getline(file, line)) {
        std::istringstream cells(line);
        Row row;
        std::getline(cells, row.kind, ',');
        std::getline(cells, row.surface, ',');
        for (std::string cell; std::getline(cells, cell, ',');) {
            if (!cell.empty()) row.numbers.push_back(std::stod(cell));
        }
        result.push_back(row);
    }
    return result;
}

}  // namespace

TEST_CASE("values and derivatives of every surface agree with 40 digits of mpmath") {
    std::map<std::string, int> points;
    for (const Row& row : rows()) {
        if (row.kind != "point") continue;
        CAPTURE(row.surface);
        const SurfaceEntry* entry = find_surface(row.surface);
        REQUIRE(entry != nullptr);
        REQUIRE(row.numbers.size() == 8);
        ++points[row.surface];
        const auto& n = row.numbers;
        const Jet jet = Surface(spec_of(*entry)).jet({n[0], n[1]});
        const std::array<double, 6> ours = {jet.value,      jet.gradient[0], jet.gradient[1],
                                            jet.hessian[0], jet.hessian[1],  jet.hessian[2]};
        // Some dozens of roundings, each relative to the largest number that occurs on the way: of
        // the size of the derivatives, the value, or the square of the domain, whose terms cancel.
        double size = std::pow(std::max(std::abs(n[0]), std::abs(n[1])), 2) + 1;
        for (const double number : n) size = std::max(size, std::abs(number));
        for (std::size_t k = 0; k < 6; ++k) {
            CAPTURE(k);
            CHECK(std::abs(ours[k] - n[k + 2]) <=
                  64 * std::numeric_limits<double>::epsilon() * size);
        }
    }
    CHECK(points.size() == surface_catalogue().size());
}

TEST_CASE("the listed minima of every surface are those that SciPy finds") {
    std::map<std::string, std::vector<Minimum>> found;
    for (const Row& row : rows()) {
        if (row.kind != "minimum") continue;
        REQUIRE(row.numbers.size() == 3);
        found[row.surface].push_back({row.numbers[0], row.numbers[1], row.numbers[2]});
    }
    for (const SurfaceEntry& entry : surface_catalogue()) {
        CAPTURE(entry.id);
        const std::vector<Minimum>& theirs = found[entry.id];
        REQUIRE(entry.minima.size() == theirs.size());
        for (const Minimum& m : entry.minima) {
            const auto nearest = std::ranges::min_element(theirs, {}, [&](const Minimum& other) {
                return std::hypot(other.x - m.x, other.y - m.y);
            });
            CAPTURE(m.x);
            CAPTURE(m.y);
            // Both are 40-digit results rounded to a double.
            const double epsilon = std::numeric_limits<double>::epsilon();
            CHECK(std::abs(nearest->x - m.x) <= 2 * epsilon * (1 + std::abs(m.x)));
            CHECK(std::abs(nearest->y - m.y) <= 2 * epsilon * (1 + std::abs(m.y)));
            CHECK(std::abs(nearest->value - m.value) <= 2 * epsilon * (1 + std::abs(m.value)));
        }
    }
}
