// Most weights 0. Martens 2010, Deep learning via Hessian-free optimization, section 5, limits the
// weights into a unit; here, as in PyTorch, those out of each input.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/network/initializer.h"

namespace tani::initializer_entries {

namespace {

struct At {
    enum : std::size_t { sparsity, deviation };
};

double zeros_of(std::span<const double> s, double outputs) {
    return std::ceil(s[At::sparsity] * outputs);
}

/// Sets so many of a column's numbers to 0, any of them with the same chance: the beginning of a
/// Fisher-Yates shuffle. draw: which of the window's numbers, from those that no weight is made of.
void clear(std::span<double> out, std::size_t column, std::vector<std::size_t>& rows,
           std::size_t zeros, const WeightDraws& draws) {
    const std::size_t columns = out.size() / rows.size();
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    for (std::size_t k = 0; k < zeros; ++k) {
        const double u = draws.uniform(out.size() + column * rows.size() + k);
        const auto left = static_cast<double>(rows.size() - k);
        std::swap(rows[k], rows[k + static_cast<std::size_t>(u * left)]);
        out[rows[k] * columns + column] = 0;
    }
}

}  // namespace

InitializerEntry sparse() {
    return {
        .id = "sparse",
        .order = 46,
        .name = {"Sparse", "疎な初期値"},
        .help =
            {"Each input reaches only a few units, so that they differ without many small "
             "weights.",
             "各入力をごく一部のユニットにだけつなぐ。小さな重みを多数使わずにユニットに差をつけ"
             "る。"},
        .formula = "⌈s·m⌉ of m weights from each input are 0, the others w ~ N(0, σ²)",
        .source = "Martens 2010, section 5",
        .pytorch = "torch.nn.init.sparse_",
        .parameters =
            {{.id = "sparsity",
              .symbol = "s",
              .name = {"sparsity", "疎らさ"},
              .help = {"Share of an input's weights that are 0, rounded up: 0.9 leaves "
                       "nothing to fewer than 10 outputs.",
                       "各入力から出る重みのうち0とする割合。個数は切り上げるので、0.9では出力"
                       "が10未満だとすべて0になる。"},
              .standard = 0.9,
              .bounds = {.least = 0, .most = 1},
              .slider_from = 0,
              .slider_to = 1,
              .scale = Scale::linear},
             describe::deviation(0.01)},
        .fill =
            [](std::span<const double> s, const WeightWindow& window, const WeightDraws& draws,
               std::span<double> out) {
                draws.normals(s[At::deviation], out);
                std::vector<std::size_t> rows(window.shape[0]);
                const double zeros = zeros_of(s, static_cast<double>(rows.size()));
                for (std::size_t column = 0; column < out.size() / rows.size(); ++column)
                    clear(out, column, rows, static_cast<std::size_t>(zeros), draws);
            },
        .deviation =
            [](std::span<const double> s, const WeightWindow& window) {
                const auto outputs = static_cast<double>(window.shape[0]);
                return s[At::deviation] * std::sqrt(1 - zeros_of(s, outputs) / outputs);
            }};
}

}  // namespace tani::initializer_entries
