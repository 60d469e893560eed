// Which map stands beside the surface: the popup's content.
#include <array>

#include "app/studio/map_edits.h"
#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

void set_map_key(const Ui& ui, const char* key, const Value& value) {
    ui.studio.edit([&](Experiment& e) { set_value(e, std::string("map.") + key, value); });
}

bool is_basin_map(const MapSpec& map) { return map.x.key == "start.0" && map.y.key == "start.1"; }

void which_map(const Ui& ui, const std::optional<MapSpec>& map) {
    if (ImGui::RadioButton(ui.text("map.off").c_str(), !map) && map)
        ui.studio.edit([](Experiment& e) { erase_value(e, "map"); });
    ImGui::BeginDisabled(!can_map_settings(ui.studio.plan()));
    if (ImGui::RadioButton(ui.text("map.of_settings").c_str(), map && !is_basin_map(*map)) && (!map || is_basin_map(*map)))
        ui.studio.edit([&](Experiment& e) { map_settings(e, ui.studio.plan()); });
    ImGui::EndDisabled();
    tooltip(ui, ui.text("map.of_settings_help"));
    if (ImGui::RadioButton(ui.text("map.of_starts").c_str(), map && is_basin_map(*map)) && !(map && is_basin_map(*map)))
        ui.studio.edit([&](Experiment& e) { map_basins(e, ui.studio.plan()); });
    tooltip(ui, ui.text("map.of_starts_help"));
}

void which_measure(const Ui& ui, const MapSpec& map) {
    faint(ui, ui.text("map.measure"));
    for (const MeasureName& name : measures()) {
        if (ImGui::RadioButton(name.name.in(ui.language).c_str(), map.measure == name.measure) && map.measure != name.measure)
            set_map_key(ui, "measure", Value(std::string(name.id)));
        tooltip(ui, name.help.in(ui.language));
    }
}

void which_tolerance(const Ui& ui, const MapSpec& map) {
    if (map.measure != Measure::steps_to_tolerance && map.measure != Measure::minimum) return;
    ImGui::AlignTextToFramePadding();
    faint(ui, ui.text("map.tolerance"));
    ImGui::SameLine(0, ui.px(8));
    double tolerance = map.tolerance;
    if (number_field(ui, "map tolerance", ui.px(90), tolerance)) set_map_key(ui, "tolerance", Value(tolerance));
    tooltip(ui, ui.text("map.tolerance_help"));
}

void which_runs(const Ui& ui, const MapSpec& map) {
    faint(ui, ui.text("map.runs"));
    if (ImGui::RadioButton(ui.text("map.runs_selected").c_str(), !map.all_runs) && map.all_runs) set_map_key(ui, "runs", "selected");
    if (ImGui::RadioButton(ui.text("map.runs_all").c_str(), map.all_runs) && !map.all_runs) set_map_key(ui, "runs", "all");
}

/// The axis as a text that is typed: what tani sweep takes.
void axis_field(const Ui& ui, const char* key, const SweepAxis& axis, std::string& typed) {
    Session& session = ui.session();
    const std::string id = std::string("##map ") + key;
    ImGui::SetNextItemWidth(ui.px(300));
    const bool entered = input_text(id.c_str(), typed, ImGuiInputTextFlags_EnterReturnsTrue);
    const bool active = ImGui::IsItemActive();
    if (entered || ImGui::IsItemDeactivatedAfterEdit()) {
        session.map_error.clear();
        if (!ui.studio.edit([&](Experiment& e) { set_value(e, std::string("map.") + key, Value(typed)); }))
            session.map_error = session.edit_error;
    } else if (!active && session.map_error.empty()) {
        typed = axis_text(axis);
    }
    tooltip(ui, ui.text("map.axis_help"));
}

}  // namespace

void map_choices(const Ui& ui) {
    const std::optional<MapSpec> map = ui.studio.plan().map;
    which_map(ui, map);
    if (!map) return;
    ImGui::Dummy({0, ui.px(4)});
    which_measure(ui, *map);
    which_tolerance(ui, *map);
    ImGui::Dummy({0, ui.px(4)});
    which_runs(ui, *map);
    ImGui::Dummy({0, ui.px(4)});
    faint(ui, ui.text("map.axes"));
    axis_field(ui, "x", map->x, ui.session().map_x);
    axis_field(ui, "y", map->y, ui.session().map_y);
    if (!ui.session().map_error.empty()) paragraph(ui, ui.session().map_error, ui.colours.error);
    bool theory = map->theory;
    if (ImGui::Checkbox(ui.text("map.theory").c_str(), &theory)) set_map_key(ui, "theory", Value(theory));
    tooltip(ui, ui.text("map.theory_help"));
}

}  // namespace tani::studio
