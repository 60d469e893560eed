// Simulated annealing with Gaussian proposals. Kirkpatrick, Gelatt & Vecchi 1983, Optimization by
// Simulated Annealing; acceptance of Metropolis et al. 1953; a geometric schedule T = T₀·cᵏ.
#include <cmath>

#include "core/optimizer/describe.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, temperature, cooling };
};
struct Part {
    enum : std::size_t { cooled, proposal, rise, accepted, best, best_value };
};

class SimulatedAnnealing {
  public:
    static constexpr std::size_t parts = 6;

    explicit SimulatedAnnealing(std::size_t n) : z_(n), candidate_(n), best_(n) {}

    double initial(std::size_t part) const { return part == Part::cooled ? 1 : 0; }

    void set(std::span<const double> s) {
        width_ = s[At::lr], first_temperature_ = s[At::temperature], cooling_ = s[At::cooling];
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        // Asked anew at every step: the surface may have changed since.
        const double here = oracle.value(x);
        if (!any_ || here < best_value_) keep(x, here);
        oracle.normal(z_);
        for (std::size_t i = 0; i < x.size(); ++i) candidate_[i] = x[i] + width_ * z_[i];
        const double there = oracle.value(candidate_);
        // Drawn at every step, so that the same step of two runs has the same luck.
        const double luck = oracle.uniform();
        const double rise = there - here;
        const double temperature = first_temperature_ * cooled_;
        // Where f has no value here, anything that has one is better; a candidate without one is
        // never taken.
        const bool taken = rise <= 0 || luck < std::exp(-rise / temperature) ||
                           (std::isnan(here) && !std::isnan(there));
        if (taken) std::ranges::copy(candidate_, x.begin());
        if (there < best_value_) keep(candidate_, there);
        cooled_ *= cooling_;
        shown.put(Part::cooled, cooled_);
        shown.put(Part::proposal, z_);
        shown.put(Part::rise, rise);
        shown.put(Part::accepted, taken ? 1 : 0);
        shown.put(Part::best, best_);
        shown.put(Part::best_value, best_value_);
    }

  private:
    void keep(std::span<const double> x, double value) {
        any_ = true;
        best_value_ = value;
        std::ranges::copy(x, best_.begin());
    }

    double width_ = 0, first_temperature_ = 0, cooling_ = 1;
    double cooled_ = 1, best_value_ = 0;
    bool any_ = false;
    std::vector<double> z_, candidate_, best_;
};

Parameter width() {
    Parameter p = describe::learning_rate(0.5);
    p.name = {"step width", "提案の幅"};
    p.help = {"Standard deviation of a proposed step in each coordinate.",
              "各座標で提案する移動量の標準偏差。"};
    p.slider_to = 10;
    return p;
}

Parameter temperature() {
    return {.id = "temperature",
            .symbol = "T₀",
            .name = {"first temperature", "初期温度"},
            .help = {"A rise of the loss by T is accepted with probability 1/e. Of the size of the "
                     "hills to be crossed.",
                     "損失がTだけ増える提案を確率1/eで受け入れる。越えたい山の高さ程度にする。"},
            .standard = 10,
            .bounds = {.least = 0},
            .slider_from = 0.01,
            .slider_to = 1000,
            .scale = Scale::log};
}

Parameter cooling() {
    return {
        .id = "cooling",
        .symbol = "c",
        .name = {"cooling", "冷却率"},
        .help = {"Multiplies the temperature after every step.", "1ステップごとに温度に掛ける。"},
        .standard = 0.99,
        .bounds = {.least = 0, .most = 1},
        .slider_from = 0.5,
        .slider_to = 0.9999,
        .scale = Scale::one_minus};
}

}  // namespace

RuleEntry simulated_annealing() {
    return {
        .id = "simulated_annealing",
        .order = 350,
        .name = {"Simulated annealing", "焼きなまし法"},
        .help =
            {"Proposes a random step. Down is always accepted, up with a probability that falls "
             "with the temperature, so that early on it climbs out of local minima and later "
             "settles. Needs no gradient.",
             "ランダムな移動を提案し、下りなら必ず、上りなら温度で決まる確率で受け入れる。始め"
             "は局所最適解から抜け出し、冷えるにつれて落ち着く。勾配は使わない。"},
        .note = {"a is 1 where the step is accepted, else 0",
                 "aは受け入れたとき1、そうでなければ0"},
        .source = "Kirkpatrick, Gelatt & Vecchi 1983; Metropolis et al. 1953",
        .parameters = {width(), temperature(), cooling()},
        .state =
            {{"cooled", "cᵏ", {"share of T₀ left", "T₀に対する温度の割合"}, Role::other, 1, true},
             {"z", "z", {"proposed direction", "提案の方向"}, Role::other},
             {"rise", "Δf", {"rise of the loss", "損失の増分"}, Role::other, 0, true},
             {"accepted", "a", {"accepted", "受け入れたか"}, Role::other, 0, true},
             {"best", "x*", {"best point so far", "これまでの最良点"}, Role::other},
             {"best_value",
              "f*",
              {"least loss so far", "これまでの最小の損失"},
              Role::other,
              0,
              true}},
        .derived = {describe::update(),
                    {"T",
                     "T",
                     {"temperature", "温度"},
                     [](const UpdateView& view) {
                         return view.settings[At::temperature] * view.state[Part::cooled];
                     },
                     true},
                    {"chance",
                     "p",
                     {"chance of acceptance", "受け入れる確率"},
                     [](const UpdateView& view) {
                         const double rise = view.state_next[Part::rise];
                         const double now =
                             view.settings[At::temperature] * view.state[Part::cooled];
                         return rise <= 0 ? 1 : std::exp(-rise / now);
                     },
                     true}},
        .formula = [](std::span<const double>) -> std::vector<FormulaLine> {
            return {{"z ← N(0, 1)", "{z'} ~ N(0, 1)"},
                    {"T ← T₀cᵏ", "{T} = {temperature}·{cooled}   (k+1: {cooled'})"},
                    {"Δf ← f(x + ηz) − f(x)", "{rise'} = f({x} + {lr}·{z'}) − f({x})"},
                    {"a ← [u < exp(−Δf/T)]", "{accepted'} = [u < {chance}]"},
                    {"x ← x + aηz", "{x'} = {x} + {accepted'}·{lr}·{z'}"},
                    {"x* ← argmin f", "x* = {best'}, f* = {best_value'}"}};
        },
        .make = make_together<SimulatedAnnealing>,
        .stability_limit = {},
        .teaching_rate = 0.5,
        .elementwise = false};
}

}  // namespace tani::rule_entries
