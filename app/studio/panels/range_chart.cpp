#include "app/studio/panels/range_chart.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/plot/axes.h"
#include "app/plot/labels.h"
#include "app/plot/strokes.h"
#include "app/plot/text.h"
#include "app/studio/commands.h"

namespace tani::studio {

namespace {

constexpr double log_from = 100;  // times that the losses span
constexpr float plot_units = 92, reach_units = 6;
constexpr float label_pitch = 1.15f;

struct Losses {
    double low = INFINITY, high = -INFINITY;
};

/// What is in sight: all up to where the run diverges.
Losses losses_of(const TestedRates& test) {
    const int last =
        test.suggestions.divergence ? test.suggestions.divergence->row
                                    : static_cast<int>(test.curve.losses.size()) - 1;
    Losses range;
    for (int row = 0; row <= last; ++row) {
        const double loss = test.curve.losses[static_cast<std::size_t>(row)];
        if (!std::isfinite(loss)) continue;
        range.low = std::min(range.low, loss);
        range.high = std::max(range.high, loss);
    }
    return range;
}

Axis rate_axis(const RunPlan& run) {
    const ScheduleSpec& schedule = run.settings.optimizer.schedule;
    return {schedule.settings.front(), schedule.settings.back(), true};
}

Axis loss_axis(const Losses& range) {
    if (!(range.high >= range.low)) return {0, 1, false};
    const bool log = range.low > 0 && range.high > log_from * range.low;
    return rounded_axis(range.low, range.high, log);
}

double three_digits(double rate) {
    const std::string text = fmt::format("{:.2e}", rate);
    std::from_chars(text.data(), text.data() + text.size(), rate);
    return rate;
}

/// One chart being drawn.
class Chart {
  public:
    Chart(const Ui& ui, const TestedRates& test, float width)
        : ui_(ui), test_(test), list_(*ImGui::GetWindowDrawList()) {
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        const float em = ui.small->FontSize;
        look_ = {.x_label = {},
                 .y_label = {},
                 .font = ui.small,
                 .text = ui.colours.faint_text,
                 .line = ui.colours.axis,
                 .grid = mixed(ui.colours.card, ui.colours.text, 0.1f),
                 .width = std::max(1.0f, ui.px(1))};
        const Axis x = rate_axis(test.plan), y = loss_axis(losses_of(test));
        ticks_ = fit_ticks(x, y, width, ui.px(plot_units), look_);
        const float left = std::round(corner.x + ticks_.room.left);
        const float room = std::floor(width - ticks_.room.left - std::max(ticks_.room.right, 2.0f));
        lay_out_labels(x, left, room);
        const float top = static_cast<float>(rows_of(places_)) * 2 * label_pitch * em + 0.5f * em;
        mapping_ = {x, y, {left, std::round(corner.y + top), room, ui.px(plot_units)}};
        size_ = {width, std::round(top + ui.px(plot_units) + ticks_.room.bottom + 0.2f * em)};
    }

    ImVec2 size() const { return size_; }

    /// The mark under a pixel: near its line, or on its label.
    const RateMark* mark_at(ImVec2 pixel) const {
        const float reach = ui_.px(reach_units);
        const RateMark* found = nullptr;
        float nearest = reach;
        for (std::size_t i = 0; i < test_.marks.size(); ++i) {
            const float left = places_[i].left, top = label_top(i);
            if (pixel.x >= left && pixel.x < left + widths_[i] && pixel.y >= top &&
                pixel.y < top + 2 * label_pitch * em())
                return &test_.marks[i];
            const float away = std::abs(pixel.x - x_of(test_.marks[i].rate));
            if (pixel.y < mapping_.box.y || away > nearest) continue;
            nearest = away;
            found = &test_.marks[i];
        }
        return found;
    }

    std::optional<double> rate_at(ImVec2 pixel) const {
        if (const RateMark* mark = mark_at(pixel)) return mark->rate;
        const double share =
            std::clamp((pixel.x - mapping_.box.x) / mapping_.box.width, 0.0f, 1.0f);
        return three_digits(mapping_.x.value(share));
    }

    void draw(double rate, const RateMark* lit) const {
        draw_grid(list_, mapping_, ticks_, look_);
        draw_curve();
        draw_axes(list_, mapping_, ticks_, look_);
        draw_marks(lit);
        draw_rate(rate);
    }

  private:
    float em() const { return ui_.small->FontSize; }
    float x_of(double rate) const {
        return std::round(mapping_.box.x +
                          static_cast<float>(mapping_.x.fraction(rate)) * mapping_.box.width);
    }
    float label_top(std::size_t i) const {
        return mapping_.box.y - 0.4f * em() -
               static_cast<float>(places_[i].row + 1) * 2 * label_pitch * em();
    }
    const std::string& name_of(const RateMark& mark) const {
        return ui_.text("figure." + std::string(mark.word));
    }

    void lay_out_labels(const Axis& x, float left, float room) {
        std::vector<LabelWish> wishes;
        for (const RateMark& mark : test_.marks) {
            widths_.push_back(std::max(text_width(*ui_.small, name_of(mark)),
                                       text_width(*ui_.small, number_text(mark.rate, 2))));
            wishes.push_back(
                {left + static_cast<float>(x.fraction(mark.rate)) * room, widths_.back()});
        }
        places_ = place_labels(wishes, ImGui::GetCursorScreenPos().x, left + room, 0.6f * em());
    }

