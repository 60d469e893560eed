// Coordinate descent: one coordinate a step, in turn. Wright 2015, Coordinate descent algorithms,
// Algorithm 1 with cyclic choice; Nocedal & Wright, Numerical Optimization, 2nd ed., chapter 9.3.
#include <algorithm>

#include "core/optimizer/describe_together.h"
#include "core/optimizer/line_search.h"
#include "core/optimizer/together.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { lr, exact };
};
struct Part {
    enum : std::size_t { gradient, direction, step };
};

class CoordinateDescent {
  public:
    static constexpr std::size_t parts = 3;

    explicit CoordinateDescent(std::size_t n) : gradient_(n), d_(n), line_(n) {}

    void set(std::span<const double> settings) {
        lr_ = settings[At::lr];
        exact_ = settings[At::exact] != 0;
    }

    void step(Oracle& oracle, std::span<double> x, const Parts& shown) {
        oracle.gradient(x, gradient_);
        std::ranges::fill(d_, 0.0);
        d_[turn_] = -gradient_[turn_];
        double t = 1;
        if (exact_) {
            line_.start(x, d_, gradient_);
            t = exact_step(oracle, line_);
        }
        x[turn_] += lr_ * t * d_[turn_];
        turn_ = (turn_ + 1) % d_.size();
        shown.put(Part::gradient, gradient_);
        shown.put(Part::direction, d_);
        shown.put(Part::step, t);
    }

  private:
    double lr_ = 1;
    bool exact_ = true;
    std::size_t turn_ = 0;
    std::vector<double> gradient_, d_;
    Line line_;
};

Parameter exact() {
    Parameter p = describe::toggle(
        "exact", {"exact minimum", "厳密な最小化"},
        {"On: goes to the minimum along the coordinate. Off: a step of the rate times the slope.",
         "オン：その座標に沿った最小点まで進む。オフ：学習率×偏微分だけ進む。"});
    p.standard = 1;
    return p;
}

}  // namespace

RuleEntry coordinate_descent() {
    return {
        .id = "coordinate_descent",
        .order = 306,
        .name = {"Coordinate descent", "座標降下法"},
        .help = {"Moves one coordinate a step, in turn: x, y, x, … Quick where the valley lies "
                 "along an axis, slow where it lies across both.",
                 "1ステップに1つの座標だけを x, y, x, … と順に動かす。谷が座標軸に沿っていれば"
                 "速く、斜めだと遅い。"},
        .note = {"d is 0 but at the coordinate whose turn it is", "dは順番の来た座標だけ0でない"},
        .source = "Wright 2015, Coordinate descent algorithms, Algorithm 1",
        .parameters = {describe::step_factor(), exact()},
        .state = {describe::gradient_part(), describe::direction_part(), describe::step_part()},
        .derived = {describe::update()},
        .formula = [](std::span<const double> s) -> std::vector<FormulaLine> {
            std::vector<FormulaLine> lines = {
                {"g ← ∇f(x)", "{gradient'} = ∇f({x})"},
                {"d ← −gᵢeᵢ", "{d'} = −{gradient'} (i)"},
            };
            lines.push_back(s[At::exact] != 0 ? describe::search_line(true)
                                              : FormulaLine{"α ← 1", "{step'} = 1"});
            lines.push_back(describe::move_line());
            return lines;
        },
        .make = make_together<CoordinateDescent>,
        .stability_limit = {},
        .teaching_rate = 1,
        .elementwise = false};
}

}  // namespace tani::rule_entries
