// An update rule: what it is (RuleEntry), and one that is running (Optimizer). A rule sees vectors
// and an oracle; never a surface, a layer or a pixel.
#pragma once
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/parameter.h"
#include "core/base/text.h"

namespace tani {

/// What a rule may ask about the function being minimised. Counts evaluations, adds noise, clips.
class Oracle {
  public:
    virtual ~Oracle() = default;
    virtual double value(std::span<const double> x) = 0;
    /// The gradient at x with the experiment's noise and clipping, as a rule would be given it.
    virtual void gradient(std::span<const double> x, std::span<double> out) = 0;
    /// The same before clipping, for a rule around the rule whose gradients are clipped.
    virtual void unclipped_gradient(std::span<const double> x, std::span<double> out) {
        gradient(x, out);
    }
    /// The exact Hessian, row-major n×n.
    virtual void hessian(std::span<const double> x, std::span<double> out) = 0;
    /// The Hessian times v, where that is cheaper than the whole of it: a network can, a surface answers
    /// false and leaves `out` alone.
    virtual bool hessian_times(std::span<const double> /*x*/, std::span<const double> /*v*/,
                               std::span<double> /*out*/) {
        return false;
    }
    /// Independent standard normal numbers, for rules that search at random. A pure function of the run's seed,
    /// the step and how many were drawn in this step.
    virtual void normal(std::span<double> out) = 0;
    /// Uniform in (0, 1), from a stream of its own.
    virtual double uniform() = 0;
};

/// A running rule. Settings are apart from state: `set` changes the settings and keeps the state.
class Optimizer {
  public:
    virtual ~Optimizer() = default;
    /// One update of x, in place. Allocates nothing.
    virtual void step(Oracle& oracle, std::span<double> x) = 0;
    /// Values in the order of RuleEntry::parameters.
    virtual void set(std::span<const double> settings) = 0;
    /// Drops the state: the next step is again the first.
    virtual void reset() = 0;
    /// The parts of the state in the order of RuleEntry::state, n numbers each, one after another.
    virtual std::span<const double> state() const = 0;
    virtual std::unique_ptr<Optimizer> clone() const = 0;
    /// Memory that a clone takes, near enough for a budget.
    virtual std::size_t bytes() const { return state().size_bytes(); }
};

/// A window into a flat vector that is one matrix, row by row (the weights of a dense layer with a row for each
/// output, a filter bank with a row for each filter), or one column (a bias): what Muon and Shampoo work on.
struct WeightBlock {
    std::size_t offset = 0, rows = 1, columns = 1;
    /// Whether it is a matrix; otherwise a column, whatever its shape.
    bool matrix = false;
    std::size_t size() const { return rows * columns; }
    std::size_t end() const { return offset + size(); }
};

/// What a part of the state means, which says how it can be drawn.
enum class Role { velocity, average_gradient, second_moment, other };

struct StatePart {
    std::string id;      ///< "v"
    std::string symbol;  ///< as the formula writes it: "v"
    Text name;
    Role role = Role::other;
    double initial = 0;  ///< value before the first step (where a setting says otherwise, the
                         ///< optimizer's state() does)
    bool scalar = false;  ///< the same number at every coordinate (a step length)
};

/// Everything known about one update k → k+1 of one coordinate, for derived quantities and the
/// formula with numbers.
struct UpdateView {
    std::span<const double> settings;  ///< in force for this update
    long updates = 1;                  ///< this is the rule's updates-th update, from 1 (Adam's t)
    double x = 0, x_next = 0, gradient = 0;     ///< gradient as the rule was given it
    std::span<const double> state, state_next;  ///< one number per state part, before and after
};

/// A quantity that follows from an update, not stored: Adam's m̂, the effective rate of a
/// coordinate.
struct Derived {
    std::string id;
    std::string symbol;
    Text name;
    std::function<double(const UpdateView&)> value;
    bool scalar = false;  ///< the same number for every coordinate (a rate, a bias correction)
};

/// One line of the update formula. `numbers` is the same line with {id} where a number stands: a
/// parameter ("{lr}", "{betas.0}"), a state part before ("{v}") or after ("{v'}") the update,
/// "{x}",
/// "{x'}", "{g}", "{t}" ("{^t}" as an exponent), or a derived id.
struct FormulaLine {
    std::string symbols;  ///< "v ← αv − ηg"
    std::string numbers;  ///< "{v'} = {momentum}·{v} − {lr}·{g}"
};

class LaneRule;
struct LaneStart;
class WeightRule;

/// Makes running rules: one run of any dimension, many runs side by side where the rule can
/// (lanes.h), or one on a network's weights (weights.h).
class RuleMaker {
  public:
    using Settings = std::span<const double>;
    using Blocks = std::span<const WeightBlock>;
    using One = std::unique_ptr<Optimizer> (*)(Settings settings, std::size_t dimensions);
    /// A rule that works on matrices; without blocks the point is one column.
    using InBlocks = std::unique_ptr<Optimizer> (*)(Settings settings, std::size_t dimensions,
                                                    Blocks blocks);
    using Many = std::unique_ptr<LaneRule> (*)(const LaneStart& start);
    using Weights = std::unique_ptr<WeightRule> (*)(Settings settings, std::size_t weights,
                                                    Blocks blocks);
    /// A rule around a running one (around.h).
    using Around = std::unique_ptr<Optimizer> (*)(Settings settings, std::size_t dimensions,
                                                  std::unique_ptr<Optimizer> inner);
    constexpr RuleMaker() = default;
    constexpr RuleMaker(One make_one, Many make_many, Weights make_weights)
        : one_(make_one), many_(make_many), weights_(make_weights) {}
    template <std::convertible_to<One> Function>
    constexpr RuleMaker(Function make_one) : one_(make_one) {}
    template <std::convertible_to<InBlocks> Function>
    constexpr RuleMaker(Function make_in_blocks) : in_blocks_(make_in_blocks) {}
    template <std::convertible_to<Around> Function>
    constexpr RuleMaker(Function make_around) : around_(make_around) {}

