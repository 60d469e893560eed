#include <algorithm>
#include <array>
#include <cmath>

#include "app/figure/panels.h"
#include "core/optimizer/optimizer.h"
#include "core/optimizer/schedule.h"

namespace tani::figure {

namespace {

enum class Kind { heading, settings, change, symbols, numbers, note, surface };

struct Line {
    Kind kind = Kind::symbols;
    std::string text;
};

/// Heights of lines, in units of their font.
constexpr float pitch = 1.26f;

const ImFont& font_of(const Drawing& d, Kind kind) { return kind == Kind::heading || kind == Kind::symbols ? d.text() : d.small(); }

float room_above(const Drawing& d, Kind kind) {
    if (kind == Kind::symbols) return 0.3f * d.sizes.text;
    return kind == Kind::note || kind == Kind::surface ? 0.2f * d.sizes.text : 0;
}

ImU32 colour_of(const Drawing& d, Kind kind) {
    switch (kind) {
        case Kind::heading:
        case Kind::symbols: return d.colours.text;
        case Kind::change: return d.colours.warning;
        case Kind::numbers: return mixed(d.colours.text, d.colours.faint_text, 0.35f);
        default: return d.colours.faint_text;
    }
}

/// Lines are broken before operators only: not at a vector's comma, not behind a sign.
std::string with_firm_terms(std::string text) {
    for (const std::string_view end : {",", "=", "−", "+", "·", "←"}) {
        const std::string loose = std::string(end) + " ", firm = std::string(end) + "\u00a0";
        for (std::size_t at = 0; (at = text.find(loose, at)) != std::string::npos; ++at) text.replace(at, loose.size(), firm);
    }
    return text;
}

/// A setting as a person writes it: 0.061, 10⁻⁸, 2.5×10⁻⁴.
std::string setting_text(double value) {
    std::string text = number_text(value, 4), power;
    if (const std::size_t times = text.find("×"); times != std::string::npos) {
        power = text.substr(times);
        text.erase(times);
    }
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
    }
    if (power.empty()) return text;
    return text == "1" ? power.substr(std::string_view("×").size()) : text + power;
}

/// The step from which settings are in force at a row.
int since(const RunRecording& run, int row) {
    int step = 0;
    for (const Change& change : run.plan().changes) {
        if (change.step <= row) step = change.step;
    }
    return step;
}

void add_settings(const Drawing& d, const RunRecording& run, int row, const std::vector<FormulaLine>& formula, std::vector<Line>& lines) {
    const Settings& settings = run.settings_at(row);
    const RuleEntry& rule = run.rule_at(row);
    const ScheduleEntry* schedule = find_schedule(settings.optimizer.schedule.name);
    std::string list;
    for (std::size_t i = 0; i < rule.parameters.size() && i < settings.optimizer.settings.size(); ++i) {
        const Parameter& parameter = rule.parameters[i];
        const bool written = std::any_of(formula.begin(), formula.end(), [&](const FormulaLine& line) { return line.symbols.find(parameter.symbol) != std::string::npos; });
        if (parameter.symbol.empty() || parameter.scale == Scale::toggle || !written) continue;
        const double value = schedule && static_cast<int>(i) == rate_index(rule) && row < run.steps() ? run.rate_at(row) : settings.optimizer.settings[i];
        list += (list.empty() ? "" : "   ") + parameter.symbol + "\u00a0=\u00a0" + setting_text(value);
    }
    if (!list.empty()) lines.push_back({Kind::settings, list});
    if (schedule) lines.push_back({Kind::settings, d.phrase("figure.scheduled", schedule->name.in(d.input.language), schedule->formula)});
    const Clip& clip = settings.optimizer.clip;
    if (clip.norm) lines.push_back({Kind::settings, d.phrase("figure.clipped_norm", setting_text(*clip.norm))});
    if (clip.value) lines.push_back({Kind::settings, d.phrase("figure.clipped_value", setting_text(*clip.value))});
    if (settings.gradient_noise > 0) lines.push_back({Kind::settings, d.phrase("figure.noise", setting_text(settings.gradient_noise))});
}

/// What a change brought that differs from the start.
void add_changes(const Drawing& d, const RunRecording& run, int row, std::vector<Line>& lines) {
    const int step = since(run, row);
    if (step == 0) return;
    const Settings& now = run.settings_at(row);
    const Settings& start = run.plan().settings;
    const RuleEntry* rule = find_rule(now.optimizer);
    if (rule == nullptr || rule != find_rule(start.optimizer)) return;
    for (std::size_t i = 0; i < rule->parameters.size() && i < now.optimizer.settings.size(); ++i) {
        if (now.optimizer.settings[i] == start.optimizer.settings[i]) continue;
        lines.push_back({Kind::change, d.phrase("figure.setting_from", rule->parameters[i].symbol, setting_text(now.optimizer.settings[i]), whole_text(step))});
    }
}

void add_update(const RunRecording& run, int row, const RuleEntry& rule, const std::vector<FormulaLine>& formula, std::vector<Line>& lines) {
    std::array<UpdateView, 2> views;
    std::vector<double> storage;
    const bool numbers = run.update_views(row, views, storage);
    for (const FormulaLine& line : formula) {
        lines.push_back({Kind::symbols, line.symbols});
        if (numbers) lines.push_back({Kind::numbers, with_firm_terms(filled(rule, line, views))});
    }
}

/// The mean of the points so far, and the loss there.
void add_average(const Drawing& d, const RunRecording& run, int row, std::vector<Line>& lines) {
    const auto mean = run.average(row);
    if (!mean) return;
    lines.push_back({Kind::symbols, "x̄ ← x̄ + (x − x̄)/n"});
    lines.push_back({Kind::numbers, with_firm_terms("x̄ = (" + number_text((*mean)[0], 3) + ", " + number_text((*mean)[1], 3) + "),  f(x̄) = " + number_text(run.average_loss(row), 3))});
    const auto from = run.settings_at(row).optimizer.average.value_or(Averaging{}).from;
    lines.push_back({Kind::settings, d.phrase("figure.average_formula", whole_text(from))});
}

/// The row whose update is shown: the last row has none, and shows the one that led there.
int shown_update(const RunRecording& run, int row) { return std::min(row, std::max(run.steps() - 1, 0)); }

std::vector<Line> update_lines(const Drawing& d, int row) {
    const RunRecording& run = d.run(d.selected);
    const int update = shown_update(run, row);
    const Settings& settings = run.settings_at(update);
    const RuleEntry& rule = run.rule_at(update);
    const std::vector<FormulaLine> formula = rule.formula(settings.optimizer.settings);
    std::vector<Line> lines{{Kind::heading, rule.name.in(d.input.language)}};
    add_settings(d, run, update, formula, lines);
    add_changes(d, run, update, lines);
    add_update(run, update, rule, formula, lines);
    add_average(d, run, row, lines);
    return lines;
}

/// What stands below the update where there is room for it.
std::vector<Line> closing_lines(const Drawing& d, int row, int detail) {
    const RunRecording& run = d.run(d.selected);
    const RuleEntry& rule = run.rule_at(shown_update(run, row));
    std::vector<Line> lines;
    if (detail >= 1 && !rule.note.empty()) lines.push_back({Kind::note, rule.note.in(d.input.language)});
    if (detail >= 2) {
        const Surface& surface = run.surface();
        lines.push_back({Kind::surface, "f = " + surface.formula_text()});
        for (const std::string& text : surface.gradient_text()) lines.push_back({Kind::surface, text});
    }
    return lines;
}

/// Calls draw(line kind, text, top) for every wrapped line; returns the whole height.
template <class Draw>
float for_wrapped(const Drawing& d, const std::vector<Line>& lines, float width, const Draw& draw) {
    float y = 0;
    for (const Line& line : lines) {
        const ImFont& font = font_of(d, line.kind);
        y += room_above(d, line.kind);
        const float indent = line.kind == Kind::heading ? d.sizes.head * 1.5f : line.kind == Kind::numbers ? d.sizes.text * 0.5f : 0;
        bool first = true;
        for (const std::string& text : wrapped(font, line.text, width - indent)) {
            draw(line.kind, text, indent, y, first);
            first = false;
            y += pitch * font.FontSize;
        }
    }
    return y;
}

}  // namespace

