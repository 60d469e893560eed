// An elementwise rule on a network's weights, in float. What all weights share in an update
// (settings, bias corrections) is computed in double and converted once an update, as PyTorch does.
#pragma once
#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/base/aligned.h"
#include "core/base/fields.h"
#include "core/optimizer/lanes.h"
#include "core/optimizer/weights.h"

namespace tani {

template <template <class> class Rule>
class ElementwiseWeights final : public WeightRule {
  public:
    ElementwiseWeights(std::span<const double> settings, std::size_t weights,
                       std::span<const WeightBlock> blocks)
        : n_(weights),
          row_(up_to_a_cache_line(weights)),
          gaps_(gaps(weights, blocks)),
          buffer_((parts + scratch_parts) * row_) {
        set(settings);
    }

    void step(WeightOracle& oracle, std::span<float> w) override {
        ++updates_;
        if constexpr (requires { shared_.begin(updates_); }) shared_.begin(updates_);
        const Rule<float> rule = converted<Rule<float>>(shared_);
        float* const gradient = row(parts);
        std::span<const float> point = w;
        if constexpr (looks_ahead) {
            look(rule, w.data(), row(parts + 1), all_parts);
            clear_gaps(row(parts + 1));
            point = {row(parts + 1), n_};
        }
        oracle.gradient(point, {gradient, n_});
        update(rule, w.data(), gradient, all_parts);
        clear_gaps(w.data());
        for (std::size_t part = 0; part < parts; ++part) clear_gaps(row(part));
    }

    void set(std::span<const double> settings) override {
        shared_.set(Values<double>(settings), updates_);
        if (updates_ == 0) fill();
        settings_.assign(settings.begin(), settings.end());
    }

    void reset() override {
        updates_ = 0;
        shared_ = {};
        shared_.set(Values<double>(settings_), 0);
        fill();
    }

    std::unique_ptr<WeightRule> clone() const override {
        return std::make_unique<ElementwiseWeights>(*this);
    }

    std::size_t bytes() const override { return sizeof(*this) + buffer_.size() * sizeof(float); }

    void state(std::size_t part, std::span<float> out) const override {
        std::copy_n(buffer_.data() + part * row_, n_, out.begin());
    }

  private:
    static constexpr std::size_t parts = Rule<double>::parts;
    static constexpr auto all_parts = std::make_index_sequence<parts>();
    static constexpr bool looks_ahead = asks_ahead<Rule>;
    static constexpr std::size_t scratch_parts = looks_ahead ? 2 : 1;

    static std::size_t up_to_a_cache_line(std::size_t n) {
        constexpr std::size_t floats = 64 / sizeof(float);
        return (n + floats - 1) / floats * floats;
    }

    float* row(std::size_t index) { return buffer_.data() + index * row_; }

    template <std::size_t... part>
    void look(const Rule<float>& rule, const float* w, float* point, std::index_sequence<part...>) {
        for (std::size_t i = 0; i < n_; ++i) point[i] = rule.ahead(w[i], row(part)[i]...);
    }

    template <std::size_t... part>
    void update(const Rule<float>& rule, float* w, const float* gradient,
                std::index_sequence<part...>) {
        with_known_switches(rule, [=, this](const Rule<float>& known) {
            along(known, n_, w, gradient, row(part)...);
        });
    }

    /// The vectors do not overlap.
    template <class... Floats>
    [[gnu::always_inline]] static void along(const Rule<float> rule, std::size_t n, float* w,
                                             const float* gradient, Floats*... state) {
#if !defined(__clang__)
#pragma GCC ivdep
#endif
        for (std::size_t i = 0; i < n; ++i) rule.update(w[i], gradient[i], state[i]...);
    }

    void clear_gaps(float* vector) const {
        for (const Stretch& gap : gaps_) std::fill(vector + gap.begin, vector + gap.end, 0.0f);
    }

    void fill() {
        for (std::size_t part = 0; part < parts; ++part) {
            double value = 0;
            if constexpr (requires { shared_.initial(part); }) value = shared_.initial(part);
            std::fill_n(row(part), n_, static_cast<float>(value));
            clear_gaps(row(part));
        }
    }

    std::size_t n_, row_;  ///< a row of the buffer begins on a cache line
    long updates_ = 0;
    Rule<double> shared_;
    std::vector<Stretch> gaps_;
    /// The state, part after part, then the gradient and the point it is asked at.
    AlignedVector<float> buffer_;
    std::vector<double> settings_;
};

}  // namespace tani
