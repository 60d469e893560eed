// Independent normal inputs whose class a random linear map says: the input of exercises on initial
// weights.
#include <algorithm>
#include <cmath>

#include "core/dataset/making.h"

namespace tani::dataset_entries {

namespace {

struct At {
    enum : std::size_t { samples, inputs, classes };
};

/// One number to learn where there are fewer than two classes.
bool regression(std::span<const double> s) { return whole(s[At::classes]) < 2; }

DataOutline outline(std::span<const double> s) {
    DataOutline result{.samples = whole(s[At::samples]),
                       .input = {.channels = whole(s[At::inputs])}};
    if (regression(s)) return result;
    result.kind = TargetKind::classes;
    result.classes = whole(s[At::classes]);
    return result;
}

Dataset make(std::span<const double> s, std::uint64_t seed) {
    Dataset data{.outline = outline(s)};
    const auto inputs = static_cast<std::size_t>(whole(s[At::inputs]));
    const auto rows = static_cast<std::size_t>(regression(s) ? 1 : whole(s[At::classes]));
    // Rows of length 1 on average, so that y has the deviation 1.
    Draws common = Draws::of_all(seed);
    std::vector<double> map(rows * inputs);
    for (double& w : map) w = common.normal() / std::sqrt(static_cast<double>(inputs));
    std::vector<double> values(rows);
    for (int i = 0; i < data.outline.samples; ++i) {
        Draws draws(seed, static_cast<std::uint64_t>(i));
        std::ranges::fill(values, 0.0);
        for (std::size_t k = 0; k < inputs; ++k) {
            const double x = draws.normal();
            data.x.push_back(static_cast<float>(x));
            for (std::size_t r = 0; r < rows; ++r) values[r] += map[r * inputs + k] * x;
        }
        const auto largest = std::ranges::max_element(values) - values.begin();
        data.y.push_back(static_cast<float>(regression(s) ? values[0] : static_cast<double>(largest)));
    }
    if (!regression(s)) data.class_names = numbered(data.outline.classes, 0);
    return data;
}

}  // namespace

DatasetEntry gaussian() {
    return {
        .id = "gaussian",
        .order = 85,
        .name = {"Normal numbers", "正規乱数"},
        .help = {"Independent inputs with mean 0 and deviation 1; the class is the largest of as many "
                 "random sums of them. What initial weights make of such inputs is known exactly.",
                 "互いに独立な平均0、標準偏差1の入力。クラスは、入力のランダムな重み付き和のうち最大の"
                 "ものの番号である。初期値の効果を理論と比べるのに使う。"},
        .parameters = {describe::samples(1000),
                       describe::whole_number("dimension", "d", {"dimension", "次元"},
                                              {"How many numbers a sample has.", "1つのデータの次元。"},
                                              100, 1, 1000),
                       describe::whole_number("classes", "K", {"classes", "クラス数"},
                                              {"0: a regression on one random sum instead.",
                                               "0なら、ランダムな重み付き和そのものを目標とする回帰。"},
                                              10, 0, 100)},
        .outline = outline,
        .make = make};
}

}  // namespace tani::dataset_entries
