// The export dialog: the last settings, the expected size, Enter.
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "app/plot/text.h"
#include "app/studio/panels/panels.h"

namespace tani::studio {

namespace {

constexpr std::array<ExportFormat, 5> formats = {
    ExportFormat::gif, ExportFormat::mp4, ExportFormat::webm, ExportFormat::png, ExportFormat::csv};
constexpr std::array<std::pair<int, int>, 5> sizes = {
    {{640, 360}, {640, 480}, {960, 540}, {1280, 720}, {1920, 1080}}};
constexpr std::array<double, 6> rates = {10, 15, 20, 25, 30, 60};
constexpr int frames_before_estimate =
    2;  // the dialog is on the screen before the estimate is made

bool is_film(ExportFormat format) {
    return format != ExportFormat::png && format != ExportFormat::csv;
}

std::string bytes_text(std::int64_t bytes) {
    const auto number = static_cast<double>(bytes);
    if (number < 1000) return fmt::format("{} B", bytes);
    if (number < 1e6) return fmt::format("{:.0f} kB", number / 1e3);
    return fmt::format("{:.1f} MB", number / 1e6);
}

struct Form {
    const Ui& ui;
    float width;
    float name_width() const { return ui.px(96); }
    float rest() const { return width - name_width(); }
    void name(const std::string& text) const {
        label(ui, text, name_width() - ui.px(6), ui.colours.faint_text);
        ImGui::SameLine(0, ui.px(6));
    }
};

void format_row(const Form& form, ExportSettings& s) {
    std::array<std::string, formats.size()> words;
    int chosen = 0;
    for (std::size_t i = 0; i < formats.size(); ++i) {
        words[i] = formats[i] == ExportFormat::webm ? "WebM" : std::string(ending(formats[i]));
        if (formats[i] != ExportFormat::webm)
            std::transform(words[i].begin(), words[i].end(), words[i].begin(),
                           [](char c) { return static_cast<char>(std::toupper(c)); });
        if (formats[i] == s.format) chosen = static_cast<int>(i);
    }
    form.name(form.ui.text("export.format"));
    if (segments(form.ui, "format", words, chosen, form.rest()))
        s.format = formats[static_cast<std::size_t>(chosen)];
}

void size_row(const Form& form, ExportSettings& s) {
    const Ui& ui = form.ui;
    form.name(ui.text("export.size"));
    const float each = ui.px(64), cross = ui.px(20);
    if (begin_combo(ui, "##size", fmt::format("{} × {}", s.width, s.height),
                    form.rest() - 2 * each - cross - ui.px(8))) {
        for (const auto& [w, h] : sizes) {
            if (ImGui::Selectable(fmt::format("{} × {}", w, h).c_str(),
                                  s.width == w && s.height == h)) {
                s.width = w;
                s.height = h;
            }
        }
        end_combo();
    }
    ImGui::SameLine(0, ui.px(8));
    double w = s.width, h = s.height;
    bool changed = number_field(ui, "export.width", each, w);
    ImGui::SameLine(0, 0);
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    ImGui::Dummy({cross, ui.line()});
    draw_text(*ImGui::GetWindowDrawList(), *ui.font,
              {corner.x + cross / 2, corner.y + ui.line() / 2}, ui.colours.faint_text, "×",
              {0.5f, 0.5f});
    ImGui::SameLine(0, 0);
    changed = number_field(ui, "export.height", each, h) || changed;
    if (!changed) return;
    s.width = static_cast<int>(std::clamp(std::round(w), 64.0, 7680.0));
    s.height = static_cast<int>(std::clamp(std::round(h), 64.0, 4320.0));
}

void film_rows(const Form& form, ExportSettings& s) {
    const Ui& ui = form.ui;
    form.name(ui.text("export.fps"));
    if (begin_combo(ui, "##fps", ui.text("export.fps_of", s.fps), form.rest())) {
        for (const double fps : rates) {
            if (s.format == ExportFormat::gif && fps > 50) continue;
            if (ImGui::Selectable(ui.text("export.fps_of", fps).c_str(), fps == s.fps)) s.fps = fps;
        }
        end_combo();
    }
    form.name(ui.text("export.seconds"));
    double seconds = s.seconds;
    SliderSpec spec{.id = "export.seconds",
                    .from = 0,
                    .to = 20,
                    .scale = Scale::linear,
                    .bounds = {0, 3600, false, false},
                    .whole = false,
                    .shown = ui.text("export.automatic")};
    if (seconds > 0) spec.shown = ui.text("export.seconds_of", seconds);
    const SliderEvent event = slider(ui, spec, form.rest(), seconds);
    tooltip(ui, ui.text("export.seconds_help"));
    if (event == SliderEvent::reset) seconds = 0;
    if (event != SliderEvent::none) s.seconds = std::round(seconds * 10) / 10;
}

void path_rows(const Form& form, ExportForm& file) {
    const Ui& ui = form.ui;
    form.name(ui.text("export.folder"));
    ImGui::SetNextItemWidth(form.rest());
    input_text("##folder", file.folder);
    form.name(ui.text("export.name"));
    ImGui::SetNextItemWidth(form.rest());
    input_text("##name", file.name);
}

void estimate(const Ui& ui, ExportForm& file, const std::string& path) {
    const ExportSettings& s = ui.studio.settings.film;
    // While networks train the first estimate stays: every frame has more steps.
    const int steps = ui.studio.recording_busy() ? -1 : ui.studio.recording().steps();
    const std::string key = fmt::format("{} {} {} {} {} {}", ending(s.format), s.width, s.height,
                                        s.fps, s.seconds, steps);
    if (file.expected_for == key || file.shown_frames < frames_before_estimate ||
        ImGui::IsAnyItemActive())
        return;
    file.expected_for = key;
    file.expected.reset();
    try {
        file.expected = Exporter::expected(ui.studio, path);
        file.error.clear();
    } catch (const Error& error) {
        file.error = error.what();
    }
}

std::string summary(const Ui& ui, const ExportForm& file) {
    const ExportSettings& s = ui.studio.settings.film;
    std::string text;
    if (is_film(s.format)) {
        FilmRequest request = film_request(ui.studio, "x.gif");
        const auto frames = film_playheads(request).size();
        text = ui.text("export.frames", frames, static_cast<double>(frames) / s.fps) + "  ·  ";
    }
    return text + (file.expected ? ui.text("export.expected", bytes_text(*file.expected))
                                 : ui.text("export.estimating"));
}

}  // namespace

void export_dialog(const Ui& ui, Exporter& exporter) {
    ExportForm& file = ui.session().film;
    ExportSettings& s = ui.studio.settings.film;
    if (file.folder.empty()) {
        file.folder = export_folder(ui.studio.settings);
        file.name = ui.studio.file_stem();
    }
    const Form form{ui, ImGui::GetContentRegionAvail().x};
    dialog_title(ui, ui.text("export.title"));
    format_row(form, s);
    if (s.format != ExportFormat::csv) size_row(form, s);
    if (is_film(s.format)) film_rows(form, s);
    path_rows(form, file);
    const std::string path = export_path(ui.studio);
    std::error_code ignored;
    estimate(ui, file, path);
    ++file.shown_frames;
    ImGui::Dummy({0, ui.px(2)});
    paragraph(ui, summary(ui, file), ui.colours.text);
    if (std::filesystem::exists(path, ignored))
        paragraph(ui, ui.text("export.replaces", std::filesystem::path(path).filename().string()),
                  ui.colours.warning);
    if (ui.studio.recording_busy())
        paragraph(ui, ui.text("export.unfinished", ui.studio.recording().steps()),
                  ui.colours.warning);
    if (exporter.busy()) paragraph(ui, ui.text("export.stops_other"), ui.colours.warning);
    if (!file.error.empty()) paragraph(ui, file.error, ui.colours.error);
    ImGui::Dummy({0, ui.px(4)});
    if (button(ui, {.id = "start",
                    .icon = Icon::film,
                    .text = ui.text("export.start"),
                    .look = ButtonLook::accent}) ||
        ui.session().confirmed)
        file.start = true;
    tooltip(ui, "Enter");
    ImGui::SameLine();
    if (button(ui, {.id = "cancel",
                    .icon = {},
                    .text = ui.text("export.back"),
                    .look = ButtonLook::framed}))
        ui.session().dialog = Dialog::none;
}

}  // namespace tani::studio