    /// This rule around another that has so many settings, which then come first.
    RuleMaker with_inner(const RuleMaker& inner, std::size_t settings) const {
        RuleMaker both = *this;
        both.one_ = inner.one_;
        both.in_blocks_ = inner.in_blocks_;
        both.inner_settings_ = settings;
        return both;
    }

    std::unique_ptr<Optimizer> operator()(Settings settings, std::size_t dimensions,
                                          Blocks blocks = {}) const {
        if (!around_) return alone(settings, dimensions, blocks);
        return around_(settings.subspan(inner_settings_), dimensions,
                       alone(settings.first(inner_settings_), dimensions, blocks));
    }
    /// Null where the rule runs a path at a time.
    Many many() const { return many_; }
    /// Null where the rule has no arithmetic in float: then it trains weights in double.
    Weights weights() const { return weights_; }

  private:
    std::unique_ptr<Optimizer> alone(Settings settings, std::size_t dimensions,
                                     Blocks blocks) const {
        return in_blocks_ ? in_blocks_(settings, dimensions, blocks) : one_(settings, dimensions);
    }

    One one_ = nullptr;
    InBlocks in_blocks_ = nullptr;
    Many many_ = nullptr;
    Weights weights_ = nullptr;
    Around around_ = nullptr;
    std::size_t inner_settings_ = 0;
};

/// What makes an entry a rule around another rule (SAM, Lookahead). `entries/<id>.cpp` describes the
/// outer rule alone: its parameters, state and derived quantities, which see its own settings and
/// state only. The catalogue completes it with every rule that can stand inside: the inner rule's
/// parameters (lr first) and state come before the outer's, under ids such as "inner.lr".
struct Wrapping {
    std::string inner;  ///< id of the rule inside; of the outer rule alone, the one by default
    /// All lines, made from those of the rule inside and the symbols of the outer's parameters.
    std::function<std::vector<FormulaLine>(std::vector<FormulaLine> inner,
                                           std::span<const std::string> symbols)>
        formula;
    /// The outer's derived quantity that says where the inner rule went; empty where that is x'.
    std::string arrived = {};
    std::size_t own = 0;  ///< index of the first of the outer's own parameters
};

/// The key of the rule inside, in experiment files and in front of its parameters' ids.
inline constexpr std::string_view inner_prefix = "inner.";

/// One entry of the catalogue: `entries/<id>.cpp` defines `RuleEntry <id>()`.
struct RuleEntry {
    std::string id = {};
    /// Place in the order of teaching (10, 20, ...); rules that do not say come last, by id.
    int order = 1000;
    Text name = {};
    Text help = {};  ///< what it does and where lectures and PyTorch differ, two or three sentences
    Text note = {};  ///< one short remark that stands beside the formula, or empty
    std::string source = {};                 ///< paper and algorithm number
    std::string pytorch = {};                ///< "torch.optim.Adam", or empty
    std::vector<Parameter> parameters = {};  ///< lr first
    std::vector<StatePart> state = {};
    /// "update" always; "effective_rate" where the rule scales coordinates.
    std::vector<Derived> derived = {};
    /// The formula for these settings (a setting such as amsgrad changes the lines).
    std::function<std::vector<FormulaLine>(std::span<const double> settings)> formula;
    RuleMaker make = {};
    /// The largest stable product of rate and curvature on a quadratic (2 for descent), where
    /// theory gives one.
    std::function<std::optional<double>(std::span<const double> settings)> stability_limit;
    /// The factor by which one update shrinks the distance from the minimum of a quadratic of this
    /// curvature in the long run, the spectral radius of the iteration, where theory gives one.
    std::function<std::optional<double>(std::span<const double> settings, double curvature)>
        radius = {};
    double teaching_rate = 0.01;  ///< the rate that a run added in the window starts with
    /// Each coordinate is updated by itself, from its own gradient: the formula holds for each alone.
    bool elementwise = true;
    /// What is wrong with settings that are each within their bounds but do not go together;
    /// nothing when they do.
    std::function<std::optional<std::string>(std::span<const double> settings)> check = {};
    std::optional<Wrapping> wrapping = {};  ///< of a rule around another
    /// The largest network that it can train within 64 MB and about a second a step; nothing where
    /// memory and time grow only with the number of weights.
    std::optional<std::size_t> most_weights = {};
};

/// All entries, in the order they are taught. Built once. A rule around another has the rule inside
/// that it has by default.
std::span<const RuleEntry> rule_catalogue();
const RuleEntry* find_rule(std::string_view id);
/// The entry of a rule with this rule inside; null where it takes none, or not this one. An empty
/// `inner` asks for a rule that stands alone.
const RuleEntry* find_rule(std::string_view id, std::string_view inner);

/// The index of a parameter in the entry, or -1. `key` is "lr" or "betas.0".
int parameter_index(const RuleEntry& entry, std::string_view key);
/// The index of the learning rate, its own or that of the rule inside, or -1.
int rate_index(const RuleEntry& entry);

/// The default settings, in the order of the parameters.
std::vector<double> default_settings(const RuleEntry& entry);

/// A formula line's `numbers` filled in: "(−3.90, 0.120) = 0.7·(−4.20, 0.900) − ..." for two views,
/// plain numbers for one. `views` has one UpdateView per coordinate. Quantities of the run have
/// `digits` significant digits with trailing zeros, so that the line does not twitch while it
/// plays; settings are as short as they can be, and 0.9999 stays so.
std::string filled(const RuleEntry& entry, const FormulaLine& line,
                   std::span<const UpdateView> views, int digits = 3);

}  // namespace tani
