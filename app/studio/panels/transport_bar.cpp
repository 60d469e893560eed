// Play, step, scrub, speed, loop; below it a line for progress, notes and first steps.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "app/plot/strokes.h"
#include "app/plot/text.h"
#include "app/studio/commands.h"
#include "app/studio/panels/panels.h"
#include "app/studio/rate_curve.h"

namespace tani::studio {

namespace {

struct Track {
    float left, right, y;
    int last;
    float at(double step) const {
        return last > 0
                   ? left + (right - left) * static_cast<float>(std::clamp(step / last, 0.0, 1.0))
                   : left;
    }
    double step_at(float x) const {
        return last > 0
                   ? std::clamp((x - left) / (right - left), 0.0f, 1.0f) * static_cast<float>(last)
                   : 0.0;
    }
};

/// Marks where runs change, in their colours, above the track.
void change_marks(const Ui& ui, const Track& track) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const auto& runs = ui.studio.plan().runs;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (runs[i].hidden) continue;
        const ImU32 colour = run_style(ui.theme, static_cast<int>(i)).colour;
        for (const Change& change : runs[i].changes) {
            const float x = std::round(track.at(change.step)), y = track.y - ui.px(5);
            list.AddTriangleFilled({x - ui.px(5), y - ui.px(8)}, {x + ui.px(5), y - ui.px(8)},
                                   {x, y}, colour);
            list.AddLine({x, y}, {x, track.y + ui.px(5)}, colour, std::max(1.0f, ui.px(1.5f)));
        }
    }
}

void scrub_tooltip(const Ui& ui, const Track& track, int step) {
    std::string text = ui.text("transport.step_of", step);
    for (const RunPlan& run : ui.studio.plan().runs) {
        if (run.hidden) continue;
        for (const Change& change : run.changes) {
            if (std::abs(track.at(change.step) - track.at(step)) > ui.px(6)) continue;
            text += '\n';
            text += ui.text("transport.change_at", change.step, run.shown.in(ui.language));
        }
    }
    tooltip(ui, text);
}

Track track_in(const Ui& ui, ImVec2 corner, float width, float height) {
    const float grip = ui.px(8);
    return {corner.x + grip, corner.x + width - grip, std::round(corner.y + height / 2),
            ui.session().transport.last};
}

void scrub(const Ui& ui, float width, float height) {
    Transport& transport = ui.session().transport;
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton("scrub", {width, height});
    const Track track = track_in(ui, corner, width, height);
    const float mouse = ImGui::GetIO().MousePos.x;
    if (ImGui::IsItemActive()) transport.go(std::round(track.step_at(mouse)));
    const bool lit = ImGui::IsItemActive() || ImGui::IsItemHovered();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float thick = ui.px(lit ? 3 : 2);
    const ImU32 empty = mixed(ui.colours.panel, ui.colours.text, transport.ready ? 0.1f : 0.22f);
    const float head = track.at(transport.shown());
    list.AddRectFilled({track.left, track.y - thick}, {track.right, track.y + thick}, empty, thick);
    if (transport.ready) {  // how far the recording has got
        const ImU32 there = mixed(ui.colours.panel, ui.colours.text, 0.36f);
        list.AddRectFilled({track.left, track.y - thick},
                           {track.at(*transport.ready), track.y + thick}, there, thick);
    }
    list.AddRectFilled({track.left, track.y - thick}, {head, track.y + thick}, ui.colours.accent,
                       thick);
    change_marks(ui, track);
    if (const auto& hovered = ui.session().hovered) {
        const float x = track.at(hovered->step);
        list.AddCircleFilled({x, track.y}, ui.px(5), run_style(ui.theme, hovered->run).colour, 20);
    }
    list.AddCircleFilled({head, track.y}, ui.px(lit ? 8.5f : 7.5f), ui.colours.accent, 28);
    list.AddCircle({head, track.y}, ui.px(lit ? 8.5f : 7.5f), ui.colours.panel, 28,
                   std::max(1.0f, ui.px(1.5f)));
    if (ImGui::IsItemHovered())
        scrub_tooltip(ui, track, static_cast<int>(std::lround(track.step_at(mouse))));
}

std::optional<RunRates> selected_rates(const Ui& ui) {
    const Recording& recording = ui.studio.recording();
    const auto selected = static_cast<std::size_t>(ui.studio.selected());
    const auto of = [&](const auto& runs) -> std::optional<RunRates> {
        if (selected >= runs.size() || runs[selected].steps() < 1) return std::nullopt;
        return RunRates(runs[selected]);
    };
    return recording.trainings.empty() ? of(recording.runs) : of(recording.trainings);
}

