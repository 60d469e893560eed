// Layout of the screen.
#include "app/studio/shell.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

// Units.
constexpr float top_height = 44, view_height = 36, transport_height = 48, status_height = 28;
constexpr float left_width = 328, least_figure = 420;

constexpr ImGuiWindowFlags still =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse |
    ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBackground;

template <typename Content>
void region(const char* id, Rect rect, const Content& content) {
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    if (ImGui::BeginChild(id, {rect.width, rect.height}, false,
                          ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse))
        content();
    ImGui::EndChild();
}

void line_below(const Ui& ui, Rect rect) {
    ImGui::GetWindowDrawList()->AddRectFilled({rect.x, rect.y + rect.height - 1},
                                              {rect.x + rect.width, rect.y + rect.height},
                                              ui.colours.border);
}

void cards(const Ui& ui, Rect rect) {
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(8), ui.px(8)});
    ImGui::BeginChild("cards", {rect.width, rect.height}, false,
                      ImGuiWindowFlags_AlwaysUseWindowPadding);
    ImGui::PopStyleVar();
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {ui.px(8), ui.px(5)});
    const std::string lab = ui.studio.plan().lab;
    const bool read = reads_planes(ui.studio.plan());
    // What a lab is about is dragged first: depth and width of the walls, the plane.
    if (lab == "initializer") network_card(ui);
    if (lab == "landscape" && !read) plane_card(ui);
    for (int run = 0; run < static_cast<int>(ui.studio.plan().runs.size()); ++run) {
        const bool scroll = ui.session().scroll_to_selected && run == ui.studio.selected();
        const float y = ImGui::GetCursorPosY();
        read ? file_card(ui, run) : run_card(ui, run);
        // Copied or removed: the next frame shows it.
        if (run >= static_cast<int>(ui.studio.plan().runs.size())) break;
        if (scroll) {
            ImGui::SetScrollFromPosY(y - ImGui::GetScrollY(), 0.05f);
            ui.session().scroll_to_selected = false;
        }
    }
    if (!read) add_run_button(ui);
    ImGui::Dummy({0, ui.px(2)});
    trains_networks(lab) ? data_card(ui) : surface_card(ui);
    if (lab == "network") network_card(ui);
    experiment_card(ui);
    ImGui::PopStyleVar();
    ImGui::EndChild();
    const float x = rect.x + rect.width - 1;
    ImGui::GetWindowDrawList()->AddRectFilled(
        {x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, ui.colours.border);
}

void bottom(const Ui& ui, Rect rect, float transport, Exporter& exporter) {
    region("transport", {rect.x, rect.y, rect.width, transport},
           [&] { transport_bar(ui, rect.width, transport); });
    const float rest = rect.height - transport;
    ImGui::GetWindowDrawList()->AddRectFilled({rect.x, rect.y}, {rect.x + rect.width, rect.y + 1},
                                              ui.colours.border);
    if (rest <= 0) return;
    region("status", {rect.x, rect.y + transport, rect.width, rest}, [&] {
        const float padding = ui.px(14);
        ImGui::SetCursorPos({padding, 0});
        status_line(ui, rect.width - 2 * padding, rest - ui.px(4), exporter);
    });
}

bool has_note(const Session& session) {
    return std::any_of(session.messages.begin(), session.messages.end(),
                       [](const Message& m) { return m.kind == Message::Kind::note; });
}

/// Draws everything; the figure's own background is what the screen is cleared to, the panels' are
/// given back.
std::vector<Background> screen(const Ui& ui, ImVec2 size, Exporter& exporter) {
    std::vector<Background> backgrounds;
    const auto panel = [&](Rect rect) { backgrounds.push_back({rect, ui.colours.panel}); };
    const bool presenter = ui.session().presenter;
    float y = 0;
    if (!presenter) {
        const Rect top{0, 0, size.x, ui.px(top_height)};
        region("top", top, [&] { top_bar(ui, size.x); });
        line_below(ui, top);
        panel(top);
        y = top.height;
    }
    ImGui::SetCursorScreenPos({0, y});
    error_bar(ui);
    y = ImGui::GetCursorScreenPos().y;
    const float transport = ui.px(transport_height) + rate_strip_height(ui);
    const float status =
        presenter && !exporter.busy() && !has_note(ui.session()) ? 0 : ui.px(status_height);
    const float body = size.y - y - transport - status;
    float x = 0;
    if (!presenter) {
        x = std::min(ui.px(left_width), size.x - std::min(ui.px(least_figure), size.x / 2));
        cards(ui, {0, y, x, body});
        panel({0, y, x, body});
        panel({x, y, size.x - x, ui.px(view_height)});
        region("view", {x, y, size.x - x, ui.px(view_height)}, [&] { view_bar(ui, size.x - x); });
        line_below(ui, {x, y, size.x - x, ui.px(view_height)});
    }
    const float above = presenter ? 0 : ui.px(view_height);
    const Rect figure{x, y + above, size.x - x, body - above};
    region("figure", figure, [&] { figure_view(ui, figure); });
    bottom(ui, {0, y + body, size.x, transport + status}, transport, exporter);
    panel({0, y + body, size.x, transport + status});
    dialogs(ui, exporter);
    return backgrounds;
}

std::string bytes_text(std::int64_t bytes) {
    const auto number = static_cast<double>(bytes);
    return number < 1e6 ? fmt::format("{:.0f} kB", std::ceil(number / 1e3))
                        : fmt::format("{:.1f} MB", number / 1e6);
}

}  // namespace

void Shell::frame(Studio& studio, const Interface& interface) {
    Ui ui{.studio = studio,
          .fonts = interface.fonts(),
          .colours = palette(studio.theme()),
          .figure = figure_};
    ui.theme = studio.theme();
    ui.language = studio.language();
    ui.unit = interface.unit();
    ui.scale = interface.look().scale;
    ui.small = ui.fonts.small();
    ui.font = studio.session.presenter ? ui.small : ui.fonts.text();
    studio.session.shift =
        ImGui::GetIO().KeyShift && !ImGui::GetIO().KeyCtrl && !ImGui::GetIO().WantTextInput;
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(size);
    ImGui::Begin("tani", nullptr, still);
    backgrounds_ = screen(ui, size, exporter_);
    ImGui::End();
    studio.session.confirmed = false;
    studio.settle(ImGui::IsAnyItemActive());
    studio.settings.speed = studio.session.transport.speed;
    studio.settings.loop = studio.session.transport.loop;
}

bool Shell::after_frame(Studio& studio, double seconds) {
    const Language language = studio.language();
    bool changed = false;
    const auto done = [&] {
        const std::string name =
            std::filesystem::path(exporter_.path()).lexically_normal().string();
        studio.note(phrase(language, "export.done", name, bytes_text(exporter_.bytes())));
        changed = true;
    };
    try {
        if (studio.session.film.start) {
            studio.session.film.start = false;
            changed = true;
            exporter_.start(studio, export_path(studio));
            studio.settings.film.folder = studio.session.film.folder;
            studio.session.dialog = Dialog::none;
            if (!exporter_.busy()) done();
        } else if (exporter_.busy() && exporter_.advance(seconds)) {
            done();
        }
    } catch (const Error& error) {
        if (studio.session.dialog == Dialog::export_film) {
            studio.session.film.error = error.what();
        } else {
            studio.report_error(error.what());
        }
        changed = true;
    }
    return changed;
}

}  // namespace tani::studio
