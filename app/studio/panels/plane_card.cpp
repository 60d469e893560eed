// The plane through the weights: where it lies, and what is measured on it.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "app/studio/panels/panels.h"
#include "app/studio/panels/rows.h"
#include "app/studio/plane_edits.h"
#include "core/experiment/plane_names.h"
#include "core/experiment/schema.h"

namespace tani::studio {

namespace {

/// What the experiment's own description says of a key.
std::string help_of_key(const Ui& ui, std::string_view table, std::string_view key) {
    const schema::Key* of = schema::find(schema::root(), table);
    const schema::Key* found = of && !key.empty() ? schema::find(*of, key) : of;
    return found ? found->help.in(ui.language) : "";
}

/// One of the names that a key may have.
struct Choice {
    std::string key;
    std::span<const std::string_view> names;
    std::size_t now = 0;
    std::function<bool(std::size_t)> possible = {};
    std::function<void(std::size_t)> choose = {};  ///< none: writes the name
};

/// Their words are "plane.<key>_<name>"; what is not possible is there, but cannot be chosen.
void choice(const Rows& rows, const Choice& c) {
    const Ui& ui = rows.ui();
    const auto word_of = [&](std::size_t i) {
        return ui.text("plane." + c.key + "_" + std::string(c.names[i]));
    };
    const std::string help = help_of_key(ui, "plane", c.key);
    rows.name(ui.text("plane." + c.key), help);
    if (!begin_combo(ui, ("##plane." + c.key).c_str(), word_of(c.now), rows.rest()))
        return tooltip(ui, help);
    for (std::size_t i = 0; i < c.names.size(); ++i) {
        const bool possible = !c.possible || c.possible(i);
        const auto flags = possible ? ImGuiSelectableFlags_None : ImGuiSelectableFlags_Disabled;
        if (!ImGui::Selectable(word_of(i).c_str(), i == c.now, flags) || i == c.now) continue;
        if (c.choose)
            c.choose(i);
        else
            rows.edit("plane." + c.key, Value(std::string(c.names[i])));
    }
    end_combo();
}

void attempt(const Ui& ui, const std::function<void(Experiment&)>& edit) {
    if (!ui.studio.edit(edit)) ui.studio.report_error(ui.session().edit_error);
}

void directions(const Rows& rows, const PlaneSpec& plane, const PlaneChoices& choices) {
    const Ui& ui = rows.ui();
    choice(rows,
           {.key = "directions",
            .names = direction_names,
            .now = static_cast<std::size_t>(plane.directions),
            .possible =
                [&](std::size_t i) {
                    return static_cast<Directions>(i) != Directions::between || choices.between;
                },
            .choose =
                [&](std::size_t i) {
                    attempt(ui, [&](Experiment& e) {
                        set_directions(e, ui.studio.plan(), rows.run(), static_cast<Directions>(i));
                    });
                }});
    const std::array<std::string, 2> words = {ui.text("plane.a_plane"), ui.text("plane.a_line")};
    rows.name(ui.text("plane.dimensions"), help_of_key(ui, "plane", "dimensions"));
    int line = plane.line ? 1 : 0;
    if (segments(ui, "plane.dimensions", words, line, rows.rest()))
        rows.edit("plane.dimensions", Value(2 - line));
}

void draw(const Rows& rows, const PlaneSpec& plane) {
    const Ui& ui = rows.ui();
    rows.name(ui.text("plane.seed"), help_of_key(ui, "plane", "seed"));
    const ButtonSpec next{
        .id = "plane.draw", .icon = {}, .text = ui.text("plane.draw"), .look = ButtonLook::framed};
    const float width = button_width(ui, next);
    label(ui, fmt::format("{}", plane.seed), rows.rest() - width - ui.px(6), ui.colours.text);
    ImGui::SameLine(0, ui.px(6));
    if (button(ui, next)) rows.edit("plane.seed", Value(static_cast<std::int64_t>(plane.seed) + 1));
    tooltip(ui, ui.text("plane.draw_help"));
}

void middle(const Rows& rows, const RunPlan& run, const PlaneChoices& choices) {
    constexpr std::array<std::string_view, 3> names = {"final", "mean", "step"};
    const PlaneSpec& plane = *run.plane;
    const std::int64_t step =
        plane.at == PlaneSpec::At::step ? std::min(plane.step, run.steps) : run.steps;
    choice(rows, {.key = "at",
                  .names = names,
                  .now = static_cast<std::size_t>(plane.at),
                  .possible = [&](std::size_t i) { return i != 1 || choices.mean; },
                  .choose =
                      [&](std::size_t i) {
                          rows.edit("plane.at",
                                    i == 2 ? Value(step) : Value(std::string(names[i])));
                      }});
    if (plane.at != PlaneSpec::At::step) return;
    const Ui& ui = rows.ui();
    const std::string help = help_of_key(ui, "plane", "at");
    rows.name(ui.text("plane.step"), help);
    auto value = static_cast<double>(step);
    const SliderEvent event = slider(ui,
                                     {.id = "plane.step",
                                      .from = 0,
                                      .to = static_cast<double>(run.steps),
                                      .bounds = {0, static_cast<double>(run.steps), false, false},
                                      .whole = true,
                                      .shown = ""},
                                     rows.rest(), value);
    tooltip(ui, help);
    if (event == SliderEvent::reset) value = run.steps;
    if (event != SliderEvent::none) rows.edit("plane.at", Value(static_cast<std::int64_t>(value)));
}

void heights(const Rows& rows, const PlaneSpec& plane, const PlaneChoices& choices) {
    if (choices.error || plane.height == Height::error) {
        choice(rows, {.key = "measure",
                      .names = plane_height_names,
                      .now = static_cast<std::size_t>(plane.height)});
    }
    choice(rows, {.key = "data",
                  .names = plane_data_names,
                  .now = static_cast<std::size_t>(plane.data),
                  .possible = [&](std::size_t i) {
                      const auto data = static_cast<PlaneData>(i);
                      return data == PlaneData::train ||
                             (data == PlaneData::batch ? choices.batch : choices.validation);
                  }});
    if (choices.statistics) {
        choice(rows, {.key = "statistics",
                      .names = statistics_names,
                      .now = static_cast<std::size_t>(plane.statistics)});
    }
}

void grid(const Rows& rows, const PlaneSpec& plane) {
    const Ui& ui = rows.ui();
    const std::string help = help_of_key(ui, "plane", "points");
    rows.parameter("plane.points",
                   {.id = "points",
                    .symbol = "",
                    .name = {ui.text("plane.points"), ui.text("plane.points")},
                    .help = {help, help},
                    .standard = 51,
                    .bounds = {.least = 3, .most = 401},
                    .slider_from = 11,
                    .slider_to = 151,
                    .scale = Scale::whole},
                   plane.points);
    const std::string wide = help_of_key(ui, "plane", "extent");
    rows.name(ui.text("plane.extent"), wide);
    const auto extent = extent_of(plane);
    double value = extent.value_or(1);
    const bool said = plane.x || plane.y;
    const SliderEvent event = slider(ui,
                                     {.id = "plane.extent",
                                      .from = 0.1,
                                      .to = 10,
                                      .scale = Scale::log,
                                      .bounds = {.least = 0, .least_open = true},
                                      .shown = extent ? ""
                                               : said ? ui.text("plane.extent_said")
                                                      : ui.text("plane.extent_auto")},
                                     rows.rest(), value);
    tooltip(ui, wide + "\n" + ui.text("plane.extent_reset"));
    if (event == SliderEvent::none) return;
    const auto wanted = event == SliderEvent::reset ? std::nullopt : std::optional(value);
    attempt(ui, [&](Experiment& e) { set_extent(e, rows.run(), wanted); });
}

void sharpness(const Rows& rows, const RunPlan& run) {
    const Ui& ui = rows.ui();
    bool on = run.training->path && run.training->path->curvature_every != 0;
    label(ui, ui.text("plane.sharpness"), rows.width() - ui.px(46), ui.colours.text);
    tooltip(ui, help_of_key(ui, "curvature", ""));
    ImGui::SameLine(0, ui.px(6));
    if (!toggle(ui, "plane.sharpness", on)) return;
    attempt(ui, [&](Experiment& e) { set_sharpness(e, ui.studio.plan(), rows.run(), on); });
}

}  // namespace

void plane_card(const Ui& ui) {
    const int index = ui.studio.selected();
    const RunPlan run = ui.studio.plan().runs[static_cast<std::size_t>(index)];  // edits replace it
    if (!run.plane || !run.training) return;
    const PlaneSpec& plane = *run.plane;
    const PlaneChoices choices = plane_choices_of(ui.studio.plan(), index);
    const Card card(ui, "plane");
    const Rows rows(ui, index, card.width());
    card_title(ui, ui.text("plane.title"));
    directions(rows, plane, choices);
    if (choices.normalization) {
        choice(rows, {.key = "normalization",
                      .names = normalization_names,
                      .now = static_cast<std::size_t>(plane.normalization)});
    }
    if (choices.seed) draw(rows, plane);
    if (choices.middle) middle(rows, run, choices);
    heights(rows, plane, choices);
    grid(rows, plane);
    sharpness(rows, run);
}

}  // namespace tani::studio