/// The curve as a staircase of columns, a pixel each. True where its scale is logarithmic.
bool draw_rates(const Ui& ui, const RunRates& run, const Track& track, float top,
                float bottom) {
    const int pixels = std::max(1, static_cast<int>(track.right - track.left));
    const std::vector<RateColumn> columns = rate_columns(run, track.last, pixels);
    const RateScale scale = rate_scale(columns);
    const auto y = [&](double rate) {
        return bottom - (bottom - top) * static_cast<float>(scale.height(rate));
    };
    std::vector<ImVec2> line;
    line.reserve(columns.size() * 2);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const float x = track.left + static_cast<float>(i);
        line.emplace_back(x, y(columns[i].most));
        if (columns[i].least != columns[i].most) line.emplace_back(x, y(columns[i].least));
    }
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 colour = run_style(ui.theme, ui.studio.selected()).colour;
    list.AddLine({track.left, bottom + 1}, {track.right, bottom + 1},
                 mixed(ui.colours.panel, ui.colours.text, 0.22f));
    draw_polyline(list, line, {.colour = colour, .width = std::max(1.0f, ui.px(1.5f))});
    const int row = std::min(ui.session().transport.step(), run.steps - 1);
    list.AddCircleFilled({track.at(ui.session().transport.shown()), y(run.at(row))}, ui.px(3),
                         colour, 16);
    return scale.log;
}

/// Below the scrub bar: the selected run's rate over the steps, and its value at the playhead
/// before it.
void rate_strip(const Ui& ui, float text_right, ImVec2 corner, ImVec2 size) {
    Transport& transport = ui.session().transport;
    const std::optional<RunRates> run = selected_rates(ui);
    if (!run || !rate_varies(*run)) return;
    ImGui::SetCursorScreenPos(corner);
    ImGui::InvisibleButton("rate", size);
    const Track track = track_in(ui, corner, size.x, size.y);
    if (ImGui::IsItemActive()) transport.go(std::round(track.step_at(ImGui::GetIO().MousePos.x)));
    // The last row has no update: what led there is shown.
    const int row = std::min(transport.step(), run->steps - 1);
    const std::string rate = number_text(run->at(row), 3);
    const bool log = draw_rates(ui, *run, track, corner.y + ui.px(3), corner.y + size.y - ui.px(3));
    tooltip(ui, ui.text("transport.rate_at", rate, row, run->plan.shown.in(ui.language)) +
                    (log ? "\n" + ui.text("transport.rate_log") : ""));
    draw_text(*ImGui::GetWindowDrawList(), *ui.small, {text_right, corner.y + size.y / 2},
              ui.colours.faint_text, "η = " + rate, {1, 0.5f});
}

void speed(const Ui& ui, float width) {
    Transport& transport = ui.session().transport;
    if (begin_combo(ui, "##speed", ui.text("transport.speed_of", transport.speed), width)) {
        for (const double each : Transport::speeds) {
            if (ImGui::Selectable(ui.text("transport.speed_of", each).c_str(),
                                  each == transport.speed))
                transport.speed = each;
        }
        end_combo();
    } else {
        tooltip(ui, ui.text("transport.speed_help"));
    }
}

void counter(const Ui& ui, float width) {
    const Transport& transport = ui.session().transport;
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::Dummy({width, ui.line()});
    const std::string text =
        fmt::format("{} / {}", whole_text(transport.step()), whole_text(transport.last));
    draw_text(*ImGui::GetWindowDrawList(), *ui.font, {corner.x + width, corner.y + ui.line() / 2},
              ui.colours.text, text, {1, 0.5f});
    tooltip(ui, ui.text("transport.counter_help"));
}

void exporting(const Ui& ui, float width, float height, Exporter& exporter) {
    const std::string name = std::filesystem::path(exporter.path()).filename().string();
    const std::string text =
        ui.text("export.running", name, std::lround(exporter.progress() * 100));
    const std::string stop = ui.text("export.cancel");
    const float bar = std::min(ui.px(220), width * 0.3f),
                button_room = button_width(ui, {.id = "", .icon = {}, .text = stop});
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float y = std::round(corner.y + height / 2), thick = ui.px(4);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({corner.x, y - thick}, {corner.x + bar, y + thick},
                       mixed(ui.colours.panel, ui.colours.text, 0.2f), thick);
    list.AddRectFilled(
        {corner.x, y - thick},
        {corner.x + std::max(2 * thick, bar * static_cast<float>(exporter.progress())), y + thick},
        ui.colours.accent, thick);
    const float room = width - bar - button_room - ui.px(24);
    draw_text(list, *ui.font, {corner.x + bar + ui.px(12), y}, ui.colours.text,
              shortened(*ui.font, text, room), {0, 0.5f});
    ImGui::SetCursorScreenPos(
        {corner.x + width - button_room, std::round(corner.y + (height - ui.px(22)) / 2)});
    if (button(ui, {.id = "cancel export",
                    .icon = {},
                    .text = stop,
                    .look = ButtonLook::framed,
                    .height = ui.px(22)})) {
        exporter.cancel();
        ui.studio.note(ui.text("export.cancelled"));
    }
}

}  // namespace

