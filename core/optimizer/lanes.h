// Many runs of one elementwise rule side by side, in packs of eight lanes: what a sweep steps.
#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "core/base/aligned.h"
#include "core/base/pack.h"

namespace tani {

inline double first_lane(double value) { return value; }

/// The settings of a rule, one number (or one per lane) for each of RuleEntry::parameters.
template <class T>
class Values {
  public:
    explicit Values(std::span<const T> values) : values_(values) {}
    T operator[](std::size_t index) const { return values_[index]; }
    bool on(std::size_t index) const { return first_lane(values_[index]) != 0; }

  private:
    std::span<const T> values_;
};

/// Whether the gradient is asked elsewhere than at x.
template <template <class> class Rule>
inline constexpr bool asks_ahead = []<std::size_t... part>(std::index_sequence<part...>) {
    return requires(const Rule<double>& rule, std::array<double, sizeof...(part)> state) {
        rule.ahead(0.0, state[part]...);
    };
}
(std::make_index_sequence<Rule<double>::parts>());

/// What lanes begin with. The rows start on a cache line and their counts are multiples of Pack::width.
struct LaneStart {
    std::span<const double> settings;  ///< for each of RuleEntry::parameters one number a lane
    /// The starts; from then on the points at which the lanes ask for their gradients.
    std::span<double> x, y;
};

/// Runs of two coordinates. Lane i of the pack p stands at index 8p + i of every row. The same
/// settings and start give the bits of RuleEntry::make's optimizer.
class LaneRule {
  public:
    virtual ~LaneRule() = default;
    /// Begins an update: the rows of LaneStart hold the points where gradients are wanted.
    virtual void ask() = 0;
    virtual void update(const double* gx, const double* gy) = 0;
    /// Where the lanes are now.
    virtual std::span<const double> x() const = 0;
    virtual std::span<const double> y() const = 0;
    /// Ends the runs of a pack; the last pack takes its place.
    virtual void remove(std::size_t pack) = 0;
    std::size_t packs() const { return x().size() / Pack::width; }
};

template <template <class> class Rule>
class LanesOf final : public LaneRule {
  public:
    explicit LanesOf(const LaneStart& start)
        : asked_x_(start.x.data()), asked_y_(start.y.data()), members_(start.x.size() / Pack::width) {
        if constexpr (looks_ahead) {
            own_x_.assign(start.x.begin(), start.x.end());
            own_y_.assign(start.y.begin(), start.y.end());
            x_ = own_x_.data(), y_ = own_y_.data();
        }
        const std::size_t lanes = start.x.size(), parameters = start.settings.size() / lanes;
        std::vector<Pack> settings(parameters);
        for (std::size_t p = 0; p < members_.size(); ++p) {
            for (std::size_t k = 0; k < parameters; ++k) {
                for (std::size_t i = 0; i < Pack::width; ++i)
                    settings[k].v[i] = start.settings[k * lanes + p * Pack::width + i];
            }
            Member& member = members_[p];
            member.rule.set(Values<Pack>(settings), 0);
            for (std::size_t part = 0; part < parts; ++part) {
                if constexpr (requires { member.rule.initial(part); }) {
                    member.x[part] = member.y[part] = member.rule.initial(part);
                }
            }
        }
    }

    void ask() override {
        ++updates_;
        for (std::size_t p = 0; p < members_.size(); ++p) {
            Member& member = members_[p];
            if constexpr (requires { member.rule.begin(updates_); }) member.rule.begin(updates_);
            if constexpr (looks_ahead) look(member, p * Pack::width, all_parts);
        }
    }

    void update(const double* gx, const double* gy) override {
        double *const x = x_, *const y = y_;
        for (std::size_t p = 0; p < members_.size(); ++p) {
            const std::size_t at = p * Pack::width;
            move(members_[p], x + at, y + at, Pack::load(gx + at), Pack::load(gy + at), all_parts);
        }
    }

    std::span<const double> x() const override { return {x_, members_.size() * Pack::width}; }
    std::span<const double> y() const override { return {y_, members_.size() * Pack::width}; }

    void remove(std::size_t pack) override {
        const std::size_t last = members_.size() - 1;
        members_[pack] = members_[last];
        for (double* row : {x_, y_}) Pack::load(row + last * Pack::width).store(row + pack * Pack::width);
        members_.pop_back();
    }

  private:
    static constexpr std::size_t parts = Rule<double>::parts;
    static constexpr auto all_parts = std::make_index_sequence<parts>();
    static constexpr bool looks_ahead = asks_ahead<Rule>;

    struct Member {
        Rule<Pack> rule;
        Pack x[parts ? parts : 1], y[parts ? parts : 1];  // the state of each coordinate
    };

    template <std::size_t... part>
    void look(const Member& m, std::size_t at, std::index_sequence<part...>) {
        m.rule.ahead(Pack::load(x_ + at), m.x[part]...).store(asked_x_ + at);
        m.rule.ahead(Pack::load(y_ + at), m.y[part]...).store(asked_y_ + at);
    }

    template <std::size_t... part>
    static void move(Member& m, double* x, double* y, Pack gx, Pack gy, std::index_sequence<part...>) {
        Pack px = Pack::load(x), py = Pack::load(y);
        m.rule.update(px, gx, m.x[part]...);
        m.rule.update(py, gy, m.y[part]...);
        px.store(x);
        py.store(y);
    }

    long updates_ = 0;
    double *asked_x_, *asked_y_;
    double *x_ = asked_x_, *y_ = asked_y_;  ///< the lanes' points: their own where the gradient is asked elsewhere
    AlignedVector<double> own_x_, own_y_;
    std::vector<Member> members_;
};

}  // namespace tani
