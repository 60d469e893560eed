// What is trained, on what: data, layers, loss, initial weights, penalty and mini-batch.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/studio/network_edits.h"
#include "app/studio/panels/panels.h"
#include "core/network/initializer.h"
#include "core/network/loss.h"

namespace tani::studio {

namespace {

/// Rows of a card with a name on the left.
class Rows {
  public:
    Rows(const Ui& ui, int run, float width) : ui_(ui), run_(run), width_(width) {}

    const Ui& ui() const { return ui_; }
    int run() const { return run_; }
    float rest() const { return width_ - name_width(); }

    void name(const std::string& text, const std::string& help) const {
        label(ui_, text, name_width() - ui_.px(6), ui_.colours.text);
        tooltip(ui_, help);
        ImGui::SameLine(0, ui_.px(6));
    }

    void edit(const std::string& key, const Value& value) const {
        const bool good =
            ui_.studio.edit([&](Experiment& e) { set_value(e, path_of(e, run_, key), value); });
        if (!good) ui_.studio.report_error(ui_.session().edit_error);
    }

    /// A parameter with its slider or switch.
    void parameter(const std::string& key, const Parameter& parameter, double value) const {
        const std::string& words = parameter.name.in(ui_.language);
        const std::string& help = parameter.help.in(ui_.language);
        if (parameter.scale == Scale::toggle) {
            bool on = value != 0;
            label(ui_, words, width_ - ui_.px(46), ui_.colours.text);
            ImGui::SameLine(0, ui_.px(6));
            if (toggle(ui_, key, on)) edit(key, Value(on));
            tooltip(ui_, help);
            return;
        }
        name(words, help);
        const SliderEvent event = slider(ui_, slider_for(parameter, key), rest(), value);
        tooltip(ui_, help);
        if (event == SliderEvent::reset) value = parameter.standard;
        if (event == SliderEvent::none) return;
        const bool whole = parameter.scale == Scale::whole;
        edit(key, whole ? Value(static_cast<std::int64_t>(value)) : Value(value));
    }

    /// A list of a catalogue; writes the name of what was chosen.
    template <class Entry>
    void choice(const std::string& words, const std::string& key, std::span<const Entry> catalogue,
                const std::string& now, const std::function<bool(const Entry&)>& fits = {}) const {
        const auto current = std::ranges::find(catalogue, now, &Entry::id);
        const Entry* entry = current == catalogue.end() ? nullptr : &*current;
        name(words, entry ? entry->help.in(ui_.language) : "");
        if (!begin_combo(ui_, ("##" + key).c_str(), entry ? entry->name.in(ui_.language) : now,
                         rest())) {
            if (entry) tooltip(ui_, help_of(*entry));
            return;
        }
        for (const Entry& other : catalogue) {
            if (fits && !fits(other)) continue;
            const std::string line = other.name.in(ui_.language) + "##" + other.id;
            if (ImGui::Selectable(line.c_str(), &other == entry)) edit(key, Value(other.id));
            tooltip(ui_, help_of(other));
        }
        end_combo();
    }

  private:
    template <class Entry>
    std::string help_of(const Entry& entry) const {
        std::string text = entry.help.in(ui_.language);
        if constexpr (requires { entry.formula; }) {
            if (!entry.formula.empty()) text += "\n" + entry.formula;
        }
        if (!entry.source.empty()) text += "\n" + entry.source;
        return text;
    }
    float name_width() const { return ui_.px(112); }

    const Ui& ui_;
    int run_;
    float width_;
};

template <class Entry>
void parameters(const Rows& rows, const std::string& table, const Entry& entry,
                std::span<const double> settings) {
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        rows.parameter(table + "." + entry.parameters[i].id, entry.parameters[i], settings[i]);
    }
}

void data(const Rows& rows, const TrainingSpec& spec) {
    const Ui& ui = rows.ui();
    if (spec.data.name.empty()) {
        rows.name(ui.text("training.data"), spec.data.file);
        label(ui, spec.data.file, rows.rest(), ui.colours.faint_text);
    } else {
        rows.choice<DatasetEntry>(ui.text("training.data"), "data.name", dataset_catalogue(),
                                  spec.data.name);
        if (const DatasetEntry* entry = find_dataset(spec.data.name))
            parameters(rows, "data", *entry, spec.data.settings);
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

void network_card(const Ui& ui) {
    const int run = ui.studio.selected();
    const RunPlan plan =
        ui.studio.plan()
            .runs[static_cast<std::size_t>(run)];  // a copy: an edit below replaces the plan
    if (!plan.training) return;
    const TrainingSpec& spec = *plan.training;
    {
        const Card card(ui, "data");
        const Rows rows(ui, run, card.width());
        card_title(ui, ui.text("training.data_title"));
        data(rows, spec);
        batch(rows, plan);
    }
    const Card card(ui, "network");
    const Rows rows(ui, run, card.width());
    const bool own = path_of(ui.studio.experiment(), run, "network.layers") != "network.layers";
    card_title(ui, own ? ui.text("training.title_of", plan.shown.in(ui.language))
                       : ui.text("training.title"));
    layers(rows);
    rows.choice<LossEntry>(
        ui.text("training.loss"), "network.loss", loss_catalogue(), spec.network.loss.name,
        [&](const LossEntry& entry) { return !entry.suits || entry.suits(spec.outline.kind); });
    if (const LossEntry* loss = find_loss(spec.network.loss.name))
        parameters(rows, "network.loss", *loss, spec.network.loss.settings);
    rows.choice<InitializerEntry>(ui.text("training.initializer"), "network.initializer",
                                  initializer_catalogue(), spec.network.initializer.name);
    if (const InitializerEntry* entry = find_initializer(spec.network.initializer.name))
        parameters(rows, "network.initializer", *entry, spec.network.initializer.settings);
    penalties(rows, spec.network.penalty);
}

}  // namespace tani::studio
