// What all runs share: steps, start, noise, when to stop, seed; the title and the caption.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/plot/text.h"
#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

constexpr double most_steps = 1e6;

/// A slider with its name; writes a key that all runs share, and takes it out of runs that say it
/// themselves when they all agree.
struct Row {
    const Ui& ui;
    float width;

    float name_width() const { return ui.px(104); }
    void name(const std::string& text, const std::string& help) const {
        label(ui, text, name_width() - ui.px(6), ui.colours.text);
        tooltip(ui, help);
        ImGui::SameLine(0, ui.px(6));
    }
    float rest() const { return width - name_width(); }
};

void set_for_all(const Ui& ui, const std::string& key, const Value& value) {
    ui.studio.edit([&](Experiment& e) {
        set_value(e, key, value);
        for (std::size_t i = 0; i < ui.studio.plan().runs.size(); ++i) {
            const std::string own = fmt::format("runs.{}.{}", i, key);
            if (find_value(e, own)) set_value(e, own, value);
        }
    });
}

void steps(const Ui& ui, const Row& row, const RunPlan& run) {
    row.name(ui.text("experiment.steps"), ui.text("experiment.steps_help"));
    double value = run.steps;
    const SliderEvent event = slider(ui,
                                     {.id = "steps",
                                      .from = 10,
                                      .to = 10'000,
                                      .scale = Scale::log,
                                      .bounds = {1, most_steps, false, false},
                                      .whole = true,
                                      .shown = ""},
                                     row.rest(), value);
    tooltip(ui, ui.text("experiment.steps_help"));
    if (event == SliderEvent::reset) value = 200;
    if (event != SliderEvent::none)
        set_for_all(ui, "steps", Value(static_cast<std::int64_t>(value)));
}

/// Writes epochs, and takes the steps away that a file may say instead.
void epochs(const Ui& ui, const Row& row, const RunPlan& run) {
    row.name(ui.text("training.epochs"), ui.text("training.epochs_help"));
    const double samples = train_samples(run.training->outline, run.training->data);
    const double batch = run.settings.batch > 0 ? run.settings.batch : samples;
    double value = std::round(100 * run.steps / std::ceil(samples / batch)) / 100;
    const SliderEvent event = slider(ui,
                                     {.id = "epochs",
                                      .from = 1,
                                      .to = 1000,
                                      .scale = Scale::log,
                                      .bounds = {0, most_steps, true, false},
                                      .whole = true,
                                      .shown = fmt::format("{:.4g}", value)},
                                     row.rest(), value);
    tooltip(ui, ui.text("training.epochs_help"));
    if (event == SliderEvent::reset) value = 20;
    if (event == SliderEvent::none) return;
    const bool good = ui.studio.edit([&](Experiment& e) {
        erase_value(e, "steps");
        set_value(e, "epochs", Value(value));
        for (std::size_t i = 0; i < ui.studio.plan().runs.size(); ++i) {
            erase_value(e, fmt::format("runs.{}.steps", i));
            erase_value(e, fmt::format("runs.{}.epochs", i));
        }
    });
    if (!good) ui.studio.report_error(ui.session().edit_error);
}

void start(const Ui& ui, const Row& row, const RunPlan& run) {
    row.name(ui.text("experiment.start"), ui.text("experiment.start_help"));
    Point start = run.start;
    const float each = std::floor((row.rest() - ui.px(6)) / 2);
    bool changed = number_field(ui, "start.x", each, start[0]);
    tooltip(ui, ui.text("experiment.start_help"));
    ImGui::SameLine(0, ui.px(6));
    changed = number_field(ui, "start.y", each, start[1]) || changed;
    tooltip(ui, ui.text("experiment.start_help"));
    if (changed) ui.studio.edit([&](Experiment& e) { set_start(e, ui.studio.plan(), start); });
}

void noise(const Ui& ui, const Row& row, int index) {
    const EditPlace place = ui.studio.place_for(index);
    const RunPlan& run = ui.studio.plan().runs[static_cast<std::size_t>(index)];
    row.name(ui.text("experiment.noise"), ui.text("experiment.noise_help"));
    double value = settings_in_force(run, place.from).gradient_noise;
    SliderSpec spec{.id = "noise",
                    .from = 0,
                    .to = 5,
                    .scale = Scale::linear,
                    .bounds = {0, 1e12, false, false},
                    .whole = false,
                    .shown = ""};
    if (value == 0) spec.shown = ui.text("experiment.none");
    const SliderEvent event = slider(ui, spec, row.rest(), value);
    tooltip(ui, ui.text("experiment.noise_help"));
    if (event == SliderEvent::reset) value = 0;
    if (event == SliderEvent::none) return;
    if (place.from > 0) {
        ui.studio.edit(
            [&](Experiment& e) { set_setting(e, place, "noise.gradient", Value(value)); });
        return;
    }
    // Runs that differ in their noise on purpose keep differing: only the selected one is changed.
    const std::string own = fmt::format("runs.{}.noise.gradient", index);
    const std::string path = find_value(ui.studio.experiment(), own) ? own : "noise.gradient";
    ui.studio.edit([&](Experiment& e) { set_value(e, path, Value(value)); });
}

