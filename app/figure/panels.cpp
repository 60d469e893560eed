#include "app/figure/panels.h"

#include "app/figure/average.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tani::figure {

namespace {

constexpr int readout_digits = 3;
constexpr float line_pitch = 1.28f, entry_pitch = 1.5f;

/// The widest that a run's loss gets, by looking at some rows.
float widest_loss(const Drawing& d, int index, const ImFont& font) {
    const RunRecording& run = d.run(index);
    float width = text_width(font, "0.000");
    constexpr int looks = 24;
    for (int i = 0; i <= looks; ++i) {
        const int row = static_cast<int>(static_cast<long>(run.steps()) * i / looks);
        width = std::max(width, text_width(font, number_text(run.loss_at(row), readout_digits)));
    }
    return width;
}

std::string steps_text(const Drawing& d) { return " / " + whole_text(d.recording.steps()); }

float space(const Drawing& d) { return d.sizes.text * 0.4f; }

bool marks_runs(const Drawing& d) { return d.recording.runs.size() > 1; }

struct Entry {
    int run = -1;
    std::string arrow;  ///< or an arrow's name
    ImU32 colour = 0;
    bool average = false;  ///< of the run: the mean of its points
};

std::vector<Entry> entries_of(const Drawing& d) {
    std::vector<Entry> entries;
    for (const int run : d.runs) {
        entries.push_back({.run = run, .arrow = {}, .colour = d.style(run).colour});
        if (d.run(run).averages()) entries.push_back({.run = run, .arrow = {}, .colour = d.style(run).colour, .average = true});
    }
    const auto& parts = d.run(d.selected).rule().state;
    const bool has_velocity = std::any_of(parts.begin(), parts.end(), [](const StatePart& part) { return part.role == Role::velocity; });
    for (const std::string& name : d.view.arrows) {
        if (name == "update") entries.push_back({.arrow = d.word_of("figure.update_arrow"), .colour = d.colours.update_arrow});
        if (name == "gradient") entries.push_back({.arrow = d.word_of("figure.gradient_arrow"), .colour = d.colours.gradient_arrow});
        if (name == "velocity" && has_velocity) entries.push_back({.arrow = d.word_of("figure.velocity_arrow"), .colour = d.colours.velocity_arrow});
    }
    return entries;
}

float sample_width(const Drawing& d) { return 2.1f * d.sizes.text; }

/// Line and marker as the run is drawn.
void draw_sample(const Drawing& d, int run, ImVec2 left) {
    const RunStyle style = d.style(run);
    const float width = sample_width(d) * 0.8f;
    const std::array<ImVec2, 2> line{left, ImVec2(left.x + width, left.y)};
    draw_polyline(d.list, line, {.colour = style.colour, .width = d.sizes.path, .dash = style.dash});
    draw_marker(d.list, style.marker, {left.x + width / 2, left.y}, d.sizes.head * 0.78f, style.colour, d.colours.dark ? IM_COL32_BLACK : IM_COL32_WHITE);
}

/// The dashed line and the ring of a mean.
void draw_average_sample(const Drawing& d, int run, ImVec2 left) {
    const ImU32 colour = d.style(run).colour;
    const float width = sample_width(d) * 0.8f;
    const std::array<ImVec2, 2> line{left, ImVec2(left.x + width, left.y)};
    draw_average_line(d, line, run);
    draw_average_mark(d, {left.x + width / 2, left.y}, colour);
}

void draw_sample(const Drawing& d, const Entry& entry, ImVec2 left) {
    entry.average ? draw_average_sample(d, entry.run, left) : draw_sample(d, entry.run, left);
}

/// The first step whose point counts, by the settings at the playhead.
std::string label_of(const Drawing& d, const Entry& entry) {
    if (!entry.average) return d.label(entry.run);
    const RunRecording& run = d.run(entry.run);
    const auto average = run.settings_at(d.row(entry.run)).optimizer.average;
    return d.phrase("figure.averaged", whole_text(average.value_or(Averaging{}).from));
}

void draw_arrow_sample(const Drawing& d, const Entry& entry, ImVec2 left) {
    draw_arrow(d.list, left, {left.x + sample_width(d) * 0.8f, left.y}, d.sizes.arrow, entry.colour);
}

std::string standing(const Drawing& d, int run);

/// The loss at the mean; nothing before there is one.
std::string standing(const Drawing& d, const Entry& entry) {
    if (!entry.average) return standing(d, entry.run);
    const double loss = d.run(entry.run).average_loss(d.row(entry.run));
    return std::isnan(loss) ? "–" : number_text(loss, readout_digits);
}

std::string standing(const Drawing& d, int run) {
    if (d.has_diverged(run)) return "✕ " + d.phrase("figure.diverged_short", whole_text(d.run(run).outcome().diverged_step));
    return number_text(d.loss_now(run), readout_digits);
}

float standing_width(const Drawing& d, int run) {
    float width = widest_loss(d, run, d.small());
    const Outcome& outcome = d.run(run).outcome();
    if (outcome.diverged) width = std::max(width, text_width(d.small(), "✕ " + d.phrase("figure.diverged_short", whole_text(outcome.diverged_step))));
    return width;
}

std::vector<std::string> sentence_lines(const Drawing& d, int run, float width) {
    const Outcome& outcome = d.run(run).outcome();
    if (!outcome.diverged) return {};
    return wrapped(d.small(), outcome.sentence().in(d.input.language), width - sample_width(d));
}

float entry_width(const Drawing& d, const Entry& entry) {
    if (entry.run < 0) return sample_width(d) + text_width(d.small(), entry.arrow) + 1.4f * d.sizes.text;
    return sample_width(d) + text_width(d.small(), label_of(d, entry)) + space(d) + standing_width(d, entry.run) + 1.4f * d.sizes.text;
}

/// Where the entries of a strip go, as offsets; the last line's height included.
struct Flow {
    std::vector<ImVec2> places;  ///< fewer than the entries where arrows would need a line of their own
    float height = 0;
};

enum class Overflow { wrap, drop_arrows };

Flow flow(const Drawing& d, const std::vector<Entry>& entries, float width, Overflow overflow) {
    Flow result;
    const float pitch = entry_pitch * d.sizes.small;
    float x = 0, y = 0;
    for (const Entry& entry : entries) {
        const float needed = entry_width(d, entry);
        if (x > 0 && x + needed - 1.4f * d.sizes.text > width) {
            if (entry.run < 0 && overflow == Overflow::drop_arrows) break;
            x = 0;
            y += pitch;
        }
        result.places.emplace_back(x, y);
        x += needed;
    }
    result.height = entries.empty() ? 0 : y + pitch;
    return result;
}

void draw_strip(const Drawing& d, Rect rect) {
    const std::vector<Entry> entries = entries_of(d);
    const Flow places = flow(d, entries, rect.width, Overflow::drop_arrows);
    for (std::size_t i = 0; i < places.places.size(); ++i) {
        const Entry& entry = entries[i];
        const ImVec2 left(rect.x + places.places[i].x, rect.y + places.places[i].y + entry_pitch * d.sizes.small / 2);
        const float x = left.x + sample_width(d);
        if (entry.run < 0) {
            draw_arrow_sample(d, entry, left);
            draw_text(d.list, d.small(), {x, left.y}, d.colours.text, entry.arrow, {0, 0.5f});
            continue;
        }
        draw_sample(d, entry, left);
        const float room = std::max(rect.right() - x - standing_width(d, entry.run) - space(d), 0.0f);
        const std::string label = shortened(d.small(), label_of(d, entry), room);
        draw_text(d.list, d.small(), {x, left.y}, d.colours.text, label, {0, 0.5f});
        const ImU32 ink = d.has_diverged(entry.run) ? d.colours.error : d.colours.faint_text;
        draw_text(d.list, d.small(), {x + text_width(d.small(), label) + space(d), left.y}, ink, standing(d, entry), {0, 0.5f});
    }
}

void draw_column(const Drawing& d, Rect rect) {
    float y = rect.y;
    const float pitch = entry_pitch * d.sizes.text;
    std::vector<Entry> arrows;
    for (const Entry& entry : entries_of(d)) {
        if (entry.run < 0) {
            arrows.push_back(entry);
            continue;
        }
        const float middle = y + pitch / 2, x = rect.x + sample_width(d);
        const bool diverged = d.has_diverged(entry.run), selected = entry.run == d.selected && d.runs.size() > 1;
        draw_sample(d, entry, {rect.x, middle});
        const std::string label = label_of(d, entry);
        const float room = rect.width - sample_width(d) - standing_width(d, entry.run) - space(d);
        const ImFont& font = text_width(d.text(), label) <= room ? d.text() : d.small();
        draw_text(d.list, font, {x, middle}, selected || d.runs.size() == 1 ? d.colours.text : mixed(d.colours.text, d.colours.faint_text, 0.5f), shortened(font, label, room), {0, 0.5f});
        draw_text(d.list, d.small(), {rect.right(), middle}, diverged ? d.colours.error : d.colours.text, standing(d, entry), {1, 0.5f});
        y += pitch;
        if (entry.average) continue;
        for (const std::string& line : sentence_lines(d, entry.run, rect.width)) {
            if (diverged) draw_text(d.list, d.small(), {x, y}, d.colours.error, line);
            y += line_pitch * d.sizes.small;
        }
    }
    const Flow places = flow(d, arrows, rect.width, Overflow::wrap);
    for (std::size_t i = 0; i < arrows.size(); ++i) {
        const ImVec2 left(rect.x + places.places[i].x, y + places.places[i].y + entry_pitch * d.sizes.small / 2);
        draw_arrow_sample(d, arrows[i], left);
        draw_text(d.list, d.small(), {left.x + sample_width(d), left.y}, d.colours.faint_text, arrows[i].arrow, {0, 0.5f});
    }
}

}  // namespace

