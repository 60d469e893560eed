// What the columns of the drawn network are.
#include <algorithm>

#include <fmt/format.h>

#include "app/figure/network_diagram.h"

namespace tani::figure {

namespace {

std::string plain(std::string id) {
    std::ranges::replace(id, '_', ' ');
    return id;
}

class Stages {
  public:
    explicit Stages(const Network<float>& network) : network_(network) {
        list_.push_back({.names = {}, .out = network.input()});
    }

    void add(const Sequence<float>& layers, const std::vector<LayerSpec>& specs,
             const std::string& path) {
        for (std::size_t i = 0; i < layers.size() && i < specs.size(); ++i) {
            const LayerSpec& spec = specs[i];
            const auto* block = dynamic_cast<const Residual<float>*>(&layers[i]);
            if (block) {
                const auto before = static_cast<int>(list_.size()) - 1;
                add(block->inside(), spec.inside, fmt::format("{}{}.", path, i));
                if (static_cast<int>(list_.size()) - 1 > before) list_.back().skips_from = before;
                continue;
            }
            // Layers that share weights have them where the first one is.
            const std::size_t owner = spec.shares >= 0 ? static_cast<std::size_t>(spec.shares) : i;
            add_layer(layers[i], spec, fmt::format("{}{}.", path, owner));
        }
    }

    std::vector<NetworkStage> take() { return std::move(list_); }

  private:
    const WeightWindow* window(const std::string& name) const {
        for (const WeightWindow& each : network_.windows()) {
            if (each.name == name) return &each;
        }
        return nullptr;
    }

    void add_layer(const Layer<float>& layer, const LayerSpec& spec, const std::string& path) {
        const WeightWindow* weights = window(path + "weight");
        const bool makes = weights && weights->shape.size() >= 2;
        const bool reshapes = !(layer.in == layer.out) && layer.out.picture();
        std::string name = plain(spec.name);
        if (makes || reshapes) {
            if (makes) name += fmt::format(" {}", weights->shape[0]);
            list_.push_back({.names = {name},
                             .out = layer.out,
                             .weights = makes ? weights : nullptr,
                             .biases = makes ? window(path + "bias") : nullptr});
            return;
        }
        if (layer.in.picture() && !layer.out.picture() && layer.in.size() == layer.out.size()) {
            return;  // flatten: seen from the shapes
        }
        if (spec.name != "identity") list_.back().names.push_back(name);
    }

    const Network<float>& network_;
    std::vector<NetworkStage> list_;
};

}  // namespace

std::vector<NetworkStage> stages_of(const Network<float>& network) {
    Stages stages(network);
    stages.add(network.layers(), network.spec().layers, "");
    return stages.take();
}

std::string shape_text(const Shape& shape) {
    if (!shape.picture()) return fmt::format("{}", shape.size());
    return fmt::format("{}×{}×{}", shape.channels, shape.height, shape.width);
}

}  // namespace tani::figure
