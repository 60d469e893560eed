#include "app/figure/number_table.h"

#include <algorithm>

#include "app/plot/strokes.h"
#include "app/plot/text.h"

namespace tani::figure {

namespace {

constexpr float pitch = 1.42f;     // of a row, in lines
constexpr float least_gap = 1.3f;  // between columns

using Best = NumberColumn::Best;

/// A column with the room that it takes.
struct Measured {
    NumberColumn column;
    float before = 0, after = 0;  ///< widths on either side of the decimal point
    float width = 0;
};

std::size_t point_of(const std::string& text) {
    // What is not a number stands before the point altogether.
    std::size_t at = text.find('.');
    if (at == std::string::npos) at = text.find_first_of("% ×e");
    return std::min(at, text.size());
}

Measured measured(const ImFont& font, const NumberColumn& column) {
    Measured m{.column = column};
    for (const NumberCell& cell : column.cells) {
        const std::size_t point = point_of(cell.text);
        m.before = std::max(m.before, text_width(font, cell.text.substr(0, point)));
        m.after = std::max(m.after, text_width(font, cell.text.substr(point)));
    }
    // Numbers change while it plays: room for the usual ones from the start.
    m.before = std::max(m.before, text_width(font, "00"));
    m.width = std::max(m.before + m.after, text_width(font, column.head));
    return m;
}

/// The index of the best cell; none where all are alike or only one counts.
std::optional<std::size_t> best_of(const NumberColumn& column) {
    if (column.best == Best::none) return std::nullopt;
    std::optional<std::size_t> best;
    int count = 0;
    bool differ = false;
    for (std::size_t i = 0; i < column.cells.size(); ++i) {
        const double worth = column.cells[i].worth;
        if (!std::isfinite(worth)) continue;
        ++count;
        if (!best) {
            best = i;
            continue;
        }
        const double before = column.cells[*best].worth;
        differ = differ || worth != before;
        if (column.best == Best::least ? worth < before : worth > before) best = i;
    }
    return count > 1 && differ ? best : std::nullopt;
}

void draw_column(const Pen& pen, const Measured& m, ImVec2 at, std::optional<std::size_t> strong) {
    const ImFont& font = pen.small();
    const float em = pen.sizes.small;
    auto [x, y] = at;
    draw_text(pen.list, font, {x + m.width, y}, pen.colours.faint_text, m.column.head, {1, 0});
    y += pitch * em;
    const auto best = best_of(m.column);
    const float point = x + m.width - m.after;
    for (std::size_t i = 0; i < m.column.cells.size(); ++i) {
        const std::string& text = m.column.cells[i].text;
        const bool is_best = best == i;
        const ImU32 ink = is_best || strong == i || m.column.cells.size() == 1
                              ? pen.colours.text
                              : mixed(pen.colours.text, pen.colours.faint_text, 0.5f);
        const float left = point - text_width(font, text.substr(0, point_of(text)));
        draw_text(pen.list, font, {left, y}, ink, text);
        if (is_best) {
            // Bold, as far as one face goes, and underlined.
            draw_text(pen.list, font, {left + 0.045f * em, y}, ink, text);
            pen.list.AddRectFilled({left, y + 1.1f * em},
                                   {left + text_width(font, text), y + 1.1f * em + 1.5f},
                                   pen.colours.accent);
        }
        y += pitch * em;
    }
}

}  // namespace

float number_table_width(const Pen& pen, const NumberTable& table) {
    float width = table.names;
    for (const NumberColumn& column : table.columns) {
        width += measured(pen.small(), column).width + least_gap * pen.sizes.small;
    }
    return width;
}

float number_table_height(const Pen& pen, std::size_t rows) {
    return (static_cast<float>(rows) + 1) * pitch * pen.sizes.small;
}

void draw_number_table(const Pen& pen, const NumberTable& table, Rect rect,
                       const std::function<void(std::size_t row, ImVec2 left_middle)>& name) {
    const float em = pen.sizes.small;
    std::vector<Measured> columns;
    for (const NumberColumn& column : table.columns) {
        columns.push_back(measured(pen.small(), column));
    }
    const auto needed = [&] {
        float width = table.names;
        for (const Measured& m : columns) width += m.width + least_gap * em;
        return width;
    };
    while (!columns.empty() && needed() > rect.width) {
        columns.erase(std::ranges::max_element(
            columns, {}, [](const Measured& m) { return m.column.importance; }));
    }
    const float spare = rect.width - needed();
    const float gap = least_gap * em +
                      std::clamp(spare / static_cast<float>(columns.size() + 1), 0.0f, 2.6f * em);
    for (std::size_t i = 0; i < table.rows; ++i) {
        const float top = rect.y + static_cast<float>(i + 1) * pitch * em;
        if (table.selected == i && table.rows > 1) {
            pen.list.AddRectFilled({rect.x - 0.3f * em, top - 0.13f * em},
                                   {rect.right(), top + (pitch - 0.16f) * em},
                                   faded(pen.colours.grid, 0.55f), 3);
        }
        name(i, {rect.x, top + 0.5f * em});
    }
    const float line = rect.y + 1.2f * em;
    float x = rect.x + table.names;
    for (const Measured& m : columns) {
        draw_column(pen, m, {x + gap, rect.y}, table.selected);
        x += gap + m.width;
    }
    pen.list.AddRectFilled({rect.x, line}, {x, line + pen.hairline()}, pen.colours.grid);
}

}  // namespace tani::figure
