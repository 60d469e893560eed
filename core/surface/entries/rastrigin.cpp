// Rastrigin (1974), in two dimensions: a bowl covered with ripples. The minima are those of one
// dimension in all pairs, since the terms of x and y are separate.
#include "core/surface/minima.h"
#include "core/surface/surface.h"

namespace tani::surface_entries {

namespace {

std::vector<Minimum> minima() {
    // The minima for x >= 0 of x² + 10(1 - cos 2πx), and their values.
    constexpr std::array<std::array<double, 2>, 6> line = {
        {{0, 0},
         {0.9949586376523348, 0.9949590570932914},
         {1.9899122337085495, 3.9798311905540875},
         {2.984855701039481, 8.95460124148701},
         {3.9797838603007536, 15.91924379246153},
         {4.974691390895051, 24.873722934542226}}};
    std::vector<Minimum> octant;
    for (std::size_t i = 0; i < line.size(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            octant.push_back({line[i][0], line[j][0], line[i][1] + line[j][1]});
        }
    }
    return mirrored(octant);
}

}  // namespace

SurfaceEntry rastrigin() {
    return {
        .id = "rastrigin",
        .name = {"Rastrigin", "ラストリギン関数"},
        .help = {"A bowl covered with regular ripples: 121 minima in view, one of them global. "
                 "Lower the ripples with the slider and watch the way become free.",
                 "規則正しい波に覆われたおわん。見えている範囲に121個の極小点があり、大域最適解は1"
                 "つ。スライダーで波を低くすると道が開ける。"},
        .formula = "2*a + x^2 + y^2 - a*(cos(2*pi*x) + cos(2*pi*y))",
        .constants = {{.id = "a",
                       .symbol = "a",
                       .name = {"ripple height", "波の高さ"},
                       .help = {"At 0 the plain bowl remains.", "0にするとただのおわんになる。"},
                       .standard = 10,
                       .slider_from = 0,
                       .slider_to = 20}},
        .x = {-5.12, 5.12},
        .y = {-5.12, 5.12},
        .start = {-4.3, 3.4},
        .minima = minima(),
        .source = "Rastrigin (1974), Systems of Extremal Control, Nauka, Moscow"};
}

}  // namespace tani::surface_entries
