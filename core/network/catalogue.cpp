// The catalogues of layers and activations, and the parameters that layers share.
#include <algorithm>

#include "core/network/layer.h"

namespace tani {

namespace layer_entries {
#define TANI_ENTRY(id) LayerEntry id();
#include "layer_entries.inc"
#undef TANI_ENTRY
}  // namespace layer_entries

namespace activation_entries {
#define TANI_ENTRY(id) LayerEntry id();
#include "activation_entries.inc"
#undef TANI_ENTRY
}  // namespace activation_entries

namespace {

bool taught_before(const LayerEntry& a, const LayerEntry& b) {
    return a.order != b.order ? a.order < b.order : a.id < b.id;
}

const LayerEntry* find_in(std::span<const LayerEntry> entries, std::string_view id) {
    const auto found = std::ranges::find(entries, id, &LayerEntry::id);
    return found == entries.end() ? nullptr : &*found;
}

}  // namespace

std::span<const LayerEntry> layer_catalogue() {
    static const std::vector<LayerEntry> entries = [] {
        std::vector<LayerEntry> list = {
#define TANI_ENTRY(id) layer_entries::id(),
#include "layer_entries.inc"
#undef TANI_ENTRY
        };
        std::ranges::sort(list, taught_before);
        return list;
    }();
    return entries;
}

std::span<const LayerEntry> activation_catalogue() {
    static const std::vector<LayerEntry> entries = [] {
        std::vector<LayerEntry> list = {
#define TANI_ENTRY(id) activation_entries::id(),
#include "activation_entries.inc"
#undef TANI_ENTRY
        };
        std::ranges::sort(list, taught_before);
        return list;
    }();
    return entries;
}

const LayerEntry* find_layer(std::string_view id) {
    const LayerEntry* layer = find_in(layer_catalogue(), id);
    return layer ? layer : find_in(activation_catalogue(), id);
}

std::vector<double> default_settings(const LayerEntry& entry) {
    std::vector<double> settings;
    for (const Parameter& parameter : entry.parameters) settings.push_back(parameter.standard);
    return settings;
}

Fit fit(const LayerEntry& entry, std::span<const double> settings, Shape in) {
    return entry.fit ? entry.fit(settings, in) : Fit{in, ""};
}

namespace describe {

Parameter count_of(std::string id, std::string symbol, Text name, Text help, double standard,
                   double slider_to) {
    return {.id = std::move(id),
            .symbol = std::move(symbol),
            .name = std::move(name),
            .help = std::move(help),
            .standard = standard,
            .bounds = {.least = 1, .most = 4096},
            .slider_from = 1,
            .slider_to = slider_to,
            .scale = Scale::whole};
}

Parameter with_bias() {
    return {.id = "bias",
            .symbol = "b",
            .name = {"bias", "バイアス"},
            .help = {"Whether something is added to each output.", "各出力に定数を加えるか。"},
            .standard = 1,
            .bounds = {.least = 0, .most = 1},
            .scale = Scale::toggle};
}

Parameter affine(bool standard) {
    return {.id = "affine",
            .symbol = "γ, β",
            .name = {"scale and shift", "倍率とずれ"},
            .help = {"Whether a scale and a shift are learned.", "倍率とずれを学習するか。"},
            .standard = standard ? 1.0 : 0.0,
            .bounds = {.least = 0, .most = 1},
            .scale = Scale::toggle};
}

Parameter epsilon(double standard) {
    return {.id = "eps",
            .symbol = "ε",
            .name = {"stabilizer", "安定化定数"},
            .help = {"Added to the variance, so that nothing is divided by 0.",
                     "0で割らないように分散に加える数。"},
            .standard = standard,
            .bounds = {.least = 0},
            .slider_from = 1e-8,
            .slider_to = 1e-1,
            .scale = Scale::log};
}

Parameter kernel(double standard) {
    return {.id = "kernel",
            .symbol = "k",
            .name = {"kernel size", "カーネルの大きさ"},
            .help = {"Side of the window, in pixels.", "窓の一辺（画素）。"},
            .standard = standard,
            .bounds = {.least = 1, .most = 64},
            .slider_from = 1,
            .slider_to = 9,
            .scale = Scale::whole};
}

Parameter stride(double standard, Text help) {
    return {.id = "stride",
            .symbol = "s",
            .name = {"stride", "ストライド"},
            .help = std::move(help),
            .standard = standard,
            .bounds = {.least = standard > 0 ? 1.0 : 0.0, .most = 64},
            .slider_from = standard > 0 ? 1.0 : 0.0,
            .slider_to = 4,
            .scale = Scale::whole};
}

}  // namespace describe

}  // namespace tani
