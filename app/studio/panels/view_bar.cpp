// How the figure is shown: a row of choices above it.
#include <algorithm>
#include <array>
#include <cmath>

#include "app/figure/landscape_figure.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/view_choices.h"

namespace tani::studio {

namespace {

constexpr std::array<const char*, 4> panels = {"loss", "distance", "grad_norm", "formula"};
constexpr std::array<const char*, 7> landscape_names = {
    "plane", "loss", "honesty", "distance", "sharpness", "metric", "norms"};
constexpr std::array<const char*, 2> file_names = {"plane", "honesty"};
constexpr std::array<const char*, 3> overs = {"steps", "evaluations", "rate"};
constexpr std::array<const char*, 3> arrows = {"gradient", "velocity", "update"};
constexpr std::array<const char*, 2> paths = {"markers", "line"};
constexpr std::array<int, 5> trails = {0, 10, 30, 100, 300};

void trail_choices(const Ui& ui, int current) {
    for (const int trail : trails) {
        const std::string text =
            trail == 0 ? ui.text("view.trail_all") : ui.text("view.trail_steps", trail);
        if (ImGui::RadioButton(text.c_str(), current == trail) && current != trail)
            set_view(ui, "trail", Value(trail));
    }
}

/// Of the labs whose figure is a surface: the surface's own, and the loss of networks.
void surface_view_bar(const Ui& ui, const View& view, float width) {
    const bool landscape = ui.studio.plan().lab == "landscape";
    const std::array<std::string, 3> shows = {
        ui.text("view.show_surface"), ui.text("view.show_both"), ui.text("view.show_contours")};
    constexpr std::array<const char*, 3> keys = {"surface", "both", "contours"};
    int show = view.show == ShowMode::surface ? 0 : view.show == ShowMode::both ? 1 : 2;
    ImGui::SetCursorPos({ui.px(10), std::round((ui.px(36) - ui.line()) / 2)});
    if (segments(ui, "show", shows, show, std::min(ui.px(270), width * 0.36f)))
        set_view(ui, "show", keys[static_cast<std::size_t>(show)]);
    ImGui::SameLine(0, ui.px(10));
    popup(ui, "height", ui.text("view.height"), [&] {
        faint(ui, ui.text("view.height_of_surface"));
        ImGui::PushID("surface");
        radio(ui, "height", scale_names, static_cast<std::size_t>(view.height), "view.scale");
        ImGui::PopID();
        ImGui::Dummy({0, ui.px(4)});
        faint(ui, ui.text("view.height_of_loss"));
        loss_scale_choices(ui, view.loss_scale);
    });
    popup(ui, "panels", ui.text("view.panels"), [&] {
        if (landscape) {
            const bool read = reads_planes(ui.studio.plan());
            ticks(ui, "panels", read ? std::span<const char* const>(file_names) : landscape_names,
                  landscape_panels(view), {"distance", "view.panels_plane_distance"});
        } else {
            ticks(ui, "panels", panels, view.panels);
        }
        caption_choice(ui, view.caption);
        if (landscape) return;
        ImGui::Dummy({0, ui.px(4)});
        faint(ui, ui.text("view.over"));
        command_tooltip(ui, "curves_over");
        radio(ui, "curves_over", overs, static_cast<std::size_t>(view.curves_over),
              "view.over", Help::each);
    });
    if (!landscape) popup(ui, "arrows", ui.text("view.arrows"), [&] { ticks(ui, "arrows", arrows, view.arrows); });
    popup(ui, "paths", ui.text("view.paths"), [&] {
        radio(ui, "paths", paths, static_cast<std::size_t>(view.paths), "view.paths");
        ImGui::Dummy({0, ui.px(4)});
        faint(ui, ui.text("view.trail"));
        trail_choices(ui, view.trail);
    });
    if (!landscape) popup(ui, "map", ui.text("map.menu"), [&] { map_choices(ui); });
    if (view.camera == Camera{}) return;
    const ButtonSpec reset{.id = "camera", .icon = Icon::reset, .text = ""};
    ImGui::SetCursorPosX(width - button_width(ui, reset) - ui.px(10));
    if (button(ui, reset)) ui.studio.edit([](Experiment& e) { erase_value(e, "view.camera"); });
    tooltip(ui, ui.text("view.reset_camera"));
}

}  // namespace

void view_bar(const Ui& ui, float width) {
    const View view = ui.studio.plan().view;  // a copy: an edit replaces the plan
    const std::string& lab = ui.studio.plan().lab;
    if (lab == "network") {
        training_view_bar(ui, view, width);
    } else if (lab == "initializer") {
        wall_view_bar(ui, view, width);
    } else {
        surface_view_bar(ui, view, width);
    }
}

}  // namespace tani::studio