float rate_strip_height(const Ui& ui) {
    const Recording& recording = ui.studio.recording();
    const auto varies = [](const auto& run) { return !run.plan().hidden && rate_varies(run); };
    const bool shown = std::ranges::any_of(recording.runs, varies) ||
                       std::ranges::any_of(recording.trainings, varies);
    return shown ? ui.px(26) : 0;
}

void transport_bar(const Ui& ui, float width, float height) {
    const float padding = ui.px(12), gap = ui.px(4), strip = rate_strip_height(ui);
    const float y = std::round((height - strip - ui.line()) / 2);
    const bool slim = ui.session().presenter;
    ImGui::SetCursorPos({padding, y});
    command_button(ui, "first", Icon::first);
    ImGui::SameLine(0, gap);
    command_button(ui, "back", Icon::back);
    ImGui::SameLine(0, gap);
    const bool playing = ui.session().transport.playing;
    if (button(ui, {.id = "play",
                    .icon = playing ? Icon::pause : Icon::play,
                    .text = "",
                    .look = ButtonLook::accent,
                    .width = ui.px(44)})) {
        run_command(*find_command("play"), ui.studio);
    }
    command_tooltip(ui, "play");
    ImGui::SameLine(0, gap);
    command_button(ui, "forward", Icon::forward);
    ImGui::SameLine(0, gap);
    command_button(ui, "last", Icon::last);
    ImGui::SameLine(0, ui.px(8));
    const float counter_width =
        text_width(*ui.font, fmt::format("{0} / {0}",
                                         whole_text(std::max(ui.session().transport.last, 100)))) +
        ui.px(4);
    counter(ui, counter_width);
    ImGui::SameLine(0, ui.px(10));
    const float speed_width = ui.px(ui.language == Language::ja ? 150 : 124);
    const float right = slim ? padding : speed_width + ui.line() + ui.px(18) + padding;
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float scrub_width = width - ImGui::GetCursorPosX() - right;
    scrub(ui, scrub_width, ui.line());
    if (!slim) {
        ImGui::SameLine(0, ui.px(10));
        speed(ui, speed_width);
        ImGui::SameLine(0, gap);
        command_button(ui, "loop", Icon::loop);
    }
    const float below = corner.y + ui.line() + ui.px(3);
    if (strip > 0) rate_strip(ui, corner.x - ui.px(10), {corner.x, below}, {scrub_width, strip});
}

namespace {

std::string_view hint_of(const Plan& plan) {
    const std::string& lab = plan.lab;
    if (reads_planes(plan)) return "help.hint_file";
    if (lab == "initializer") return "help.hint_wall";
    if (lab == "landscape") return "help.hint_landscape";
    return lab == "network" ? "help.hint_training" : "help.hint";
}

}  // namespace

void status_line(const Ui& ui, float width, float height, Exporter& exporter) {
    if (exporter.busy()) {
        exporting(ui, width, height, exporter);
        return;
    }
    const auto& messages = ui.session().messages;
    const auto note = std::find_if(messages.begin(), messages.end(),
                                   [](const Message& m) { return m.kind == Message::Kind::note; });
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float middle = std::round(corner.y + height / 2);
    if (note != messages.end()) {
        draw_icon(list, Icon::check, {corner.x + ui.px(8), middle}, ui.px(13), ui.colours.accent);
        draw_text(list, *ui.font, {corner.x + ui.px(24), middle}, ui.colours.text,
                  shortened(*ui.font, note->text, width - ui.px(24)), {0, 0.5f});
        return;
    }
    if (!ui.studio.settings.hints || ui.session().presenter) return;
    const float size = ui.px(20);
    const std::string text = shortened(*ui.small, ui.text(hint_of(ui.studio.plan())), width - size - ui.px(8));
    draw_text(list, *ui.small, {corner.x, middle}, ui.colours.faint_text, text, {0, 0.5f});
    ImGui::SetCursorScreenPos(
        {corner.x + text_width(*ui.small, text) + ui.px(8), middle - size / 2});
    if (button(ui,
               {.id = "no hints", .icon = Icon::close, .text = "", .width = size, .height = size}))
        ui.studio.settings.hints = false;
    tooltip(ui, ui.text("help.dismiss"));
}

}  // namespace tani::studio
