// The figure and its mouse: the start, the camera, reading values, and steps marked everywhere.
#include <algorithm>
#include <cmath>

#include "app/plot/text.h"
#include "app/studio/map_edits.h"
#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

constexpr double degrees_per_pixel = 0.4;
constexpr double zoom_per_notch = 1.12;
constexpr double least_zoom = 0.3, most_zoom = 6;
constexpr double least_elevation = 3, most_elevation = 89;

using Part = Figure::Part;

bool in_domain_view(Part part) { return part == Part::surface || part == Part::contours; }
bool reads_points(Part part) { return in_domain_view(part) || part == Part::decision; }

void set_camera(const Ui& ui, const Camera& camera) {
    const auto rounded = [](double v, double unit) { return std::round(v / unit) * unit; };
    Table table;
    table["azimuth"] = Value(rounded(camera.azimuth, 0.1));
    table["elevation"] = Value(rounded(camera.elevation, 0.1));
    table["zoom"] = Value(rounded(camera.zoom, 0.001));
    ui.studio.edit([&](Experiment& e) { set_value(e, "view.camera", Value(table)); });
}

void orbit(const Ui& ui, ImVec2 by) {
    if (by.x == 0 && by.y == 0) return;
    Camera camera = ui.studio.plan().view.camera;
    camera.azimuth = std::remainder(camera.azimuth - by.x * degrees_per_pixel / ui.unit, 360.0);
    camera.elevation = std::clamp(camera.elevation + by.y * degrees_per_pixel / ui.unit,
                                  least_elevation, most_elevation);
    set_camera(ui, camera);
}

void zoom(const Ui& ui, float notches) {
    Camera camera = ui.studio.plan().view.camera;
    camera.zoom =
        std::clamp(camera.zoom * std::pow(zoom_per_notch, notches), least_zoom, most_zoom);
    set_camera(ui, camera);
}

void move_start(const Ui& ui, ImVec2 mouse) {
    const auto point = ui.figure.point_at(mouse);
    if (!point) return;
    const SurfaceSpec surface =
        ui.studio.plan().runs[static_cast<std::size_t>(ui.studio.selected())].settings.surface;
    const Point start = rounded_start(*point, surface);
    ui.studio.edit([&](Experiment& e) { set_start(e, ui.studio.plan(), start); });
}

void read(const Ui& ui, ImVec2 mouse) {
    ui.session().hovered = ui.figure.step_at(mouse);
    ui.session().hovered_map = ui.figure.map_at(mouse);
    ui.session().hovered_cell = ui.figure.cell_at(mouse);
    ui.session().hovered_point =
        reads_points(ui.figure.part_at(mouse)) ? ui.figure.point_at(mouse) : std::nullopt;
}

/// Drags the run through the map.
void move_in_map(const Ui& ui, ImVec2 mouse) {
    const auto mark = ui.figure.map_at(mouse, ui.session().held_map);
    if (!mark || static_cast<std::size_t>(mark->map) >= ui.studio.maps().size()) return;
    const RunMap map = ui.studio.maps()[static_cast<std::size_t>(mark->map)];
    if (!map.problem.empty()) return;
    double x = mark->x, y = mark->y;
    if (mark->target) {
        const bool across = momentum_axis(map.site) == 0;
        x = across ? mark->target->momentum : mark->target->rate;
        y = across ? mark->target->rate : mark->target->momentum;
    }
    ui.studio.edit([&](Experiment& e) { load_place(e, map, x, y, mark->target.has_value()); });
}