float FormulaPanel::height(const Drawing& d, float width, int detail) {
    const Key key{d.mark(d.selected), d.selected, width, d.sizes.text, d.input.language};
    const auto index = static_cast<std::size_t>(std::clamp(detail, 0, most_formula_detail));
    for (const auto& [known, heights] : heights_) {
        if (known == key) return heights[index];
    }
    if (heights_.size() > 12) heights_.clear();
    const RunRecording& run = d.run(d.selected);
    const auto height_of = [&](const std::vector<Line>& lines) { return for_wrapped(d, lines, width, [](auto...) {}); };
    std::vector<int> rows{0, 1, 2}, stages{0};
    constexpr int looks = 12;
    for (int i = 0; i <= looks; ++i) rows.push_back(static_cast<int>(static_cast<long>(run.steps()) * i / looks));
    for (const Change& change : run.plan().changes) {
        rows.push_back(change.step + 1);
        stages.push_back(change.step);
    }
    float update = 0;
    for (const int row : rows) update = std::max(update, height_of(update_lines(d, std::clamp(row, 0, run.steps()))));
    std::array<float, most_formula_detail + 1> heights{};
    for (int k = 0; k <= most_formula_detail; ++k) {
        float& height = heights[static_cast<std::size_t>(k)];
        for (const int row : stages) height = std::max(height, height_of(closing_lines(d, std::clamp(row, 0, run.steps()), k)));
        height += update;
    }
    heights_.emplace_back(key, heights);
    return heights[index];
}

void FormulaPanel::draw(const Drawing& d, Rect rect, int detail) const {
    const RunStyle style = d.style(d.selected);
    std::vector<Line> lines = update_lines(d, d.row(d.selected));
    for (Line& line : closing_lines(d, d.row(d.selected), detail)) lines.push_back(std::move(line));
    for_wrapped(d, lines, rect.width, [&](Kind kind, const std::string& text, float indent, float top, bool first) {
        const ImFont& font = font_of(d, kind);
        if (top + font.FontSize > rect.height + 1) return;
        if (kind == Kind::heading && first) {
            draw_marker(d.list, style.marker, {rect.x + d.sizes.head * 0.5f, rect.y + top + font.FontSize / 2}, d.sizes.head * 0.85f, style.colour);
        }
        draw_text(d.list, font, {rect.x + indent, rect.y + top}, colour_of(d, kind), text);
    });
}

}  // namespace tani::figure
