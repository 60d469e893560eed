// How the network lab's figure is shown.
#include <algorithm>
#include <array>
#include <cmath>

#include "app/plot/text.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/view_choices.h"

namespace tani::studio {

namespace {

constexpr std::array<const char*, 6> panels = {"decision", "loss",  "metric",
                                               "network",  "norms", "table"};
constexpr std::array<CurveAxis, 3> axes = {CurveAxis::steps, CurveAxis::epochs,
                                           CurveAxis::evaluations};
constexpr std::array<const char*, 3> axis_names = {"steps", "epochs", "evaluations"};
constexpr std::array<const char*, 2> lines = {"weights", "gradients"};

/// Of the mini-batch's loss, from raw to nearly still.
void smoothing(const Ui& ui, double now) {
    faint(ui, ui.text("view.smoothing"));
    double value = now;
    const SliderEvent event = slider(ui,
                                     {.id = "view.smoothing",
                                      .from = 0,
                                      .to = 0.99,
                                      .scale = Scale::linear,
                                      .bounds = {.least = 0, .most = 1, .most_open = true},
                                      .shown = ""},
                                     ui.px(230), value);
    tooltip(ui, ui.text("view.smoothing_help"));
    if (event == SliderEvent::reset) value = 0;
    if (event != SliderEvent::none) set_view(ui, "smoothing", Value(value));
}

}  // namespace

void training_view_bar(const Ui& ui, const View& view, float width) {
    const std::array<std::string, 3> overs = {ui.text("view.over_steps"),
                                              ui.text("view.over_epochs"),
                                              ui.text("view.over_evaluations")};
    int over = static_cast<int>(std::ranges::find(axes, view.curves_over) - axes.begin());
    ImGui::SetCursorPos({ui.px(10), std::round((ui.px(36) - ui.line()) / 2)});
    if (segments(ui, "over", overs, over, std::min(ui.px(300), width * 0.4f)))
        set_view(ui, "curves_over", axis_names[static_cast<std::size_t>(over)]);
    ImGui::SameLine(0, ui.px(10));
    popup(ui, "panels", ui.text("view.panels"), [&] {
        ticks(ui, "panels", panels, view.panels);
        caption_choice(ui, view.caption);
    });
    popup(ui, "curves", ui.text("view.height_of_loss"), [&] {
        loss_scale_choices(ui, view.loss_scale);
        ImGui::Dummy({0, ui.px(4)});
        smoothing(ui, view.smoothing);
    });
    popup(ui, "network", ui.text("view.network"), [&] {
        radio(ui, "weights", lines, static_cast<std::size_t>(view.weights), "view.lines",
              Help::each);
    });
}

}  // namespace tani::studio
