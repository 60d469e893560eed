// What is trained, on what: data, layers, loss, initial weights, penalty and mini-batch.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/studio/network_edits.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/rows.h"
#include "core/network/initializer.h"
#include "core/network/loss.h"

namespace tani::studio {

namespace {

void data(const Rows& rows, const TrainingSpec& spec) {
    const Ui& ui = rows.ui();
    if (spec.data.name.empty()) {
        rows.name(ui.text("training.data"), spec.data.file);
        label(ui, spec.data.file, rows.rest(), ui.colours.faint_text);
    } else {
        rows.choice<DatasetEntry>(ui.text("training.data"), "data.name", dataset_catalogue(),
                                  spec.data.name);
        if (const DatasetEntry* entry = find_dataset(spec.data.name))
            parameter_rows(rows, "data", *entry, spec.data.settings);
    }
    const Parameter share = {
        .id = "validation",
        .symbol = "",
        .name = {ui.text("training.validation"), ui.text("training.validation")},
        .help = {ui.text("training.validation_help"), ui.text("training.validation_help")},
        .standard = 0.25,
        .bounds = {.least = 0, .most = 0.9},
        .slider_from = 0,
        .slider_to = 0.9};
    rows.parameter("data.validation", share, spec.data.validation);
}

void batch(const Rows& rows, const RunPlan& run) {
    const Ui& ui = rows.ui();
    rows.name(ui.text("training.batch"), ui.text("training.batch_help"));
    const int samples = train_samples(run.training->outline, run.training->data);
    const Settings& settings = settings_in_force(run, ui.studio.place_for(rows.run()).from);
    const bool all = settings.batch <= 0 || settings.batch >= samples;
    double value = all ? samples : settings.batch;
    const SliderEvent event = slider(ui,
                                     {.id = "batch",
                                      .from = 1,
                                      .to = static_cast<double>(std::max(samples, 2)),
                                      .scale = Scale::log,
                                      .bounds = {1, 1e6, false, false},
                                      .whole = true,
                                      .shown = all ? ui.text("training.all") : ""},
                                     rows.rest(), value);
    tooltip(ui, ui.text("training.batch_help"));
    if (event == SliderEvent::none) return;
    if (event == SliderEvent::reset) value = 32;
    const Value written = value >= samples ? Value("all") : Value(static_cast<std::int64_t>(value));
    const EditPlace place = ui.studio.place_for(rows.run());
    if (place.from > 0) {
        ui.studio.edit([&](Experiment& e) { set_setting(e, place, "batch", written); });
    } else {
        rows.edit("batch", written);
    }
}

/// One item of the list of layers: its size or kind, and a way to take it out.
void layer(const Rows& rows, const LayerItem& item, std::size_t index, std::size_t count) {
    const Ui& ui = rows.ui();
    ImGui::PushID(static_cast<int>(index));
    const float remove = ui.px(26);
    rows.name(item.entry ? item.entry->name.in(ui.language) : item.text,
              item.entry ? item.entry->help.in(ui.language) : item.text);
    const float width = rows.rest() - remove - ui.px(4);
    const bool last = index + 1 == count;
    if (item.entry && item.entry->activation) {
        if (begin_combo(ui, "##activation", item.entry->name.in(ui.language), width)) {
            for (const LayerEntry& other : activation_catalogue()) {
                if (ImGui::Selectable((other.name.in(ui.language) + "##" + other.id).c_str(),
                                      &other == item.entry)) {
                    ui.studio.edit([&](Experiment& e) {
                        set_layer(e, ui.studio.plan(), rows.run(), index, Value(other.id));
                    });
                }
                tooltip(ui, other.help.in(ui.language) + "\n" + other.formula);
            }
            end_combo();
        }
    } else if (item.entry && !item.entry->parameters.empty() && item.value) {
        const Parameter& parameter = item.entry->parameters.front();
        double value = *item.value;
        const SliderEvent event = slider(ui, slider_for(parameter, "layer"), width, value);
        tooltip(ui, parameter.help.in(ui.language));
        if (event == SliderEvent::reset) value = parameter.standard;
        if (event != SliderEvent::none && !(last && item.entry->id == "dense")) {
            ui.studio.edit([&](Experiment& e) {
                set_layer_parameter(e, ui.studio.plan(), rows.run(), index, *item.entry, value);
            });
        }
    } else {
        ImGui::Dummy({width, ui.line()});
    }
    ImGui::SameLine(0, ui.px(4));
    if (button(ui, {.id = "remove layer",
                    .icon = Icon::close,
                    .text = "",
                    .width = remove,
                    .height = ui.line(),
                    .enabled = count > 1})) {
        const bool good = ui.studio.edit(
            [&](Experiment& e) { remove_layer(e, ui.studio.plan(), rows.run(), index); });
        if (!good) ui.studio.report_error(ui.session().edit_error);
    }
    tooltip(ui, ui.text("training.remove_layer"));
    ImGui::PopID();
}

void layers(const Rows& rows) {
    const Ui& ui = rows.ui();
    const std::vector<LayerItem> items =
        layers_of(ui.studio.experiment(), ui.studio.plan(), rows.run());
    for (std::size_t i = 0; i < items.size(); ++i) layer(rows, items[i], i, items.size());
    if (button(ui, {.id = "add layer",
                    .icon = Icon::plus,
                    .text = ui.text("training.add_layer"),
                    .look = ButtonLook::framed})) {
        const bool good = ui.studio.edit(
            [&](Experiment& e) { add_hidden_layer(e, ui.studio.plan(), rows.run()); });
        if (!good) ui.studio.report_error(ui.session().edit_error);
    }
    tooltip(ui, ui.text("training.add_layer_help"));
}

/// Hidden layers that are all alike.
void hidden_layers(const Rows& rows, const HiddenLayers& hidden) {
    const Ui& ui = rows.ui();
    const auto whole = [&](const char* id, double standard, double most, double slider_to,
                           double value) {
        const std::string& words = ui.text(std::string("training.") + id);
        const std::string& help = ui.text(std::string("training.") + id + "_help");
        const Parameter parameter = {.id = id,
                                     .symbol = "",
                                     .name = {words, words},
                                     .help = {help, help},
                                     .standard = standard,
                                     .bounds = {.least = 1, .most = most},
                                     .slider_from = 1,
                                     .slider_to = slider_to,
                                     .scale = Scale::whole};
        rows.parameter(std::string("network.") + id, parameter, value);
    };
    whole("depth", 5, 300, 60, hidden.depth);
    whole("width", 100, 4096, 256, hidden.width);
    rows.choice<LayerEntry>(ui.text("training.activation"), "network.activation",
                            activation_catalogue(), hidden.activation, {},
                            {"none", ui.text("training.none")});
    const auto is_normalization = [](const LayerEntry& entry) { return entry.normalization; };
    rows.choice<LayerEntry>(ui.text("training.normalization"), "network.normalization",
                            layer_catalogue(), hidden.normalization, is_normalization,
                            {"none", ui.text("training.none")});
    bool shared = hidden.shared;
    label(ui, ui.text("training.shared"), rows.width() - ui.px(46), ui.colours.text);
    tooltip(ui, ui.text("training.shared_help"));
    ImGui::SameLine(0, ui.px(6));
    if (toggle(ui, "network.shared", shared)) rows.edit("network.shared", Value(shared));
}

/// All 0, a constant, or as the weights' initializer does it.
void biases(const Rows& rows, const Chosen& now) {
    const Ui& ui = rows.ui();
    const auto fits = [](const InitializerEntry& entry) {
        return entry.id == "zeros" || entry.id == "constant" || entry.id == "normal";
    };
    rows.choice<InitializerEntry>(ui.text("training.biases"), "network.bias_initializer",
                                  initializer_catalogue(), now.name, fits,
                                  {"", ui.text("training.biases_own")});
    if (const InitializerEntry* entry = find_initializer(now.name))
        parameter_rows(rows, "network.bias_initializer", *entry, now.settings);
}

void penalties(const Rows& rows, const Penalty& penalty) {
    const auto one = [&](const char* id, double value) {
        const std::string& words = rows.ui().text(std::string("training.") + id);
        const std::string& help = rows.ui().text("training.penalty_help");
        const Parameter parameter = {.id = id,
                                     .symbol = "",
                                     .name = {words, words},
                                     .help = {help, help},
                                     .standard = 0,
                                     .bounds = {.least = 0},
                                     .slider_from = 0,
                                     .slider_to = 0.1};
        rows.parameter(std::string("network.penalty.") + id, parameter, value);
    };
    one("l1", penalty.l1);
    one("l2", penalty.l2);
}

}  // namespace

namespace {

/// A copy: an edit replaces the plan.
RunPlan selected_plan(const Ui& ui) {
    return ui.studio.plan().runs[static_cast<std::size_t>(ui.studio.selected())];
}

}  // namespace

void data_card(const Ui& ui) {
    const RunPlan plan = selected_plan(ui);
    if (!plan.training) return;
    const Card card(ui, "data");
    const Rows rows(ui, ui.studio.selected(), card.width());
    card_title(ui, ui.text("training.data_title"));
    data(rows, *plan.training);
    batch(rows, plan);
}

void network_card(const Ui& ui) {
    const int run = ui.studio.selected();
    const RunPlan plan = selected_plan(ui);
    if (!plan.training) return;
    const TrainingSpec& spec = *plan.training;
    const Card card(ui, "network");
    const Rows rows(ui, run, card.width());
    const bool own = path_of(ui.studio.experiment(), run, "network.layers") != "network.layers";
    card_title(ui, own ? ui.text("training.title_of", plan.shown.in(ui.language))
                       : ui.text("training.title"));
    const auto hidden = hidden_layers_of(ui.studio.experiment(), plan, run);
    if (spec.wall && hidden)
        hidden_layers(rows, *hidden);
    else
        layers(rows);
    rows.choice<LossEntry>(
        ui.text("training.loss"), "network.loss", loss_catalogue(), spec.network.loss.name,
        [&](const LossEntry& entry) { return !entry.suits || entry.suits(spec.outline.kind); });
    if (const LossEntry* loss = find_loss(spec.network.loss.name))
        parameter_rows(rows, "network.loss", *loss, spec.network.loss.settings);
    if (spec.wall) {  // the cards of the runs have the weights'
        biases(rows, spec.network.bias_initializer);
        return penalties(rows, spec.network.penalty);
    }
    rows.choice<InitializerEntry>(ui.text("training.initializer"), "network.initializer",
                                  initializer_catalogue(), spec.network.initializer.name);
    if (const InitializerEntry* entry = find_initializer(spec.network.initializer.name))
        parameter_rows(rows, "network.initializer", *entry, spec.network.initializer.settings);
    penalties(rows, spec.network.penalty);
}

}  // namespace tani::studio
