// What a rule may ask, answered by a surface.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <span>

#include "core/base/random.h"
#include "core/optimizer/optimizer.h"
#include "core/recording/given_gradient.h"
#include "core/surface/surface.h"

namespace tani {

/// What a rule asks. The point just recorded is remembered, so that the rule's own call there costs
/// no second evaluation (it is still counted).
class SurfaceOracle final : public Oracle {
  public:
    SurfaceOracle(const Surface& surface, std::uint64_t seed) : surface_(&surface), seed_(seed) {}

    void use(const Surface& surface, const Settings& settings) {
        surface_ = &surface;
        given_ = GivenGradient(settings, seed_);
        known_ = false;
    }

    /// Noise is drawn once a step, as a mini-batch is: every call within a step sees the same
    /// function.
    void begin_step(int step) {
        step_ = step;
        normals_ = chances_ = 0;
        given_.begin_step(step);
    }

    double look(Point p, std::array<double, 2>& gradient) {
        point_ = p;
        value_ = surface_->value_and_gradient(p, gradient_);
        known_ = true;
        gradient = gradient_;
        return value_;
    }

    /// As someone who watches sees it: not counted.
    double loss(Point p) const { return surface_->value(p); }

    double value(std::span<const double> x) override {
        ++evaluations_;
        return same(x) ? value_ : surface_->value({x[0], x[1]});
    }

    void gradient(std::span<const double> x, std::span<double> out) override {
        std::array<double, 2> g = true_gradient(x);
        if (given_.differs()) [[unlikely]]
            given_.apply(g);
        used_ = g;
        out[0] = g[0];
        out[1] = g[1];
    }

    void unclipped_gradient(std::span<const double> x, std::span<double> out) override {
        std::array<double, 2> g = true_gradient(x);
        given_.add_noise(g);
        out[0] = g[0];
        out[1] = g[1];
    }

    void hessian(std::span<const double> x, std::span<double> out) override {
        ++evaluations_;
        const auto h = surface_->jet({x[0], x[1]}).hessian;
        out[0] = h[0];
        out[1] = out[2] = h[1];
        out[3] = h[2];
    }

    void normal(std::span<double> out) override {
        for (std::size_t i = 0; i < out.size(); i += 2) {
            const auto pair = normal_pair(seed_, Stream::search, counter(normals_++));
            out[i] = pair[0];
            if (i + 1 < out.size()) out[i + 1] = pair[1];
        }
    }

    double uniform() override { return tani::uniform(seed_, Stream::chance, counter(chances_++)); }

    const std::array<double, 2>& used() const { return used_; }
    void forget_used() { used_ = {none, none}; }
    double evaluations() const { return static_cast<double>(evaluations_); }

  private:
    static constexpr double none = std::numeric_limits<double>::quiet_NaN();
    std::array<double, 2> true_gradient(std::span<const double> x) {
        ++evaluations_;
        if (same(x)) return gradient_;
        std::array<double, 2> g;
        surface_->value_and_gradient({x[0], x[1]}, g);
        return g;
    }

    bool same(std::span<const double> x) const {
        return known_ && x[0] == point_[0] && x[1] == point_[1];
    }
    /// Draws of a step do not run into those of the next.
    std::uint64_t counter(std::uint64_t drawn) const {
        return (static_cast<std::uint64_t>(step_) << 32) + drawn;
    }

    const Surface* surface_;
    std::uint64_t seed_;
    int step_ = 0;
    std::uint64_t normals_ = 0, chances_ = 0;  ///< drawn in this step
    GivenGradient given_;
    bool known_ = false;
    Point point_{};
    double value_ = 0;
    std::array<double, 2> gradient_{}, used_{none, none};
    long evaluations_ = 0;
};

}  // namespace tani
