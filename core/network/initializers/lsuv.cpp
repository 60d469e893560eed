// Layer-sequential unit variance: an orthonormal start, scaled with data. Mishkin & Matas 2016, All
// you need is a good init, Algorithm 1.
#include "core/network/lsuv.h"

#include "core/network/initializer.h"

namespace tani::initializer_entries {

namespace {

struct At {
    enum : std::size_t { tolerance, iterations };
};

}  // namespace

InitializerEntry lsuv() {
    return {
        .id = "lsuv",
        .order = 160,
        .name = {"LSUV", "LSUV"},
        .help =
            {"Looks at data: from the first layer to the last, orthonormal weights are divided by "
             "the deviation of what the layer makes of some samples, before its activation, until "
             "that is 1. Fits any activation.",
             "データを見て決める初期値。直交行列から始め、最初の層から順に、サンプルを通したときの"
             "活性化前の値の標準偏差で重みを割り、1にする。どの活性化関数にも合う。"},
        .formula = "W ← W/√Var(Wx) until |Var(Wx) − 1| < tol",
        .source = "Mishkin & Matas 2016, Algorithm 1",
        .parameters = {{.id = "tol",
                        .symbol = "tol",
                        .name = {"tolerance", "許容誤差"},
                        .help = {"How far the variance may stay from 1; 0.1 in the paper.",
                                 "分散が1からどれだけ離れてよいか。論文では0.1。"},
                        .standard = 0.1,
                        .bounds = {.least = 0, .least_open = true},
                        .slider_from = 0.001,
                        .slider_to = 1,
                        .scale = Scale::log},
                       {.id = "iterations",
                        .symbol = "T",
                        .name = {"iterations", "反復回数"},
                        .help = {"A layer is given up after so many.",
                                 "一つの層についての反復の上限。"},
                        .standard = 10,
                        .bounds = {.least = 0, .most = 100},
                        .slider_from = 0,
                        .slider_to = 20,
                        .scale = Scale::whole}},
        .fill =
            [](std::span<const double>, const WeightWindow& window, const WeightDraws& draws,
               std::span<double> out) {
                constexpr double gain[] = {1.0};
                find_initializer("orthogonal")->fill(gain, window, draws, out);
            },
        .adapt =
            [](const Network<float>& network, std::span<const double> s, std::span<float> weights,
               const float* x, std::size_t samples) {
                const UnitVariance unit{s[At::tolerance], static_cast<int>(s[At::iterations])};
                unit_variance(network, unit, weights, x, samples);
            }};
}

}  // namespace tani::initializer_entries