float readout_width(const Drawing& d) {
    return text_width(d.small(), d.word_of("figure.step")) + text_width(d.large(), whole_text(d.recording.steps())) + text_width(d.small(), steps_text(d)) +
           text_width(d.small(), d.word_of("figure.loss")) + widest_loss(d, d.selected, d.large()) + (marks_runs(d) ? d.sizes.head * 1.4f : 0) + 5.5f * space(d);
}

void draw_readout(const Drawing& d, Rect rect) {
    // From right to left: the numbers' ends stand still.
    const float baseline = std::round(rect.y + (rect.height - d.large().FontSize) / 2 + d.large().Ascent);
    float x = rect.right();
    const auto write = [&](const ImFont& font, ImU32 colour, const std::string& text) {
        draw_text(d.list, font, {x, baseline - font.Ascent}, colour, text, {1, 0});
        x -= text_width(font, text);
    };
    write(d.large(), d.has_diverged(d.selected) ? d.colours.error : d.colours.text, number_text(d.loss_now(d.selected), readout_digits));
    if (marks_runs(d)) {
        draw_marker(d.list, d.style(d.selected).marker, {x - d.sizes.head * 0.75f, baseline - d.large().FontSize * 0.3f}, d.sizes.head * 0.85f, d.style(d.selected).colour);
        x -= d.sizes.head * 1.4f;
    }
    x -= space(d);
    write(d.small(), d.colours.faint_text, d.word_of("figure.loss"));
    x = rect.right() - (widest_loss(d, d.selected, d.large()) + (marks_runs(d) ? d.sizes.head * 1.4f : 0) + text_width(d.small(), d.word_of("figure.loss")) + 3.2f * space(d));
    write(d.small(), d.colours.faint_text, steps_text(d));
    const auto step = static_cast<long>(std::floor(std::clamp(d.input.playhead, 0.0, static_cast<double>(d.recording.steps()))));
    write(d.large(), d.colours.text, whole_text(step));
    x -= space(d);
    write(d.small(), d.colours.faint_text, d.word_of("figure.step"));
}