void stop(const Ui& ui, const Row& row, const RunPlan& run) {
    row.name(ui.text("experiment.stop"), ui.text("experiment.stop_help"));
    const StopRule& rule = run.settings.stop;
    const std::array<std::string, 4> names = {
        ui.text("experiment.never"), ui.text("experiment.on_grad_norm"),
        ui.text("experiment.on_loss"), ui.text("experiment.on_step_length")};
    constexpr std::array<const char*, 4> keys = {"", "grad_norm", "loss", "step_length"};
    const std::size_t current = rule.tolerance > 0 ? 1 + static_cast<std::size_t>(rule.on) : 0;
    if (begin_combo(ui, "##stop", names[current], row.rest())) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!ImGui::Selectable(names[i].c_str(), i == current) || i == current) continue;
            ui.studio.edit([&](Experiment& e) {
                if (i == 0) {
                    erase_value(e, "stop");
                    return;
                }
                set_value(e, "stop.tolerance", Value(rule.tolerance > 0 ? rule.tolerance : 1e-3));
                set_value(e, "stop.on", keys[i]);
            });
        }
        end_combo();
    } else {
        tooltip(ui, ui.text("experiment.stop_help"));
    }
    if (current == 0) return;
    row.name(ui.text("experiment.tolerance"), ui.text("experiment.stop_help"));
    double value = rule.tolerance;
    const SliderEvent event = slider(ui,
                                     {.id = "tolerance",
                                      .from = 1e-12,
                                      .to = 1,
                                      .scale = Scale::log,
                                      .bounds = {0, 1e12, true, false},
                                      .whole = false,
                                      .shown = ""},
                                     row.rest(), value);
    if (event == SliderEvent::reset) value = 1e-3;
    if (event != SliderEvent::none)
        ui.studio.edit([&](Experiment& e) { set_value(e, "stop.tolerance", Value(value)); });
}

void seed(const Ui& ui, const Row& row, const RunPlan& run) {
    row.name(ui.text("experiment.seed"), ui.text("experiment.seed_help"));
    double value = static_cast<double>(run.seed);
    bool changed = number_field(ui, "seed", row.rest() - ui.line() - ui.px(6), value);
    ImGui::SameLine(0, ui.px(6));
    if (button(ui, {.id = "another", .icon = Icon::dice, .text = "", .look = ButtonLook::framed})) {
        value += 1;
        changed = true;
    }
    tooltip(ui, ui.text("experiment.another_seed"));
    if (changed && value >= 0) set_for_all(ui, "seed", Value(static_cast<std::int64_t>(value)));
}

void words(const Ui& ui, const Row& row) {
    const auto field = [&](const char* key, const char* name, const Text& text) {
        row.name(ui.text(name), ui.text("experiment.words_help"));
        std::string typed = text.in(ui.language);
        ImGui::SetNextItemWidth(row.rest());
        if (input_text((std::string("##") + key).c_str(), typed)) {
            ui.studio.edit([&](Experiment& e) { set_text(e, key, text, ui.language, typed); });
        }
        if (!ImGui::IsItemActive()) tooltip(ui, typed);
    };
    ImGui::PushID("words");
    const Text title = ui.studio.plan().title, caption = ui.studio.plan().caption;
    field("title", "experiment.title_text", title);
    field("caption", "experiment.caption_text", caption);
    ImGui::PopID();
}

}  // namespace

void experiment_card(const Ui& ui) {
    const Card card(ui, "experiment");
    const int index = ui.studio.selected();
    // A copy: an edit below replaces the plan.
    const RunPlan run = ui.studio.plan().runs[static_cast<std::size_t>(index)];
    const Row row{ui, card.width()};
    card_title(ui, ui.text("experiment.title"));
    if (reads_planes(ui.studio.plan())) return words(ui, row);
    if (run.training) {
        epochs(ui, row, run);
    } else {
        steps(ui, row, run);
        start(ui, row, run);
    }
    noise(ui, row, index);
    stop(ui, row, run);
    seed(ui, row, run);
    words(ui, row);
}

}  // namespace tani::studio
