// Sharpness-aware minimization around any rule. Foret, Kleiner, Mobahi & Neyshabur 2021, Sharpness-
// Aware Minimization for Efficiently Improving Generalization, Algorithm 1 with p = 2.
#include <cmath>

#include "core/optimizer/around.h"

namespace tani::rule_entries {

namespace {

struct Part {
    enum : std::size_t { ascent, size, e };
};

/// Answers every question about x at x + e(x), the highest point within ρ by the slope at x.
class Raised final : public Oracle {
  public:
    struct Memory {
        std::vector<double> x, ascent, e, point;
        double size = 0;
        bool known = false;
    };

    Raised(Oracle& below, double rho, Memory& memory) : below_(below), rho_(rho), m_(memory) {}

    double value(std::span<const double> x) override { return below_.value(raised(x)); }
    void gradient(std::span<const double> x, std::span<double> out) override {
        below_.gradient(raised(x), out);
    }
    void hessian(std::span<const double> x, std::span<double> out) override {
        below_.hessian(raised(x), out);
    }
    bool hessian_times(std::span<const double> x, std::span<const double> v,
                       std::span<double> out) override {
        return below_.hessian_times(raised(x), v, out);
    }
    void normal(std::span<double> out) override { below_.normal(out); }
    double uniform() override { return below_.uniform(); }

  private:
    std::span<const double> raised(std::span<const double> x) {
        if (m_.known && std::ranges::equal(x, m_.x)) return m_.point;
        std::ranges::copy(x, m_.x.begin());
        below_.unclipped_gradient(x, m_.ascent);
        double squares = 0;
        for (const double g : m_.ascent) squares += g * g;
        // The authors' code has such a stabilizer, the paper none: without it 0/0 at a minimum.
        m_.size = std::sqrt(squares) + 1e-12;
        for (std::size_t i = 0; i < x.size(); ++i) {
            m_.e[i] = rho_ * m_.ascent[i] / m_.size;
            m_.point[i] = x[i] + m_.e[i];
        }
        m_.known = true;
        return m_.point;
    }

    Oracle& below_;
    double rho_;
    Memory& m_;
};

class Sam {
  public:
    static constexpr std::size_t parts = 3;

    explicit Sam(std::size_t n) {
        for (auto* vector : {&memory_.x, &memory_.ascent, &memory_.e, &memory_.point})
            vector->resize(n);
    }

    void set(std::span<const double> settings) { rho_ = settings[0]; }

    void step(Oracle& oracle, Optimizer& inner, std::span<double> x, const Parts& shown) {
        memory_.known = false;
        Raised raised(oracle, rho_, memory_);
        inner.step(raised, x);
        shown.put(Part::ascent, memory_.ascent);
        shown.put(Part::size, memory_.size);
        shown.put(Part::e, memory_.e);
    }

  private:
    double rho_ = 0;
    Raised::Memory memory_;
};

FormulaLine ascent_line(const std::string& rho, const std::string& point) {
    return {"e ← " + rho + "∇f(" + point + ")/|∇f(" + point + ")|",
            "{e'} = {rho}·{ascent'}/{size'}"};
}

/// Where the inner rule says itself at which point it asks for the gradient, that point is raised.
std::vector<FormulaLine> formula(std::vector<FormulaLine> lines,
                                 std::span<const std::string> symbols) {
    constexpr std::string_view asks = "g ← ∇f(", number = " = ∇f";
    const auto asking = std::ranges::find_if(
        lines, [&](const FormulaLine& line) { return line.symbols.starts_with(asks); });
    if (asking == lines.end()) {
        lines.insert(lines.begin(), {"g ← ∇f(x + e)", "{g} = ∇f({x} + {e'})"});
        lines.insert(lines.begin(), ascent_line(symbols[0], "x"));
        return lines;
    }
    std::string point = asking->symbols.substr(asks.size());
    point.pop_back();
    asking->symbols = std::string(asks) + point + " + e)";
    const std::size_t at = asking->numbers.find(number) + number.size();
    std::string where = asking->numbers.substr(at);
    if (where.starts_with('(')) where = where.substr(1, where.size() - 2);
    asking->numbers = asking->numbers.substr(0, at) + "(" + where + " + {e'})";
    lines.insert(asking, ascent_line(symbols[0], point));
    return lines;
}

}  // namespace

RuleEntry sam() {
    return {
        .id = "sam",
        .order = 270,
        .name = {"SAM", "SAM"},
        .help = {"Around any rule: first climbs the distance ρ along the gradient, then gives the "
                 "rule inside the gradient from up there. A narrow minimum is surrounded by steep "
                 "walls at that distance and cannot hold it; a wide one can. Costs two gradients a "
                 "step. Clipping acts on what the rule inside is given.",
                 "どの更新則も包める。まず勾配の方向へ距離ρだけ登り、そこで測った勾配を内側の更新"
                 "則に渡す。狭い谷ではその距離に急な壁があるため留まれず、広い谷には留まる。1ステ"
                 "ップに勾配を2回計算する。クリッピングは内側の更新則に渡す勾配に効く。"},
        .note = {"two gradients a step: at x and at x + e",
                 "1ステップに勾配を2回（xとx + eで）測る"},
        .source = "Foret et al. 2021, Algorithm 1",
        .parameters = {{.id = "rho",
                        .symbol = "ρ",
                        .name = {"radius", "登る距離"},
                        .help = {"How far SAM climbs before it asks for the gradient. 0 is the "
                                 "rule inside alone.",
                                 "勾配を測る前にどれだけ登るか。0なら内側の更新則そのもの。"},
                        .standard = 0.05,
                        .bounds = {.least = 0},
                        .slider_from = 1e-3,
                        .slider_to = 2,
                        .scale = Scale::log}},
        .state = {{"ascent", "∇f", {"gradient before the climb", "登る前の勾配"}, Role::other},
                  {"size", "|∇f|", {"its length", "その大きさ"}, Role::other, 0, true},
                  {"e", "e", {"climb", "登る量"}, Role::other}},
        .formula = {},
        .make = make_around<Sam>,
        .stability_limit = {},
        .wrapping = Wrapping{.inner = "sgd", .formula = formula}};
}

}  // namespace tani::rule_entries