void draw_title(const Pen& pen, const std::string& title, const Layout& layout) {
    if (layout.title.empty()) return;
    const ImFont& font = layout.large_title ? pen.large() : pen.text();
    if (layout.title_lines == 1) {
        const float baseline = std::round(layout.title.y + (layout.title.height - font.FontSize) / 2);
        draw_text(pen.list, font, {layout.title.x, baseline}, pen.colours.text, shortened(font, title, layout.title.width));
        return;
    }
    float y = layout.title.y;
    std::vector<std::string> lines = wrapped(font, title, layout.title.width);
    for (std::size_t i = 0; i < lines.size() && i < static_cast<std::size_t>(layout.title_lines); ++i) {
        draw_text(pen.list, font, {layout.title.x, y}, pen.colours.text, lines[i]);
        y += 1.2f * font.FontSize;
    }
}

float caption_height(const Pen& pen, const std::string& caption, float width) {
    if (caption.empty()) return 0;
    return static_cast<float>(wrapped(pen.text(), caption, width).size()) * line_pitch * pen.sizes.text;
}

void draw_caption(const Pen& pen, const std::string& caption, Rect rect) {
    if (rect.empty()) return;
    float y = rect.y + (line_pitch - 1) / 2 * pen.sizes.text;
    for (const std::string& line : wrapped(pen.text(), caption, rect.width)) {
        draw_text(pen.list, pen.text(), {rect.x, y}, mixed(pen.colours.text, pen.colours.faint_text, 0.6f), line);
        y += line_pitch * pen.sizes.text;
    }
}

float legend_height(const Drawing& d, float width) {
    float height = 0;
    std::vector<Entry> arrows;
    for (const Entry& entry : entries_of(d)) {
        if (entry.run < 0) {
            arrows.push_back(entry);
        } else {
            const std::size_t sentences = entry.average ? 0 : sentence_lines(d, entry.run, width).size();
            height += entry_pitch * d.sizes.text + static_cast<float>(sentences) * line_pitch * d.sizes.small;
        }
    }
    return height + flow(d, arrows, width, Overflow::wrap).height;
}

float legend_strip_height(const Drawing& d, float width) { return flow(d, entries_of(d), width, Overflow::drop_arrows).height; }

void draw_legend(const Drawing& d, Rect rect, bool strip) {
    if (rect.empty()) return;
    strip ? draw_strip(d, rect) : draw_column(d, rect);
}

}  // namespace tani::figure