    void draw_curve() const {
        const RateCurve& curve = test_.curve;
        std::vector<ImVec2> points;
        for (std::size_t row = 0; row < curve.losses.size(); ++row) {
            const double share = mapping_.y.fraction(curve.losses[row]);
            const double shown = std::isnan(share) ? NAN : std::clamp(share, -0.5, 2.0);
            points.emplace_back(
                mapping_.box.x + static_cast<float>(mapping_.x.fraction(curve.rates[row])) *
                                     mapping_.box.width,
                mapping_.box.bottom() - static_cast<float>(shown) * mapping_.box.height);
        }
        const Rect& box = mapping_.box;
        list_.PushClipRect(box.least(), {box.right() + 1, box.bottom() + 1}, true);
        draw_polyline(list_, points,
                      {.colour = run_style(ui_.theme, ui_.studio.selected()).colour,
                       .width = std::max(1.5f, ui_.px(1.8f))});
        list_.PopClipRect();
    }

    void draw_marks(const RateMark* lit) const {
        for (std::size_t i = 0; i < test_.marks.size(); ++i) {
            const RateMark& mark = test_.marks[i];
            const bool on = &mark == lit;
            const ImU32 line = mixed(ui_.colours.card, ui_.colours.text, on ? 0.9f : 0.55f);
            const float x = x_of(mark.rate), top = label_top(i), left = places_[i].left;
            const float foot = std::clamp(x, left + widths_[i] * 0.15f, left + widths_[i] * 0.85f);
            const std::array<ImVec2, 2> upright{ImVec2(x, mapping_.box.y),
                                                ImVec2(x, mapping_.box.bottom())};
            draw_polyline(list_, upright, {.colour = line, .width = look_.width, .dash = 3});
            list_.AddLine({x, mapping_.box.y}, {foot, top + 2.2f * em()}, line, look_.width);
            const float middle = left + widths_[i] / 2;
            draw_text(list_, *ui_.small, {middle, top}, ui_.colours.faint_text, name_of(mark),
                      {0.5f, 0});
            draw_text(list_, *ui_.small, {middle, top + label_pitch * em()},
                      on ? ui_.colours.accent : ui_.colours.text, number_text(mark.rate, 2),
                      {0.5f, 0});
        }
    }

    /// The slider's rate: a line with its handle on the axis.
    void draw_rate(double rate) const {
        if (!(rate >= mapping_.x.from && rate <= mapping_.x.to)) return;
        const float x = x_of(rate), bottom = mapping_.box.bottom();
        list_.AddLine({x, mapping_.box.y}, {x, bottom}, ui_.colours.accent,
                      std::max(1.0f, ui_.px(1.5f)));
        list_.AddCircleFilled({x, bottom}, ui_.px(5), ui_.colours.accent, 20);
    }

    const Ui& ui_;
    const TestedRates& test_;
    ImDrawList& list_;
    AxesLook look_;
    AxesTicks ticks_;
    Mapping mapping_;
    std::vector<float> widths_;
    std::vector<LabelPlace> places_;
    ImVec2 size_{};
};

}  // namespace

void range_test_row(const Ui& ui, float width) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float height = ui.px(22), middle = corner.y + height / 2;
    if (ImGui::InvisibleButton("range test", {width, height}))
        run_command(*find_command("range_test"), ui.studio);
    const bool open = ui.session().range_test;
    const ImU32 colour = ImGui::IsItemHovered() || open ? ui.colours.text : ui.colours.faint_text;
    tooltip(ui, ui.text("range_test.help") + "  (" + shortcut("range_test") + ")");
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float x = corner.x + ui.px(6), size = ui.px(3.5f);
    const ImVec2 tip = open ? ImVec2(0, 0.7f) : ImVec2(0.7f, 0);
    const ImVec2 side = open ? ImVec2(1, -0.6f) : ImVec2(-0.6f, 1);
    list.PathLineTo(
        {x + (open ? -side.x : side.x) * size, middle + (open ? side.y : -side.y) * size});
    list.PathLineTo({x + tip.x * size, middle + tip.y * size});
    list.PathLineTo({x + side.x * size, middle + side.y * size});
    list.PathStroke(colour, ImDrawFlags_None, std::max(1.0f, ui.px(1.6f)));
    draw_text(list, *ui.small, {corner.x + ui.px(18), middle}, colour, ui.text("range_test.title"),
              {0, 0.5f});
}

std::optional<double> range_chart(const Ui& ui, const TestedRates& test, double rate, float width) {
    const Chart chart(ui, test, width);
    ImGui::InvisibleButton("range chart", chart.size());
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const RateMark* lit = ImGui::IsItemHovered() ? chart.mark_at(mouse) : nullptr;
    tooltip(ui,
            lit ? ui.text("range_test." + std::string(lit->word)) : ui.text("range_test.chart"));
    // Settings that are moved "from here" belong to the step at which the press began.
    if (ImGui::IsItemActivated()) ui.session().held_step = ui.session().transport.step();
    std::optional<double> chosen;
    if (ImGui::IsItemActive()) chosen = chart.rate_at(mouse);
    chart.draw(rate, lit);
    if (test.marks.empty()) paragraph(ui, ui.text("range_test.nothing"), ui.colours.faint_text);
    return chosen && *chosen != rate ? chosen : std::nullopt;
}

}  // namespace tani::studio
