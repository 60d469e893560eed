#include "app/figure/honesty_table.h"

#include <algorithm>
#include <cmath>

#include "app/figure/number_table.h"
#include "app/figure/plane_words.h"

namespace tani::figure {

namespace {

constexpr float line_pitch = 1.28f;

struct Judged {
    const JudgedPath* of = nullptr;
    PlanePoint at;
    std::optional<Lie> lie;
};

std::vector<Judged> judged(const TrainingDrawing& d, const std::vector<JudgedPath>& paths) {
    std::vector<Judged> rows;
    for (const JudgedPath& p : paths) {
        rows.push_back({&p, point_between(*p.path, d.input.playhead),
                        lie_of(*p.path, *p.heights, p.diameter, d.input.playhead)});
    }
    return rows;
}

/// Whether all rows are about lines.
bool about_lines(const std::vector<Judged>& rows) {
    return std::ranges::all_of(rows, [](const Judged& row) { return row.of->plane->spec.line; });
}

std::vector<NumberColumn> columns_of(const TrainingDrawing& d, const std::vector<Judged>& rows) {
    NumberColumn truth{.head = d.word_of("landscape.true_loss"), .importance = 2};
    NumberColumn plane{
        .head = d.word_of(about_lines(rows) ? "landscape.line_loss" : "landscape.plane_loss"),
        .importance = 1};
    NumberColumn distance{.head = d.word_of("landscape.distance"), .importance = 3};
    NumberColumn explained{.head = d.word_of("landscape.explained"), .importance = 0};
    for (const Judged& row : rows) {
        truth.cells.push_back({loss_text(row.at.loss)});
        plane.cells.push_back({loss_text(row.at.plane_loss)});
        distance.cells.push_back({loss_text(row.at.distance)});
        explained.cells.push_back({percent_text(row.at.explained)});
    }
    std::vector<NumberColumn> columns{truth, plane, distance, explained};
    // Of a path from a file less is known.
    if (is_read(d)) {
        std::erase_if(columns, [](const NumberColumn& column) {
            return std::ranges::all_of(column.cells,
                                       [](const auto& cell) { return cell.text == loss_text(NAN); });
        });
    }
    return columns;
}

const std::string& surface_word(const TrainingDrawing& d, bool line) {
    return d.word_of(line ? "landscape.the_line" : "landscape.the_plane");
}

std::string sentence_of(const TrainingDrawing& d, const Judged& row) {
    const std::string name = path_label(d, *row.of->path);
    const std::string& what = surface_word(d, row.of->plane->spec.line);
    const PlanePoint& at = row.at;
    const std::string share = percent_text(at.explained), away = number_text(at.distance, 2);
    switch (row.lie->why) {
        case Lie::Why::hides:
            // Planes through the last weights.
            if (away == "0") return d.phrase("landscape.lie_hides_path", name, what, share);
            return d.phrase("landscape.lie_hides", name, what, share, away);
        case Lie::Why::height:
            return d.phrase("landscape.lie_height", name, what, number_text(at.plane_loss, 3),
                            number_text(at.loss, 3));
        case Lie::Why::far:
            break;
    }
    return d.phrase("landscape.lie_far", name, what, away, number_text(row.of->diameter, 2));
}

/// What can be said for planes that do not lie.
std::string praise_of(const TrainingDrawing& d, const std::vector<Judged>& rows) {
    if (is_read(d))
        return d.phrase("landscape.read_distance", surface_word(d, about_lines(rows)));
    double least = HUGE_VAL;
    for (const Judged& row : rows) {
        if (!std::isnan(row.at.explained)) least = std::min(least, row.at.explained);
    }
    const std::string& what = surface_word(d, about_lines(rows));
    if (!std::isfinite(least)) return d.phrase("landscape.no_lie", what);
    return d.phrase(rows.size() > 1 ? "landscape.honest_all" : "landscape.honest_one", what,
                    percent_text(std::floor(1000 * least) / 1000));
}

/// ⚠, which fonts may lack.
void draw_warning(const Pen& pen, ImVec2 centre, float size) {
    const float half = size / 2;
    pen.list.AddTriangleFilled({centre.x, centre.y - half},
                               {centre.x + half, centre.y + 0.8f * half},
                               {centre.x - half, centre.y + 0.8f * half}, pen.colours.warning);
    const float stroke = std::max(0.11f * size, 1.0f);
    pen.list.AddRectFilled({centre.x - stroke / 2, centre.y - 0.42f * half},
                           {centre.x + stroke / 2, centre.y + 0.25f * half}, pen.colours.figure);
    pen.list.AddRectFilled({centre.x - stroke / 2, centre.y + 0.4f * half},
                           {centre.x + stroke / 2, centre.y + 0.6f * half}, pen.colours.figure);
}

int lines_for(const TrainingDrawing& d, float width) {
    const float em = d.pen.sizes.small;
    return width > 36 * em ? 2 : width > 24 * em ? 3 : 4;
}

/// A share is not torn from its sign at the end of a line.
std::string unbroken_percent(std::string text) {
    for (std::size_t at = 0; (at = text.find(" %", at)) != std::string::npos;) {
        text.replace(at, 1, "\u00a0");
    }
    return text;
}

void draw_sentences(const TrainingDrawing& d, std::vector<Judged> rows, Rect rect) {
    const Pen& pen = d.pen;
    const float em = pen.sizes.small, pitch = line_pitch * em;
    auto room = static_cast<int>(rect.height / pitch + 0.05f);
    float y = rect.y;
    const auto write = [&](const std::string& text, ImU32 colour, bool warned) {
        const float indent = warned ? 1.3f * em : 0;
        const auto lines = wrapped(pen.small(), unbroken_percent(text), rect.width - indent);
        const bool is_first = y == rect.y;
        if (room <= 0 || (static_cast<int>(lines.size()) > room && !is_first)) return false;
        if (warned) draw_warning(pen, {rect.x + 0.5f * em, y + 0.55f * em}, 0.95f * em);
        for (const std::string& line : lines) {
            const bool is_cut = --room == 0 && &line != &lines.back();
            draw_text(pen.list, pen.small(), {rect.x + indent, y}, colour,
                      is_cut ? shortened(pen.small(), line + " …", rect.width - indent) : line);
            y += pitch;
            if (room == 0) break;
        }
        return true;
    };
    std::ranges::stable_sort(rows, std::greater(),
                             [](const Judged& row) { return row.lie ? row.lie->size : 0; });
    if (rows.empty()) return;
    if (!rows.front().lie) {
        write(praise_of(d, rows), pen.colours.faint_text, false);
        return;
    }
    for (const Judged& row : rows) {
        if (!row.lie || !write(sentence_of(d, row), pen.colours.warning, true)) return;
    }
}

NumberTable table_of(const TrainingDrawing& d, const std::vector<Judged>& rows) {
    const Pen& pen = d.pen;
    NumberTable table{
        .columns = columns_of(d, rows), .rows = rows.size(), .names = 0, .selected = {}};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const PlanePath& path = *rows[i].of->path;
        table.names = std::max(
            table.names, text_width(pen.small(), path_label(d, path)) + 2.4f * pen.sizes.small);
        if (path.run == d.selected) table.selected = i;
    }
    return table;
}

}  // namespace

