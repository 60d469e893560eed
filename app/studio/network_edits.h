// Edits of a network in an experiment: its list of layers, and where its keys are written.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/network/layer.h"

namespace tani::studio {

/// Where a key of the lab is written for a run: "runs.N.network.loss" where the run has its own,
/// else the base's.
std::string path_of(const Experiment& experiment, int run, const std::string& key);

/// One item of the list of layers as the file has it.
struct LayerItem {
    const LayerEntry* entry = nullptr;  ///< null: a repetition or a block, shown as text
    std::optional<double> value;        ///< of its first parameter
    std::string text;
};
std::vector<LayerItem> layers_of(const Experiment& experiment, const Plan& plan, int run);

/// Hidden layers that the file says by their depth and width.
struct HiddenLayers {
    int depth = 0, width = 0;
    std::string activation, normalization;  ///< ids; "none"
    bool shared = false;
};
/// None where the run's layers are written out.
std::optional<HiddenLayers> hidden_layers_of(const Experiment& experiment, const RunPlan& plan,
                                             int run);

void set_layer(Experiment& experiment, const Plan& plan, int run, std::size_t index, Value item);
/// Another value of the first parameter; the layer's other keys stay.
void set_layer_parameter(Experiment& experiment, const Plan& plan, int run, std::size_t index,
                         const LayerEntry& entry, double value);
void remove_layer(Experiment& experiment, const Plan& plan, int run, std::size_t index);
/// A dense layer and an activation like the last one, before the output layer.
void add_hidden_layer(Experiment& experiment, const Plan& plan, int run);

}  // namespace tani::studio
