// Gradient descent that learns its rate by gradient descent. Baydin, Cornish, Martínez Rubio,
// Schmidt & Wood 2018, Online Learning Rate Adaptation with Hypergradient Descent, SGD-HD.
#include "core/optimizer/dense.h"
#include "core/optimizer/describe.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, hypergrad_lr };
};
struct Part {
    enum : std::size_t { last, agreement, rate };
};

constexpr double standard_rate = 0.01;

class Hypergradient {
  public:
    static constexpr std::size_t parts = 3;

    explicit Hypergradient(std::size_t n) : g_(n), last_(n) {}

    void set(std::span<const double> settings) {
        start_ = settings[At::lr], beta_ = settings[At::hypergrad_lr];
    }

    double initial(std::size_t part) const { return part == Part::rate ? start_ : 0; }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        if (updates_++ == 0) rate_ = start_;
        oracle.gradient(x, g_);
        const double agreement = dense::dot(g_, last_);
        rate_ = rate_ + beta_ * agreement;
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = x[i] - rate_ * g_[i];
        last_ = g_;
        shown.put(Part::last, last_);
        shown.put(Part::agreement, agreement);
        shown.put(Part::rate, rate_);
    }

  private:
    double start_ = 0, beta_ = 0, rate_ = 0;
    long updates_ = 0;
    std::vector<double> g_, last_;
};

}  // namespace

RuleEntry hypergradient() {
    Parameter start = describe::learning_rate(standard_rate);
    start.symbol = "η₀", start.name = {"first rate", "最初の学習率"};
    start.help = {"The rate before the first update; from then on the rule changes it itself.",
                  "最初の更新の前の学習率。以後は更新則が自ら変える。"};
    return {
        .id = "hypergradient",
        .order = 125,
        .name = {"Hypergradient descent", "超勾配降下法"},
        .help = {"Gradient descent whose rate is itself descended: the slope of the loss along the "
                 "rate is −g·g′, with g′ the gradient before. While two gradients in a row agree "
                 "the rate rises, where they turn against each other, in a bounce, it falls.",
                 "学習率そのものも勾配降下で動かす勾配降下法。学習率についての損失の傾きは −g·g′"
                 "（g′は直前の勾配）である。続けて同じ向きなら学習率は上がり、往復して逆向きにな"
                 "れば下がる。"},
        .note = {"p = g·g′: above 0 the gradients agree, below 0 they bounce",
                 "p = g·g′：正なら同じ向き、負なら往復している"},
        .source = "Baydin et al. 2018, SGD-HD",
        .parameters = {start,
                       {.id = "hypergrad_lr",
                        .symbol = "β",
                        .name = {"rate of the rate", "学習率の学習率"},
                        .help = {"How fast the rate follows. 0 is plain descent. The default is "
                                 "that of the authors' code.",
                                 "学習率をどれだけ速く動かすか。0なら単純な勾配降下法。既定値は"
                                 "著者のコードと同じ。"},
                        .standard = 1e-6,
                        .bounds = {.least = 0},
                        .slider_from = 1e-8,
                        .slider_to = 0.1,
                        .scale = Scale::log}},
        .state = {{"last", "g′", {"gradient before", "直前の勾配"}, Role::other},
                  {"agreement", "p", {"agreement of two gradients", "2つの勾配の内積"}, Role::other,
                   0, true},
                  {"rate", "η", {"learned rate", "学習した学習率"}, Role::other, standard_rate,
                   true}},
        .derived = {describe::update()},
        .formula = [](std::span<const double>) -> std::vector<FormulaLine> {
            return {{"p ← g·g′", "{agreement'} = {g}·{last}"},
                    {"η ← η + βp", "{rate'} = {rate} + {hypergrad_lr}·{agreement'}"},
                    {"x ← x − ηg", "{x'} = {x} − {rate'}·{g}"},
                    {"g′ ← g", "{last'} = {g}"}};
        },
        .make = make_together<Hypergradient>,
        .stability_limit = {},
        .teaching_rate = 0.01,
        .elementwise = false};
}

}  // namespace tani::rule_entries
