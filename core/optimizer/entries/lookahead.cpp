// Lookahead around any rule. Zhang, Lucas, Hinton & Ba 2019, Lookahead Optimizer: k steps forward,
// 1 step back, Algorithm 1. One step here is one step of the fast weights.
#include "core/optimizer/around.h"
#include "core/optimizer/describe.h"

namespace tani::rule_entries {

namespace {

struct At {
    enum : std::size_t { k, alpha };
};

// The slow weights are shown as δ = φ − x, which starts at 0 wherever the start is. The rule inside
// keeps its state when x is set back, as in the paper's experiments.
class Lookahead {
  public:
    static constexpr std::size_t parts = 1;

    explicit Lookahead(std::size_t n) : slow_(n) {}

    void set(std::span<const double> settings) {
        k_ = static_cast<long>(settings[At::k]);
        alpha_ = settings[At::alpha];
    }

    void step(Oracle& oracle, Optimizer& inner, std::span<double> x, const Parts& shown) {
        if (updates_++ == 0) std::ranges::copy(x, slow_.begin());
        inner.step(oracle, x);
        if (updates_ % k_ == 0) {
            for (std::size_t i = 0; i < x.size(); ++i) {
                slow_[i] = slow_[i] + alpha_ * (x[i] - slow_[i]);
                x[i] = slow_[i];
            }
        }
        for (std::size_t i = 0; i < x.size(); ++i) shown[0][i] = slow_[i] - x[i];
    }

  private:
    long k_ = 1, updates_ = 0;
    double alpha_ = 1;
    std::vector<double> slow_;
};

bool sets_back(const UpdateView& view) {
    return view.updates % static_cast<long>(view.settings[At::k]) == 0;
}

double slow(const UpdateView& view) { return view.x + view.state[0]; }
double slow_next(const UpdateView& view) { return view.x_next + view.state_next[0]; }

/// Where the rule inside went: x itself, or what the slow weights followed by the share α.
double fast(const UpdateView& view) {
    if (!sets_back(view)) return view.x_next;
    return slow(view) + (slow_next(view) - slow(view)) / view.settings[At::alpha];
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// x as θ, but not within a word or under a bar.
std::string with_theta(const std::string& text) {
    constexpr std::string_view bar = "\u0304";
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool alone = text[i] == 'x' && (i == 0 || !is_letter(text[i - 1])) &&
                           (i + 1 == text.size() || !is_letter(text[i + 1])) &&
                           std::string_view(text).substr(i + 1, bar.size()) != bar;
        alone ? result += "θ" : result += text[i];
    }
    return result;
}

std::vector<FormulaLine> formula(std::vector<FormulaLine> lines,
                                 std::span<const std::string> symbols) {
    constexpr std::string_view x_line = "x ← ";
    bool moved = false;
    for (FormulaLine& line : lines) {
        if (moved) line.symbols = with_theta(line.symbols);
        if (!line.symbols.starts_with(x_line)) continue;
        moved = true;
        line.symbols = "θ ← " + line.symbols.substr(x_line.size());
    }
    lines.push_back({"φ ← φ + s" + symbols[At::alpha] + "(θ − φ)",
                     "{slow_next} = {slow} + {s}·{alpha}·({fast} − {slow})"});
    lines.push_back({"x ← θ + s(φ − θ)", "{x'} = {fast} + {s}·({slow_next} − {fast})"});
    lines.push_back({"δ ← φ − x", "{delta'} = {slow_next} − {x'}"});
    return lines;
}

}  // namespace

RuleEntry lookahead() {
    return {
        .id = "lookahead",
        .order = 280,
        .name = {"Lookahead", "Lookahead"},
        .help = {"Around any rule: the rule inside goes k steps ahead (the fast weights θ), then "
                 "the slow weights φ follow by the share α, and the rule goes on from there. What "
                 "bounces to and fro within the k steps is averaged out, so that a rate may be "
                 "larger than the rule inside would bear well.",
                 "どの更新則も包める。内側の更新則がkステップ先まで進み（速い重みθ）、遅い重みφがそ"
                 "の差の割合αだけ追いかけ、そこから再び進む。kステップの間の往復が均されるので、内"
                 "側の更新則だけのときより大きな学習率に耐える。"},
        .note = {"s = 1 at every k-th step, else 0", "sはkステップごとに1、それ以外は0"},
        .source = "Zhang et al. 2019, Algorithm 1",
        .parameters = {{.id = "k",
                        .symbol = "k",
                        .name = {"steps ahead", "先に進むステップ数"},
                        .help = {"How many steps the rule inside goes before the slow weights "
                                 "follow.",
                                 "遅い重みが追いかける前に、内側の更新則が進むステップ数。"},
                        .standard = 5,
                        .bounds = {.least = 1, .most = 1e6},
                        .slider_from = 1,
                        .slider_to = 20,
                        .scale = Scale::whole},
                       {.id = "alpha",
                        .symbol = "α",
                        .name = {"share followed", "追いかける割合"},
                        .help = {"How far the slow weights follow. 1 is the rule inside alone.",
                                 "遅い重みがどれだけ追いかけるか。1なら内側の更新則そのもの。"},
                        .standard = 0.5,
                        .bounds = {.least = 0, .most = 1, .least_open = true},
                        .slider_from = 0.05,
                        .slider_to = 1}},
        .state =
            {{"delta", "δ", {"from x to the slow weights φ", "xから遅い重みφへの差"}, Role::other}},
        .derived = {describe::update(),
                    {"slow", "φ", {"slow weights", "遅い重み"}, slow},
                    {"slow_next", "φ", {"slow weights, after", "更新後の遅い重み"}, slow_next},
                    {"fast", "θ", {"fast weights", "速い重み"}, fast},
                    {"s",
                     "s",
                     {"whether the slow weights follow", "遅い重みが追いかけるか"},
                     [](const UpdateView& view) { return sets_back(view) ? 1.0 : 0.0; },
                     true}},
        .formula = {},
        .make = make_around<Lookahead>,
        .stability_limit = {},
        .wrapping = Wrapping{.inner = "sgd", .formula = formula, .arrived = "fast"}};
}

}  // namespace tani::rule_entries
