// Stages are read off the list of layers; a residual block's own come before the sum it makes.
#include "core/network/stages.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace tani {

namespace {

class StageReader {
  public:
    explicit StageReader(const Network<float>& network) : network_(network) {}

    std::vector<Stage> read() {
        list(network_.spec().layers, network_.layers(), network_.trained_layers(), "");
        close(Follows::loss);
        return std::move(stages_);
    }

  private:
    enum class Follows { more, loss };

    void list(const std::vector<LayerSpec>& specs, const Sequence<float>& layers,
              std::size_t count, const std::string& prefix) {
        for (std::size_t i = 0; i < count; ++i)
            item(specs[i], layers[i], fmt::format("{}{}", prefix, i));
    }

    void item(const LayerSpec& spec, const Layer<float>& layer, const std::string& name) {
        if (const auto* block = dynamic_cast<const Residual<float>*>(&layer)) {
            close(Follows::more);
            list(spec.inside, block->inside(), block->inside().size(), name + ".");
            close(Follows::more);
            stages_.push_back({.name = name,
                               .sum = true,
                               .activation = layer.number,
                               .units = static_cast<std::size_t>(layer.out.channels)});
            return;
        }
        const LayerEntry* entry = find_layer(spec.name);
        const bool has_weights =
            !layer.windows.empty() && layer.windows.front().kind == WeightKind::weight;
        if (has_weights) {
            close(Follows::more);
            open(layer, name);
        } else if (entry->activation && open_) {
            open_->activation = layer.number;
            open_->function = entry;
            open_->function_settings = spec.settings;
        } else if (entry->normalization && open_ && !open_->function) {
            open_->preactivation = layer.number;
            open_->normalized = true;
        }
    }

    void open(const Layer<float>& layer, const std::string& name) {
        const WeightWindow& window = layer.windows.front();
        const auto at = std::ranges::find(network_.windows(), window.name, &WeightWindow::name);
        open_ = Stage{.name = name,
                      .window = static_cast<int>(at - network_.windows().begin()),
                      .preactivation = layer.number,
                      .fan_in = window.fan_in,
                      .fan_out = window.fan_out,
                      .units = static_cast<std::size_t>(layer.out.channels)};
    }

    void close(Follows what) {
        if (!open_) return;
        if (!open_->function && what == Follows::more) open_->activation = open_->preactivation;
        stages_.push_back(std::move(*open_));
        open_.reset();
    }

    const Network<float>& network_;
    std::vector<Stage> stages_;
    std::optional<Stage> open_;
};

void collect(const Sequence<float>& layers, std::size_t count, const float* memory,
             std::size_t samples, std::vector<LayerNumbers>& out) {
    for (std::size_t i = 0; i < count; ++i) {
        const Layer<float>& layer = layers[i];
        // A place is only looked up here.
        const auto place = layers.place(const_cast<float*>(memory), i, samples);
        const auto number = static_cast<std::size_t>(layer.number);
        if (out.size() <= number) out.resize(number + 1);
        out[number] = {place.value, place.gradient, layer.out.size()};
        if (const auto* block = dynamic_cast<const Residual<float>*>(&layer))
            collect(block->inside(), block->inside().size(), place.kept, samples, out);
    }
}

}  // namespace

std::vector<Stage> stages_of(const Network<float>& network) { return StageReader(network).read(); }

std::vector<LayerNumbers> numbers_in(const Network<float>& network, const float* memory,
                                     std::size_t samples) {
    std::vector<LayerNumbers> result;
    collect(network.layers(), network.trained_layers(), memory, samples, result);
    return result;
}

}  // namespace tani
