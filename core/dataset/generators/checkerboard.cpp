// The black and the white squares of a board.
#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, squares, noise };
};

DataOutline outline(std::span<const double> s) { return plane_outline(whole(s[At::samples]), 2); }

Dataset make(std::span<const double> s, std::uint64_t seed) {
    const int side = whole(s[At::squares]), all = side * side;
    const double width = 2 * plane_reach / side;
    return make_points(outline(s), s[At::noise], seed, [&](int label, Draws& draws) -> PlanePoint {
        // Squares are counted row by row: of a colour it is every other one, shifted from row to
        // row where a row holds an even number of them.
        int square = 2 * draws.below(label == 0 ? (all + 1) / 2 : all / 2);
        square += side % 2 == 0 ? (square / side + label) % 2 : label;
        const int row = square / side, column = square % side;
        const double x = draws.within(0, 1), y = draws.within(0, 1);
        return {-plane_reach + width * (column + x), -plane_reach + width * (row + y)};
    });
}

}  // namespace

DatasetEntry checkerboard() {
    return {
        .id = "checkerboard",
        .order = 70,
        .name = {"Checkerboard", "市松模様"},
        .help = {"Squares of two classes by turns: the more there are, the larger a network "
                 "has to be.",
                 "2つのクラスの正方形が交互に並ぶ。数が増えるほど大きなネットワークが必要になる。"},
        .parameters = {describe::samples(1000),
                       describe::whole_number("squares", "k", {"squares", "マスの数"},
                                              {"Squares along each side.", "一辺に並ぶマスの数。"},
                                              4, 2, 8),
                       describe::noise_on_points(0)},
        .outline = outline,
        .make = make};
}

}  // namespace tani::dataset_entries
