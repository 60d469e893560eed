// Small networks for tests: built from names, with random data.
#pragma once
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/network/initializer.h"
#include "core/network/network.h"

namespace tani::trying {

inline LayerSpec layer(const std::string& name,
                       std::vector<std::pair<std::string, double>> settings = {}) {
    const LayerEntry* entry = find_layer(name);
    LayerSpec spec{.name = name, .settings = default_settings(*entry)};
    for (const auto& [key, value] : settings) {
        for (std::size_t i = 0; i < entry->parameters.size(); ++i) {
            if (entry->parameters[i].id == key) spec.settings[i] = value;
        }
    }
    return spec;
}

inline LayerSpec dense(double size) { return layer("dense", {{"size", size}}); }

inline NetworkSpec network(std::vector<LayerSpec> layers, const std::string& loss = "mse") {
    NetworkSpec spec;
    spec.layers = std::move(layers);
    spec.loss = {loss, default_settings(*find_loss(loss))};
    spec.initializer = {"pytorch", {}};
    return spec;
}

/// Normal numbers.
template <class T>
std::vector<T> random_numbers(std::size_t count, std::uint64_t seed) {
    std::vector<T> numbers(count);
    for (std::size_t i = 0; i < count; ++i) {
        numbers[i] = static_cast<T>(normal_pair(seed, Stream::data, i)[0]);
    }
    return numbers;
}

}  // namespace tani::trying
