// Layers are named as short as a lecture says them: "64 tanh, 64 tanh, 1".
#include "core/experiment/training_labels.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/dataset/dataset.h"
#include "core/network/initializer.h"
#include "core/network/layer.h"
#include "core/network/loss.h"

namespace tani {

namespace {

constexpr std::size_t most_layers = 6;

Text same(const std::string& text) { return {text, text}; }

std::string number(double value) { return fmt::format("{:.4g}", value); }

/// What differs from the defaults: "normal (σ = 0.01)".
template <class Entry>
Text chosen_text(const Entry& entry, const std::vector<double>& settings) {
    std::string details;
    for (std::size_t i = 0; i < entry.parameters.size() && i < settings.size(); ++i) {
        const Parameter& parameter = entry.parameters[i];
        if (settings[i] == parameter.standard) continue;
        details += fmt::format("{}{} = {}", details.empty() ? "" : ", ",
                               parameter.symbol.empty() ? parameter.id : parameter.symbol,
                               number(settings[i]));
    }
    if (details.empty()) return entry.name;
    return {entry.name.en + " (" + details + ")", entry.name.ja + "（" + details + "）"};
}

Text layer_text(const LayerSpec& layer) {
    const LayerEntry* entry = find_layer(layer.name);
    if (layer.name == "dense" && !layer.settings.empty()) return same(number(layer.settings[0]));
    return entry ? entry->name : same(layer.name);
}

/// An activation belongs to the layer before it.
Text layers_text(const std::vector<LayerSpec>& layers) {
    if (layers.size() > 2 * most_layers) {
        return {fmt::format("{} layers", layers.size()), fmt::format("{}層", layers.size())};
    }
    Text text;
    for (const LayerSpec& layer : layers) {
        const LayerEntry* entry = find_layer(layer.name);
        const Text name = layer_text(layer);
        const bool belongs = entry != nullptr && entry->activation;
        if (!text.empty()) {
            text.en += belongs ? " " : ", ";
            text.ja += belongs ? " " : "、";
        }
        text.en += name.en;
        text.ja += name.ja;
    }
    return text;
}

Text penalty_text(const Penalty& penalty) {
    std::string text;
    if (penalty.l1 > 0) text += "L1 = " + number(penalty.l1);
    if (penalty.l2 > 0) text += (text.empty() ? "L2 = " : ", L2 = ") + number(penalty.l2);
    return same(text);
}

Text data_text(const DataSpec& data) {
    if (const DatasetEntry* entry = find_dataset(data.name)) {
        return chosen_text(*entry, data.settings);
    }
    return same(data.file);
}

Text batch_text(const RunPlan& run) {
    const auto of = [](int batch) { return batch > 0 ? fmt::format("{}", batch) : "all"; };
    std::string text = of(run.settings.batch);
    int now = run.settings.batch;
    for (const Change& change : run.changes) {
        if (change.settings.batch == now) continue;
        now = change.settings.batch;
        text += " → " + of(now);
    }
    Text result{"batch " + text, "バッチ" + text};
    for (std::size_t at; (at = result.ja.find("all")) != std::string::npos;) {
        result.ja.replace(at, 3, "全体");
    }
    return result;
}

}  // namespace

std::vector<Text> training_features(const RunPlan& run) {
    if (!run.training) return {};
    const TrainingSpec& t = *run.training;
    std::vector<Text> texts;
    texts.push_back(batch_text(run));
    const InitializerEntry* initializer = find_initializer(t.network.initializer.name);
    texts.push_back(initializer ? chosen_text(*initializer, t.network.initializer.settings) : Text{});
    texts.push_back(penalty_text(t.network.penalty));
    texts.push_back(layers_text(t.network.layers));
    const LossEntry* loss = find_loss(t.network.loss.name);
    texts.push_back(loss ? chosen_text(*loss, t.network.loss.settings) : Text{});
    texts.push_back(t.early_stopping ? Text{"early stopping", "早期終了"} : Text{});
    texts.push_back(data_text(t.data));
    return texts;
}

namespace {

/// The first layer of a kind, with what differs from its defaults.
template <class Wanted>
Text first_of(const std::vector<LayerSpec>& layers, const Wanted& wanted) {
    for (const LayerSpec& layer : layers) {
        const LayerEntry* entry = find_layer(layer.name);
        if (entry && wanted(*entry)) return chosen_text(*entry, layer.settings);
        if (Text inside = first_of(layer.inside, wanted); !inside.empty()) return inside;
    }
    return {};
}

std::size_t weighted_layers(const std::vector<LayerSpec>& layers) {
    std::size_t count = 0;
    for (const LayerSpec& layer : layers)
        count += weighted_layers(layer.inside) + (layer.name == "dense" || layer.name == "conv" ? 1 : 0);
    return count;
}

}  // namespace

std::vector<Text> wall_features(const RunPlan& run) {
    const NetworkSpec& network = run.training->network;
    std::vector<Text> texts;
    const InitializerEntry* initializer = find_initializer(network.initializer.name);
    for (std::size_t i = 0; initializer && i < initializer->parameters.size(); ++i) {
        const Parameter& parameter = initializer->parameters[i];
        const double value = network.initializer.settings[i];
        if (parameter.scale == Scale::toggle) {
            texts.push_back(value != 0 ? parameter.name : Text{});
        } else {
            texts.push_back(same(fmt::format(
                "{} = {}", parameter.symbol.empty() ? parameter.id : parameter.symbol, number(value))));
        }
    }
    const auto& layers = network.layers;
    texts.push_back(first_of(layers, [](const LayerEntry& entry) { return entry.activation; }));
    texts.push_back(first_of(layers, [](const LayerEntry& entry) { return entry.normalization; }));
    const bool shared =
        std::ranges::any_of(layers, [](const LayerSpec& layer) { return layer.shares >= 0; });
    texts.push_back(shared ? Text{"shared weights", "重み共有"} : Text{});
    const std::size_t count = weighted_layers(layers);
    texts.push_back({fmt::format("{} layers", count), fmt::format("{}層", count)});
    for (Text& text : training_features(run)) texts.push_back(std::move(text));
    return texts;
}

}  // namespace tani
