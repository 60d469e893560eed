// The rate falls when the loss no longer does. PyTorch's ReduceLROnPlateau with mode='min' and
// threshold_mode='rel'.
#include <algorithm>
#include <limits>

#include "core/optimizer/schedule.h"

namespace tani::schedule_entries {

namespace {

struct At {
    enum : std::size_t { factor, patience, threshold, cooldown, min_lr };
};

/// A fall smaller than this is not made (PyTorch's eps).
constexpr double least_fall = 1e-8;

class Plateau final : public Schedule {
  public:
    explicit Plateau(std::span<const double> settings)
        : settings_(settings.begin(), settings.end()) {}

    /// PyTorch is told a loss after an update; here the loss of the row from which an update starts
    /// decides on that update's rate. Both are the loss after the update before; only the start's
    /// loss is seen here besides.
    double rate(const ScheduleMoment& now) override {
        watch(now.loss);
        if (bad_ > settings_[At::patience]) {
            const double old = now.base * share_;
            const double next = std::max(old * settings_[At::factor], settings_[At::min_lr]);
            if (old - next > least_fall) share_ = next / now.base;
            cooling_ = settings_[At::cooldown];
            bad_ = 0;
        }
        return now.base * share_;
    }

    std::unique_ptr<Schedule> clone() const override { return std::make_unique<Plateau>(*this); }

  private:
    void watch(double loss) {
        if (loss < best_ * (1 - settings_[At::threshold])) {
            best_ = loss;
            bad_ = 0;
        } else {
            ++bad_;
        }
        if (cooling_ > 0) {
            --cooling_;
            bad_ = 0;
        }
    }

    std::vector<double> settings_;
    /// Of the optimizer's own rate, so that a change of that one on the way keeps the falls so far.
    double share_ = 1;
    double best_ = std::numeric_limits<double>::infinity();
    double bad_ = 0, cooling_ = 0;  ///< steps
};

std::unique_ptr<Schedule> make(std::span<const double> settings) {
    return std::make_unique<Plateau>(settings);
}

}  // namespace

ScheduleEntry plateau() {
    Parameter factor = describe::share(
        "factor", "c", {"factor", "倍率"},
        {"What the rate is multiplied by at each fall.", "1回ごとに学習率に掛ける数。"}, 0.1);
    factor.bounds.most_open = true;
    factor.slider_to = 0.99;
    return {
        .id = "plateau",
        .order = 80,
        .name = {"Reduce on plateau", "停滞したら下げる"},
        .help = {"Watches the loss: when it has not become smaller for more than `patience` "
                 "steps, the rate is multiplied by a factor.",
                 "損失を見張り、patienceステップより長く改善しなければ学習率を下げる。"},
        .source = "PyTorch's ReduceLROnPlateau",
        .pytorch = "torch.optim.lr_scheduler.ReduceLROnPlateau",
        .formula = "η ← c·η",
        .parameters = {std::move(factor),
                       describe::step_count("patience", "p", {"patience", "忍耐"},
                                            {"Steps without an improvement that are let pass.",
                                             "改善がなくても待つステップ数。"},
                                            10, 0),
                       {.id = "threshold",
                        .symbol = "τ",
                        .name = {"threshold", "しきい値"},
                        .help = {"An improvement is a loss below (1 − τ) times the best so far.",
                                 "これまでの最良値の(1−τ)倍を下回れば改善とみなす。"},
                        .standard = 1e-4,
                        .bounds = {.least = 0, .most = 1, .most_open = true},
                        .slider_from = 1e-6,
                        .slider_to = 0.5,
                        .scale = Scale::log},
                       describe::step_count("cooldown", "w", {"cooldown", "休止"},
                                            {"Steps after a fall in which nothing is counted.",
                                             "下げた直後に数えないステップ数。"},
                                            0, 0),
                       {.id = "min_lr",
                        .symbol = "m",
                        .name = {"least rate", "最小の学習率"},
                        .help = {"The rate does not fall below this.", "学習率の下限。"},
                        .standard = 0,
                        .bounds = {.least = 0},
                        .slider_from = 0,
                        .slider_to = 0.1}},
        .make_running = make};
}

}  // namespace tani::schedule_entries
