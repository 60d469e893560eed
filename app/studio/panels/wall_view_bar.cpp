// How the figure of the initializer lab is shown: a row of choices above it.
#include <algorithm>
#include <array>
#include <cmath>

#include "app/studio/panels/panels.h"
#include "app/studio/panels/view_choices.h"
#include "core/experiment/cell_names.h"

namespace tani::studio {

namespace {

constexpr std::array<const char*, 5> panels = {"wall", "spread", "loss", "metric", "norms"};

}  // namespace

void wall_view_bar(const Ui& ui, const View& view, float width) {
    ImGui::SetCursorPos({ui.px(10), std::round((ui.px(36) - ui.line()) / 2)});
    const auto now = static_cast<std::size_t>(view.cells);
    const auto words = [&](std::size_t i) {
        return ui.text("view.cells_" + std::string(cell_names[i]));
    };
    if (begin_combo(ui, "##cells", words(now), std::min(ui.px(250), width * 0.36f))) {
        for (std::size_t i = 0; i < cell_names.size(); ++i) {
            if (ImGui::Selectable(words(i).c_str(), i == now)) set_view(ui, "cells", Value(std::string(cell_names[i])));
        }
        end_combo();
    } else {
        command_tooltip(ui, "show");
    }
    ImGui::SameLine(0, ui.px(10));
    const std::array<std::string, 2> axes = {ui.text("view.axes_shared"), ui.text("view.axes_own")};
    int own = view.shared_axes ? 0 : 1;
    if (segments(ui, "axes", axes, own, std::min(ui.px(220), width * 0.3f)))
        set_view(ui, "cell_axes", own == 0 ? "shared" : "own");
    tooltip(ui, ui.text("view.axes_help"));
    ImGui::SameLine(0, ui.px(10));
    popup(ui, "panels", ui.text("view.panels"), [&] {
        ticks(ui, "panels", panels, view.panels);
        caption_choice(ui, view.caption);
    });
    popup(ui, "curves", ui.text("view.height_of_loss"),
          [&] { loss_scale_choices(ui, view.loss_scale); });
}

}  // namespace tani::studio
