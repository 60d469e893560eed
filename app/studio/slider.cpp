// The number slider and the fields in which numbers and names are typed.
#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "app/plot/text.h"
#include "app/studio/ui.h"
#include "core/formula/formula.h"

// Needs imgui.h before it; Debian keeps it beside that.
#if __has_include(<imgui_stdlib.h>)
#include <imgui_stdlib.h>
#else
#include <misc/cpp/imgui_stdlib.h>
#endif

namespace tani::studio {

namespace {

constexpr double least_log = 1e-12;  // where a logarithmic slider that starts at 0 begins

double rounded_to(double value, int digits) {
    if (value == 0 || !std::isfinite(value)) return value;
    const std::string text = fmt::format("{:.{}e}", value, digits - 1);
    double out = value;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

std::string shown_number(const SliderSpec& spec, double value) {
    if (!spec.shown.empty()) return spec.shown;
    if (spec.whole || spec.scale == Scale::whole) return fmt::format("{:.0f}", value);
    return spec.scale == Scale::one_minus ? fmt::format("{:.7g}", value)
                                          : fmt::format("{:.4g}", value);
}

void begin_typing(const Ui& ui, const std::string& id, std::string text) {
    ui.session().typing = {id, std::move(text), false};
}

/// The field of a datum that is being typed; true once it is finished, with `accepted` when it was
/// not abandoned.
bool typing_field(const Ui& ui, float width, bool& accepted) {
    Typing& typing = ui.session().typing;
    ImGui::SetNextItemWidth(width);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                        {ui.px(6), std::max(0.0f, (ui.line() - ui.font->FontSize) / 2)});
    if (!typing.begun) ImGui::SetKeyboardFocusHere();
    const bool entered =
        input_text("##typing", typing.text,
                   ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
    ImGui::PopStyleVar();
    const bool left = typing.begun && !ImGui::IsItemActive();
    if (ImGui::IsItemActive()) typing.begun = true;
    accepted = entered || ImGui::IsItemDeactivatedAfterEdit();
    return entered || left;
}

bool is_typed(const Ui& ui, const std::string& id) { return ui.session().typing.id == id; }

/// "[0, 1)", "(0, ∞)": the same in every language.
std::string interval(const Bounds& bounds) {
    const auto end = [](double value) {
        return std::isfinite(value) ? fmt::format("{:g}", value) : value < 0 ? "−∞" : "∞";
    };
    const bool open_from = bounds.least_open || !std::isfinite(bounds.least),
               open_to = bounds.most_open || !std::isfinite(bounds.most);
    return fmt::format("{}{}, {}{}", open_from ? '(' : '[', end(bounds.least), end(bounds.most),
                       open_to ? ')' : ']');
}

/// Handles the typed number of a slider or a field; true when `value` changed.
bool typed_value(const Ui& ui, float width, const Bounds& bounds, bool whole, double& value) {
    bool accepted = false;
    if (!typing_field(ui, width, accepted)) return false;
    const std::string text = ui.session().typing.text;
    ui.session().typing = {};
    if (!accepted) return false;
    auto number = typed_number(text);
    if (number && whole) number = std::round(*number);
    if (!number || !bounds.contains(*number)) {
        ui.studio.note(number ? ui.text("message.out_of_range", text, interval(bounds))
                              : ui.text("message.no_number", text));
        return false;
    }
    const bool changed = *number != value;
    value = *number;
    return changed;
}

/// The part of a slider in which the handle moves; the number stands to its right.
struct Track {
    float left, right;
    float at(double place) const {
        return std::round(left + static_cast<float>(place) * (right - left));
    }
    double place_of(float x) const { return (x - left) / (right - left); }
};

Track track_of(const Ui& ui, float left, float width, const std::string& shown) {
    const float words = shown.empty() ? 0 : text_width(*ui.font, shown) + ui.px(20);
    const float number = std::min(std::max(ui.px(66), words), width * 0.55f);
    return {left + ui.px(6), left + width - number};
}

/// Whether a mark's value lies on the slider, whose ends stand for all beyond them.
bool on_track(const SliderSpec& spec, double mark) { return mark >= spec.from && mark <= spec.to; }

/// The value that a press means: a mark's, where the press is close to it.
double pressed_value(const Ui& ui, const SliderSpec& spec, const Track& track, float x) {
    float nearest = ui.px(4);
    double value = slider_value(spec, track.place_of(x));
    for (const double mark : spec.marks) {
        const float away = std::abs(x - track.at(slider_place(spec, mark)));
        if (!on_track(spec, mark) || away > nearest) continue;
        nearest = away;
        value = mark;
    }
    return value;
}

void draw_slider(const Ui& ui, ImVec2 corner, ImVec2 size, const SliderSpec& spec, double value,
                 bool active) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 to(corner.x + size.x, corner.y + size.y);
    const ImGuiStyle& style = ImGui::GetStyle();
    const bool lit = active || ImGui::IsItemHovered();
    list.AddRectFilled(corner, to,
                       ImGui::ColorConvertFloat4ToU32(
                           style.Colors[lit ? ImGuiCol_FrameBgHovered : ImGuiCol_FrameBg]),
                       ui.px(5));
    const Track track = track_of(ui, corner.x, size.x, spec.shown);
    const float x = track.at(slider_place(spec, value)), y = std::round(corner.y + size.y / 2),
                thick = ui.px(1.6f);
    list.AddRectFilled({track.left, y - thick}, {track.right, y + thick},
                       mixed(ui.colours.card, ui.colours.text, 0.28f), thick);
    list.AddRectFilled({track.left, y - thick}, {x, y + thick}, ui.colours.accent, thick);
    for (const double mark : spec.marks) {
        if (!on_track(spec, mark)) continue;
        const float at = track.at(slider_place(spec, mark)), half = std::max(1.0f, ui.px(1));
        list.AddRectFilled({at - half, to.y - ui.px(8)}, {at + half, to.y - ui.px(2)},
                           mixed(ui.colours.card, ui.colours.text, 0.75f));
    }
    list.AddCircleFilled({x, y}, ui.px(lit ? 6.5f : 6), ui.colours.accent, 24);
    const std::string text = shown_number(spec, value);
    const float room = to.x - track.right - ui.px(13);
    const ImFont& font = text_width(*ui.font, text) <= room ? *ui.font : *ui.small;
    const std::string shown = shortened(font, text, room);
    draw_text(list, font, {to.x - ui.px(7), y}, ui.colours.text, shown, {1, 0.5f});
}

}  // namespace

bool input_text(const char* id, std::string& text, ImGuiInputTextFlags flags) {
    return ImGui::InputText(id, &text, flags);
}

std::optional<double> typed_number(const std::string& text) {
    try {
        const std::vector<Expression> one = {parse_formula(text, {})};
        double out = NAN;
        Program(one, {}).evaluate(NAN, NAN, {&out, 1});
        if (std::isfinite(out)) return out;
    } catch (const Error&) {  // not a number: said by the caller
    }
    return std::nullopt;
}

SliderSpec slider_for(const Parameter& parameter, std::string id) {
    return {.id = std::move(id),
            .from = parameter.slider_from,
            .to = parameter.slider_to,
            .scale = parameter.scale,
            .bounds = parameter.bounds,
            .whole = parameter.scale == Scale::whole,
            .shown = ""};
}

double slider_place(const SliderSpec& spec, double value) {
    double place = 0;
    if (spec.scale == Scale::log) {
        const double from = std::log(std::max(spec.from, least_log));
        place = (std::log(std::max(value, least_log)) - from) / (std::log(spec.to) - from);
    } else if (spec.scale == Scale::one_minus) {
        const double from = std::log(std::max(1 - spec.from, least_log)),
                     to = std::log(std::max(1 - spec.to, 1e-6));
        place = (std::log(std::max(1 - value, least_log)) - from) / (to - from);
    } else {
        place = (value - spec.from) / (spec.to - spec.from);
    }
    return std::isfinite(place) ? std::clamp(place, 0.0, 1.0) : 0.0;
}

double slider_value(const SliderSpec& spec, double place) {
    place = std::clamp(place, 0.0, 1.0);
    double value = 0;
    if (spec.scale == Scale::log) {
        const double from = std::log(std::max(spec.from, least_log));
        value = rounded_to(std::exp(from + place * (std::log(spec.to) - from)), 3);
        if (place == 0) value = spec.from;
    } else if (spec.scale == Scale::one_minus) {
        const double from = std::log(std::max(1 - spec.from, least_log)),
                     to = std::log(std::max(1 - spec.to, 1e-6));
        value = rounded_to(1 - rounded_to(std::exp(from + place * (to - from)), 2), 9);
        if (place == 0) value = spec.from;
    } else {
        const double unit = std::pow(10, std::floor(std::log10(spec.to - spec.from)) - 2);
        value =
            rounded_to(std::round((spec.from + place * (spec.to - spec.from)) / unit) * unit, 10) +
            0.0;
        value = std::clamp(value, std::min(spec.from, spec.to), std::max(spec.from, spec.to));
    }
    if (spec.whole) value = std::round(value);
    return spec.bounds.contains(value) ? value : NAN;
}

SliderEvent slider(const Ui& ui, const SliderSpec& spec, float width, double& value) {
    ImGui::PushID(spec.id.c_str());
    if (is_typed(ui, spec.id)) {
        const bool changed = typed_value(ui, width, spec.bounds, spec.whole, value);
        ImGui::PopID();
        return changed ? SliderEvent::changed : SliderEvent::none;
    }
    const ImVec2 corner = ImGui::GetCursorScreenPos(), size(width, ui.line());
    ImGui::InvisibleButton("slider", size);
    const bool active = ImGui::IsItemActive(), hovered = ImGui::IsItemHovered();
    // While it is held during playing, all of the drag belongs to the step at which it began.
    if (ImGui::IsItemActivated()) ui.session().held_step = ui.session().transport.step();
    const double place = slider_place(spec, value);
    SliderEvent event = SliderEvent::none;
    const bool type =
        hovered && (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left) ||
                    (ImGui::GetIO().KeyCtrl && ImGui::IsMouseClicked(ImGuiMouseButton_Left)));
    if (type) {
        begin_typing(ui, spec.id, fmt::format("{:.12g}", value));
    } else if (active && !ImGui::GetIO().KeyCtrl) {
        const Track track = track_of(ui, corner.x, size.x, spec.shown);
        const float pressed = ImGui::GetIO().MouseClickedPos[0].x, now = ImGui::GetIO().MousePos.x;
        // A press on the handle or on the number does not move it.
        const bool on_number = pressed > track.right + ui.px(6);
        const bool rests =
            on_number || (now == pressed && std::abs(pressed - track.at(place)) <= ui.px(7));
        const double next = now == pressed ? pressed_value(ui, spec, track, now)
                                           : slider_value(spec, track.place_of(now));
        if (!rests && std::isfinite(next) && next != value &&
            (now != pressed || ImGui::IsMouseClicked(ImGuiMouseButton_Left))) {
            value = next;
            event = SliderEvent::changed;
        }
    } else if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Right)) {
        event = SliderEvent::reset;
    }
    draw_slider(ui, corner, size, spec, value, active);
    ImGui::PopID();
    return event;
}

bool number_field(const Ui& ui, const std::string& id, float width, double& value) {
    ImGui::PushID(id.c_str());
    bool changed = false;
    if (is_typed(ui, id)) {
        changed = typed_value(ui, width, Bounds{}, false, value);
    } else {
        if (button(ui, {.id = "number",
                        .icon = {},
                        .text = fmt::format("{:.6g}", value),
                        .look = ButtonLook::framed,
                        .width = width})) {
            begin_typing(ui, id, fmt::format("{:.12g}", value));
        }
    }
    ImGui::PopID();
    return changed;
}

bool text_field(const Ui& ui, const std::string& id, float width, const std::string& shown,
                std::string& out) {
    ImGui::PushID(id.c_str());
    bool changed = false;
    if (is_typed(ui, id)) {
        bool accepted = false;
        if (typing_field(ui, width, accepted)) {
            out = ui.session().typing.text;
            ui.session().typing = {};
            changed = accepted && out != shown;
        }
    } else {
        label(ui, shown, width, ui.colours.text);
        if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left))
            begin_typing(ui, id, shown);
    }
    ImGui::PopID();
    return changed;
}

}  // namespace tani::studio
