// A forward and a backward pass, and what they leave behind, counted.
#include "core/recording/wall.h"

#include <algorithm>
#include <cmath>

namespace tani {

namespace {

constexpr std::size_t part_samples = 256;  // stay in the processor's cache
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

constexpr std::array<QuantityName, quantity_count> names = {
    {{Quantity::activation, "activation"},
     {Quantity::preactivation, "preactivation"},
     {Quantity::gradient, "gradient"},
     {Quantity::weight, "weight"},
     {Quantity::weight_gradient, "weight_gradient"}}};

void collect_shapes(const Sequence<float>& layers, std::size_t count, std::vector<Shape>& out) {
    for (std::size_t i = 0; i < count; ++i) {
        const Layer<float>& layer = layers[i];
        const auto number = static_cast<std::size_t>(layer.number);
        if (out.size() <= number) out.resize(number + 1);
        out[number] = layer.out;
        if (const auto* block = dynamic_cast<const Residual<float>*>(&layer))
            collect_shapes(block->inside(), block->inside().size(), out);
    }
}

Watched watched_of(const Stage& stage, Quantity quantity) {
    Watched watched{.near_zero = near_zero_bound(quantity)};
    const LayerEntry* function = stage.function;
    if (quantity != Quantity::activation || !function || !std::isfinite(function->least) ||
        !std::isfinite(function->most))
        return watched;
    const double margin = saturation_margin * (function->most - function->least);
    watched.low = static_cast<float>(function->least + margin);
    watched.high = static_cast<float>(function->most - margin);
    return watched;
}

}  // namespace

std::span<const QuantityName> quantities() { return names; }

float near_zero_bound(Quantity quantity) {
    const bool gradient = quantity == Quantity::gradient || quantity == Quantity::weight_gradient;
    return gradient ? 1e-7f : 0.01f;
}

std::size_t Wall::bytes() const {
    std::size_t all = sizeof(*this) + stages.size() * sizeof(StageMeasures);
    for (const StageMeasures& stage : stages) {
        for (const auto& distribution : stage.of) all += distribution ? distribution->bytes() : 0;
    }
    return all;
}

WallMeter::WallMeter(const TrainingSetup& setup)
    : setup_(setup),
      stages_(stages_of(setup.network)),
      samples_(std::min(static_cast<std::size_t>(setup.spec.wall.value_or(WallSpec{}).samples),
                        static_cast<std::size_t>(setup.data.train.outline.samples))),
      gradients_(setup.network.weights()) {
    const Network<float>& network = setup_.network;
    collect_shapes(network.layers(), network.layers().size(), shapes_);
    const std::size_t at_once =
        network.mixes_samples() ? samples_ : std::min(part_samples, samples_);
    for (std::size_t first = 0; first < samples_; first += at_once) {
        Part part;
        part.first = first;
        part.samples = std::min(at_once, samples_ - first);
        part.memory.resize(network.memory(part.samples));
        part.numbers = numbers_in(network, part.memory.data(), part.samples);
        parts_.push_back(std::move(part));
    }
}

void WallMeter::pass(const TrainedState& state, std::uint64_t seed, Wall& wall) {
    const Network<float>& network = setup_.network;
    const Dataset& data = setup_.data.train;
    std::ranges::fill(gradients_, 0.0f);
    weights_ = state.weights;
    const auto used = std::span(parts_).first(used_);
    wall.samples = used.back().first + used.back().samples;
    double loss = 0;
    for (Part& part : used) {
        const Pass<float> pass{
            .samples = part.samples,
            .training = true,
            .weights = state.weights.data(),
            .gradients = gradients_.data(),
            // Not updated, so only read.
            .statistics = const_cast<float*>(state.statistics.data()),
            .seed = seed,
            .step = state.step,
            .first_sample = part.first};
        loss += network.backpropagate(pass, data.x.data() + part.first * network.input().size(),
                                      setup_.train_y.data() + part.first * network.target_size(),
                                      wall.samples, part.memory.data());
    }
    wall.loss = loss / network.loss_count(wall.samples);
    const std::size_t inputs = wall.samples * network.input().size();
    double squares = 0;
    for (std::size_t i = 0; i < inputs; ++i) {
        const auto x = static_cast<double>(data.x[i]);
        squares += x * x;
    }
    wall.input_square = squares / static_cast<double>(inputs);
}

std::vector<std::span<const float>> WallMeter::stretches(std::size_t stage,
                                                         Quantity quantity) const {
    const Stage& s = stages_[stage];
    std::vector<std::span<const float>> result;
    if (quantity == Quantity::weight || quantity == Quantity::weight_gradient) {
        if (s.window < 0) return result;
        const WeightWindow& window = setup_.network.windows()[static_cast<std::size_t>(s.window)];
        const std::span<const float> all =
            quantity == Quantity::weight ? weights_ : std::span<const float>(gradients_);
        result.push_back(all.subspan(window.offset, window.size()));
        return result;
    }
    const int number = quantity == Quantity::preactivation ? s.preactivation : s.activation;
    if (number < 0) return result;
    for (const Part& part : std::span(parts_).first(used_)) {
        const LayerNumbers& layer = part.numbers[static_cast<std::size_t>(number)];
        const float* from = quantity == Quantity::gradient ? layer.gradient : layer.value;
        result.emplace_back(from, layer.size * part.samples);
    }
    return result;
}

double WallMeter::dead(std::size_t stage) const {
    const Stage& s = stages_[stage];
    if (s.activation < 0) return not_a_number;
    const auto number = static_cast<std::size_t>(s.activation);
    const std::size_t size = shapes_[number].size();
    const float* first = parts_.front().numbers[number].value;
    std::vector<unsigned char> varies(size, 0);
    for (const Part& part : std::span(parts_).first(used_)) {
        const float* values = part.numbers[number].value;
        for (std::size_t i = 0; i < part.samples; ++i) {
            const float* one = values + i * size;
            for (std::size_t u = 0; u < size; ++u) {
                varies[u] = static_cast<unsigned char>(varies[u] | (one[u] != first[u] ? 1 : 0));
            }
        }
    }
    // A channel is dead when it is the same in all its places.
    const auto units = static_cast<std::size_t>(shapes_[number].channels);
    const std::size_t places = size / units;
    std::size_t still = 0;
    for (std::size_t u = 0; u < units; ++u) {
        const auto begin = varies.begin() + static_cast<std::ptrdiff_t>(u * places);
        const bool moves = std::any_of(begin, begin + static_cast<std::ptrdiff_t>(places),
                                       [](unsigned char v) { return v != 0; });
        still += moves ? 0 : 1;
    }
    return static_cast<double>(still) / static_cast<double>(units);
}

Wall WallMeter::measure(const TrainedState& state, std::uint64_t seed, const ParallelFor& parallel,
                        std::span<const QuantityName> wanted, Thoroughness thoroughness) {
    used_ = thoroughness == Thoroughness::first_look ? 1 : parts_.size();
    Wall wall;
    wall.step = state.step;
    pass(state, seed, wall);
    wall.stages.resize(stages_.size());
    const auto stage_job = [&](std::size_t stage, DistributionCounter& counter) {
        StageMeasures& measures = wall.stages[stage];
        for (const QuantityName& name : wanted) {
            const auto values = stretches(stage, name.quantity);
            if (values.empty()) continue;
            counter.begin(watched_of(stages_[stage], name.quantity));
            for (const std::span<const float> stretch : values) counter.add(stretch);
            measures.of[static_cast<std::size_t>(name.quantity)] = counter.take();
        }
        measures.dead = dead(stage);
    };
    if (!parallel) {
        DistributionCounter counter;
        for (std::size_t stage = 0; stage < stages_.size(); ++stage) stage_job(stage, counter);
        return wall;
    }
    parallel(static_cast<int>(stages_.size()), [&](int stage) {
        DistributionCounter counter;
        stage_job(static_cast<std::size_t>(stage), counter);
    });
    return wall;
}

std::vector<float> WallMeter::numbers(std::size_t stage, Quantity quantity) const {
    std::vector<float> result;
    for (const std::span<const float> stretch : stretches(stage, quantity))
        result.insert(result.end(), stretch.begin(), stretch.end());
    return result;
}

Shape WallMeter::shape(std::size_t stage) const {
    const Stage& s = stages_[stage];
    return shapes_[static_cast<std::size_t>(std::max(s.preactivation, s.activation))];
}

}  // namespace tani