void mouse_on_figure(const Ui& ui, bool pressed) {
    const ImGuiIO& io = ImGui::GetIO();
    if (ImGui::IsItemActive()) {
        const Part pressed_on = ui.figure.part_at(io.MouseClickedPos[0]);
        if (ImGui::IsMouseDown(ImGuiMouseButton_Right)) {
            orbit(ui, io.MouseDelta);
        } else if (ui.session().held_map || pressed_on == Part::map) {
            if (!ui.session().held_map) ui.session().held_map = ui.figure.map_at(io.MouseClickedPos[0]);
            if (pressed || io.MouseDelta.x != 0 || io.MouseDelta.y != 0) move_in_map(ui, io.MousePos);
        } else if (in_domain_view(pressed_on) && ui.studio.plan().lab == "surface") {
            const bool moved = io.MouseDelta.x != 0 || io.MouseDelta.y != 0;
            if (pressed || moved) move_start(ui, io.MousePos);
        } else if (const auto cell = ui.figure.cell_at(io.MousePos)) {
            ui.studio.select(cell->run);
        } else if (const auto mark = ui.figure.step_at(io.MousePos)) {
            ui.session().transport.go(mark->step);
            ui.studio.select(mark->run);
        }
    }
    if (!ImGui::IsItemActive()) ui.session().held_map.reset();
    if (!ImGui::IsItemHovered()) {
        if (!ImGui::IsItemActive()) {
            ui.session().hovered_map.reset();
            ui.session().hovered_cell.reset();
            ui.session().hovered_point.reset();
            ui.session().hovered.reset();
        }
        return;
    }
    read(ui, io.MousePos);
    if (io.MouseWheel != 0 && in_domain_view(ui.figure.part_at(io.MousePos)))
        zoom(ui, io.MouseWheel);
    const Part under = ui.figure.part_at(io.MousePos);
    if (in_domain_view(under) || under == Part::map) {
        ImGui::SetMouseCursor(ImGui::IsMouseDown(ImGuiMouseButton_Right)
                                  ? ImGuiMouseCursor_ResizeAll
                                  : ImGuiMouseCursor_Hand);
    }
}

void spinner(const Ui& ui, Rect rect) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::string text =
        ui.text(trains_networks(ui.studio.plan().lab) ? "view.training" : "view.recording");
    const float width = text_width(*ui.font, text) + ui.px(44), height = ui.px(32);
    const ImVec2 corner(std::round(rect.x + (rect.width - width) / 2), rect.y + ui.px(10));
    list.AddRectFilled(corner, {corner.x + width, corner.y + height},
                       with_alpha(ui.colours.card, 0.92f), ui.px(6));
    const auto turn = static_cast<float>(std::fmod(ImGui::GetTime() * 5, 6.283185307));
    list.PathArcTo({corner.x + ui.px(18), corner.y + height / 2}, ui.px(7), turn, turn + 4.4f, 24);
    list.PathStroke(ui.colours.accent, ImDrawFlags_None, ui.px(2));
    draw_text(list, *ui.font, {corner.x + ui.px(34), corner.y + height / 2}, ui.colours.text, text,
              {0, 0.5f});
}

void hint(const Ui& ui, Rect rect) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::string text = ui.text("view.all_hidden");
    const float width = text_width(*ui.font, text) + ui.px(28), height = ui.px(34);
    const ImVec2 corner(std::round(rect.x + (rect.width - width) / 2),
                        std::round(rect.y + rect.height / 2 - height / 2));
    list.AddRectFilled(corner, {corner.x + width, corner.y + height},
                       with_alpha(ui.colours.card, 0.94f), ui.px(6));
    list.AddRect(corner, {corner.x + width, corner.y + height}, ui.colours.border, ui.px(6));
    draw_text(list, *ui.font, {corner.x + width / 2, corner.y + height / 2}, ui.colours.text, text,
              {0.5f, 0.5f});
}

}  // namespace

void figure_view(const Ui& ui, Rect rect) {
    if (rect.width < 40 || rect.height < 40) return;
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    const bool was_active = ImGui::IsAnyItemActive();
    ImGui::InvisibleButton("figure", {rect.width, rect.height},
                           ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
    mouse_on_figure(ui, !was_active && ImGui::IsItemActive());
    FigureInput input;
    input.view = &ui.studio.plan().view;
    input.playhead = ui.session().transport.shown();
    input.language = ui.language;
    input.theme = ui.theme;
    input.live = true;
    input.background = false;  // the screen is cleared to it
    input.presenter = ui.session().presenter;
    input.scale = ui.scale;
    input.hovered = ui.session().hovered;
    input.hovered_point = ui.session().hovered_point;
    input.hovered_cell = ui.session().hovered_cell;
    input.maps = &ui.studio.maps();
    if (!ui.session().held_map) input.hovered_map = ui.session().hovered_map;  // a reading would cover where it goes
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.PushClipRect({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, true);
    ui.figure.draw(list, ui.fonts, rect, ui.studio.recording(), input);
    list.PopClipRect();
    if (ui.studio.recording_busy()) spinner(ui, rect);
    if (ui.studio.all_hidden()) hint(ui, rect);
}

}  // namespace tani::studio
