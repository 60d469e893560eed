// The rate falls along half a cosine. Loshchilov & Hutter 2017, SGDR: Stochastic Gradient Descent
// with Warm Restarts, without the restarts; PyTorch's CosineAnnealingLR in its closed form.
#include <cmath>
#include <numbers>

#include "core/optimizer/schedule.h"

namespace tani::schedule_entries {

namespace {

struct At {
    enum : std::size_t { T_max, eta_min };
};

double rate(std::span<const double> s, const ScheduleMoment& now) {
    const double turn =
        std::numbers::pi * static_cast<double>(now.step) / length_in(s[At::T_max], now);
    return s[At::eta_min] + (now.base - s[At::eta_min]) * (1 + std::cos(turn)) / 2;
}

}  // namespace

ScheduleEntry cosine() {
    return {.id = "cosine",
            .order = 40,
            .name = {"Cosine annealing", "コサインアニーリング"},
            .help = {"Slowly at first, fast in the middle, slowly at the end: the rate falls along "
                     "half a cosine. After T_max it rises again, as PyTorch's does.",
                     "コサインの半周期に沿って、はじめと終わりはゆっくり、中ほどは速く下げる。T_max"
                     "を過ぎると再び上がる（PyTorchと同じ）。"},
            .source = "Loshchilov & Hutter 2017, SGDR (without restarts)",
            .pytorch = "torch.optim.lr_scheduler.CosineAnnealingLR",
            .formula = "η(k) = m + (η − m)·(1 + cos(πk/T))/2",
            .parameters = {describe::length_of_run("T_max", {"falls for", "期間"},
                                                   {"Steps until the least rate.",
                                                    "最小の学習率になるまでのステップ数。"}),
                           {.id = "eta_min",
                            .symbol = "m",
                            .name = {"least rate", "最小の学習率"},
                            .help = {"The rate after T_max steps.", "T_maxステップ後の学習率。"},
                            .standard = 0,
                            .bounds = {.least = 0},
                            .slider_from = 0,
                            .slider_to = 0.1}},
            .rate = rate};
}

}  // namespace tani::schedule_entries