float honesty_table_width(const TrainingDrawing& d, const std::vector<JudgedPath>& paths) {
    return number_table_width(d.pen, table_of(d, judged(d, paths)));
}

float honesty_table_height(const TrainingDrawing& d, std::size_t rows, float width) {
    const float em = d.pen.sizes.small;
    return number_table_height(d.pen, rows) + 0.35f * em +
           static_cast<float>(lines_for(d, width)) * line_pitch * em;
}

void draw_honesty_table(const TrainingDrawing& d, const std::vector<JudgedPath>& paths, Rect rect) {
    const Pen& pen = d.pen;
    const float em = pen.sizes.small;
    if (paths.empty()) {
        draw_empty(d, rect, d.word_of("landscape.no_plane"));
        return;
    }
    const std::vector<Judged> rows = judged(d, paths);
    NumberTable table = table_of(d, rows);
    table.names =
        std::min(table.names, (table.columns.size() > 2 ? 0.4f : 0.6f) * rect.width);
    draw_number_table(pen, table, rect, [&](std::size_t i, ImVec2 at) {
        const PlanePath& path = *rows[i].of->path;
        const float end = draw_marked_name(pen, path.run, path_label(d, path), pen.small(), at,
                                           table.names - 1.1f * em);
        if (rows[i].lie) draw_warning(pen, {end + 0.75f * em, at.y}, 0.95f * em);
    });
    const float top = number_table_height(pen, rows.size()) + 0.35f * em;
    draw_sentences(d, rows, {rect.x, rect.y + top, rect.width, rect.height - top});
}

}  // namespace tani::figure
