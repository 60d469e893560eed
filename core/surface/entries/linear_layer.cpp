// The loss of a linear layer whose weights are a matrix of two numbers, for inputs that go
// together.
#include "core/surface/surface.h"

namespace tani::surface_entries {

SurfaceEntry linear_layer() {
    // With D = W − W* and the inputs' covariance C = (1 c; c 1) the loss E|Du|²/2 is tr(DCD')/2,
    // which for D = (p q; q p) is p² + q² + 2cpq. With respect to the entries of W its gradient is
    // DC.
    return {
        .id = "linear_layer",
        .name = {"Linear layer", "線形層"},
        .help =
            {"Half the mean squared error of a layer with the weights (x y; y x) whose two inputs "
             "have the correlation c. The gradient is strong in the singular direction x + y and "
             "weak in x − y: a valley that no single rate for x or y can straighten.",
             "重み (x y; y x) をもつ層の平均2乗誤差の半分。2つの入力の相関はc。勾配は特異方向 x + "
             "y "
             "で強く、x − y で弱い。xやyごとの学習率ではまっすぐにできない斜めの谷になる。"},
        .formula = "(x - a)^2 + (y - b)^2 + 2*c*(x - a)*(y - b)",
        .constants =
            {{.id = "a",
              .symbol = "a",
              .name = {"best x", "最適なx"},
              .help = {"The x of the weights that make no error.", "誤差のない重みのx。"},
              .standard = 2,
              .slider_from = -3,
              .slider_to = 3},
             {.id = "b",
              .symbol = "b",
              .name = {"best y", "最適なy"},
              .help = {"The y of the weights that make no error.", "誤差のない重みのy。"},
              .standard = -1,
              .slider_from = -3,
              .slider_to = 3},
             {.id = "c",
              .symbol = "c",
              .name = {"correlation", "入力の相関"},
              .help = {"How far the two inputs go together. The curvatures are 2(1 + c) and "
                       "2(1 − c).",
                       "2つの入力がどれだけ一緒に動くか。曲率は 2(1 + c) と 2(1 − c)。"},
              .standard = 0.96,
              .bounds = {.least = -1, .most = 1, .least_open = true, .most_open = true},
              .slider_from = 0,
              .slider_to = 0.995,
              .scale = Scale::one_minus}},
        .x = {-4, 4},
        .y = {-3, 3},
        .start = {-2.5, 2},
        .minima = {{2, -1, 0}},
        .source = "Made for teaching: least squares for a linear layer"};
}

}  // namespace tani::surface_entries
