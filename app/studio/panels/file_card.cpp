// A card per plane that is read from a file: which file, and which of its surfaces.
#include <filesystem>

#include <fmt/format.h>

#include "app/plot/strokes.h"
#include "app/plot/text.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/rows.h"

namespace tani::studio {

namespace {

const LandscapePlane* plane_of(const Ui& ui, int run) {
    const auto& landscape = ui.studio.recording().landscape;
    if (!landscape) return nullptr;
    for (const LandscapePlane& plane : landscape->planes) {
        if (plane.run == run) return &plane;
    }
    return nullptr;
}

void header(const Ui& ui, int run, const std::string& name, float width) {
    const RunStyle style = run_style(ui.theme, run);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    draw_marker(*ImGui::GetWindowDrawList(), style.marker,
                {corner.x + ui.px(8), corner.y + ui.line() / 2}, ui.px(13), style.colour);
    const float size = ui.px(24), left = ui.px(22);
    ImGui::SetCursorScreenPos({corner.x + left, corner.y});
    label(ui, name, width - left - 2 * size, ui.colours.text);
    const bool several = ui.studio.plan().runs.size() > 1;
    const auto small = [&](const char* id, Icon icon, std::string_view help, bool enabled) {
        ImGui::SameLine(0, 0);
        const bool pressed = button(ui, {.id = id,
                                         .icon = icon,
                                         .text = "",
                                         .width = size,
                                         .height = size,
                                         .enabled = enabled});
        tooltip(ui, ui.text(help));
        return pressed;
    };
    const bool copy = small("copy", Icon::copy, "file.copy", true);
    const bool remove = small("remove", Icon::trash, "card.remove", several);
    if (copy) ui.studio.edit([&](Experiment& e) { copy_run(e, run); });
    if (remove) ui.studio.edit([&](Experiment& e) { remove_run(e, run); });
}

void surfaces(const Rows& rows, const LandscapePlane& plane) {
    const Ui& ui = rows.ui();
    rows.name(ui.text("file.surface"), ui.text("file.surface_help"));
    if (!begin_combo(ui, "##surface", plane.spec.surface, rows.rest())) return;
    for (const std::string& name : plane.surfaces) {
        if (ImGui::Selectable(name.c_str(), name == plane.spec.surface))
            rows.edit("plane.surface", Value(name));
    }
    end_combo();
}

}  // namespace

void file_card(const Ui& ui, int run) {
    const Card card(ui, fmt::format("run {}", run), run_style(ui.theme, run).colour,
                    run == ui.studio.selected());
    if (card.clicked()) ui.studio.select(run);
    const std::size_t count = ui.studio.plan().runs.size();
    // A copy: an edit below replaces the plan.
    const RunPlan plan = ui.studio.plan().runs[static_cast<std::size_t>(run)];
    header(ui, run, plan.shown.in(ui.language), card.width());
    const LandscapePlane* plane = plane_of(ui, run);
    if (ui.studio.plan().runs.size() != count || !plane) return;
    const std::filesystem::path file(plan.plane->file), path(plan.plane->path_file);
    const Rows rows(ui, run, card.width(),
                    count > 1 ? Rows::Place::run : Rows::Place::where_said);
    rows.name(ui.text("file.name"), plan.plane->file);
    label(ui, file.filename().string(), rows.rest(), ui.colours.faint_text);
    tooltip(ui, plan.plane->file);
    if (!path.empty()) {
        rows.name(ui.text("file.path"), plan.plane->path_file);
        label(ui, path.filename().string(), rows.rest(), ui.colours.faint_text);
        tooltip(ui, plan.plane->path_file);
    }
    const Slice& slice = plane->slice;
    rows.name(ui.text("file.points"), "");
    label(ui,
          slice.is_line() ? fmt::format("{}", slice.x.points)
                          : fmt::format("{} × {}", slice.x.points, slice.y.points),
          rows.rest(), ui.colours.faint_text);
    if (plane->surfaces.size() > 1) surfaces(rows, *plane);
}

}  // namespace tani::studio
