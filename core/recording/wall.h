// The initializer wall: how a network's activations, gradients and weights are spread, layer by
// layer, at a step.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/distribution.h"
#include "core/experiment/experiment.h"
#include "core/network/stages.h"
#include "core/recording/training.h"

namespace tani {

struct QuantityName {
    Quantity quantity;
    std::string_view id;
};
/// In the order of the CSV file.
std::span<const QuantityName> quantities();
inline constexpr std::size_t quantity_count = 5;

/// How far a quantity may be from 0 to count as near it: 0.01 for activations, pre-activations and
/// weights; 1e-7 for gradients, which is less than the rounding of a number near 1 in float.
float near_zero_bound(Quantity quantity);
/// Outputs closer to an end of a bounded activation's range than this share of it are saturated.
inline constexpr double saturation_margin = 0.05;

/// A stage's numbers. `outside` of its activation's distribution is the share that is saturated.
struct StageMeasures {
    std::array<std::optional<Distribution>, quantity_count> of;
    /// The share of units whose activation is the same for every sample; NaN without activations.
    double dead = 0;

    const Distribution* find(Quantity quantity) const {
        const auto& found = of[static_cast<std::size_t>(quantity)];
        return found ? &*found : nullptr;
    }
};

/// All stages at a step: a pass over the first training samples as in a training step (batch
/// normalization uses these samples' statistics, dropout drops), with the gradient of their mean
/// loss, without penalty.
struct Wall {
    int step = 0;
    std::size_t samples = 0;  ///< that went through
    double loss = 0;
    double input_square = 0;  ///< mean of the squared inputs
    std::vector<StageMeasures> stages;
    std::size_t bytes() const;
};

/// All samples of the wall, or as few of them as are computed at once: a first look.
enum class Thoroughness { all, first_look };

/// What a wall is measured with. The memory is used again for the next one.
class WallMeter {
  public:
    explicit WallMeter(const TrainingSetup& setup);
    const std::vector<Stage>& stages() const { return stages_; }
    std::size_t samples() const { return samples_; }

    /// `seed` is the run's: what dropout drops. Cells are measured side by side where there is a
    /// `parallel`; the numbers do not depend on it.
    Wall measure(const TrainedState& state, std::uint64_t seed, const ParallelFor& parallel,
                 std::span<const QuantityName> wanted = quantities(),
                 Thoroughness thoroughness = Thoroughness::all);
    /// Whether a first look is less than all.
    bool can_look_first() const { return parts_.size() > 1; }

    /// The numbers of the last measurement, sample after sample, as the network has them; empty where
    /// the stage has none. Weights and their gradients in PyTorch's order.
    std::vector<float> numbers(std::size_t stage, Quantity quantity) const;
    /// Of one sample, as PyTorch has it.
    Shape shape(std::size_t stage) const;

  private:
    struct Part {
        std::size_t first = 0, samples = 0;
        AlignedScratch<float> memory;
        std::vector<LayerNumbers> numbers;
    };
    /// The stretches that hold a stage's quantity.
    std::vector<std::span<const float>> stretches(std::size_t stage, Quantity quantity) const;
    void pass(const TrainedState& state, std::uint64_t seed, Wall& wall);
    double dead(std::size_t stage) const;

    const TrainingSetup& setup_;
    std::vector<Stage> stages_;
    std::vector<Shape> shapes_;  ///< by Layer::number
    std::size_t samples_ = 0;
    std::vector<Part> parts_;
    std::size_t used_ = 0;  ///< parts of the last measurement
    AlignedVector<float> gradients_;
    std::span<const float> weights_;
};

}  // namespace tani
