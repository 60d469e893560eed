#include "app/figure/network_layout.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

constexpr float least_panel = 8.0f;    // height of a panel, in lines of text
constexpr float wanted_panel = 10.5f;  // so much each before another one comes into the column
constexpr float least_width = 15.0f;   // of a panel

float area_of(float width, float height, double aspect) {
    if (width <= 0 || height <= 0) return 0;
    const auto wanted = static_cast<float>(aspect);
    const float shape = std::clamp(width / height, wanted * 0.85f, wanted * 1.2f);
    const float w = std::min(width, height * shape);
    return w * std::min(height, w / shape);
}

struct Grid {
    int columns = 1, rows = 1;
    float area = 0;
};

float pane_title(const NetworkNeeds& n) { return 1.35f * n.header.text; }

Grid best_grid(float width, float height, const NetworkNeeds& n) {
    Grid best;
    for (int columns = 1; columns <= std::max(n.panes, 1); ++columns) {
        const int rows = (n.panes + columns - 1) / columns;
        if ((rows - 1) * columns >= n.panes) continue;
        const float gap = n.header.gap;
        const float w =
            (width - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
        const float h = (height - gap * static_cast<float>(rows - 1)) / static_cast<float>(rows) -
                        pane_title(n);
        const float area = area_of(w, h, n.aspect) * static_cast<float>(n.panes);
        if (area > best.area) best = {columns, rows, area};
    }
    return best;
}

void place_panes(Layout& layout, Rect room, const NetworkNeeds& n) {
    if (n.panes == 0) return;
    const Grid grid = best_grid(room.width, room.height, n);
    const float gap = n.header.gap;
    const float width = (room.width - gap * static_cast<float>(grid.columns - 1)) /
                        static_cast<float>(grid.columns);
    const float height =
        (room.height - gap * static_cast<float>(grid.rows - 1)) / static_cast<float>(grid.rows);
    for (int i = 0; i < n.panes; ++i) {
        const int column = i % grid.columns, row = i / grid.columns;
        const Rect cell{room.x + static_cast<float>(column) * (width + gap),
                        room.y + static_cast<float>(row) * (height + gap), width, height};
        PaneLayout pane;
        pane.title = {cell.x, cell.y, cell.width, pane_title(n)};
        pane.contours = {cell.x, cell.y + pane_title(n), cell.width, cell.height - pane_title(n)};
        layout.panes.push_back(pane);
    }
    layout.views = room;
}

void stack(Layout& layout, Rect room, const std::vector<std::string>& names, float gap) {
    if (names.empty()) return;
    const auto count = static_cast<float>(names.size());
    const float height = (room.height - gap * (count - 1)) / count;
    for (const std::string& name : names) {
        layout.panels.push_back({name, {room.x, room.y, room.width, height}});
        room.y += height + gap;
    }
}

void side_by_side(Layout& layout, Rect room, const std::vector<std::string>& names, float gap) {
    if (names.empty()) return;
    const auto count = static_cast<float>(names.size());
    const float width = (room.width - gap * (count - 1)) / count;
    for (const std::string& name : names) {
        layout.panels.push_back({name, {room.x, room.y, width, room.height}});
        room.x += width + gap;
    }
}

/// Panels alone fill the room in rows.
void fill(Layout& layout, Rect room, const std::vector<std::string>& names, const NetworkNeeds& n) {
    const auto count = static_cast<int>(names.size());
    const float gap = 1.5f * n.header.gap;
    int columns = 1;
    float best = 0;
    for (int tried = 1; tried <= count; ++tried) {
        const int rows = (count + tried - 1) / tried;
        const float w = room.width / static_cast<float>(tried),
                    h = room.height / static_cast<float>(rows);
        if (tried > 1 && w < least_width * n.header.text) break;
        const float area = area_of(w, h, 1.9);
        if (area > best) {
            best = area;
            columns = tried;
        }
    }
    const int rows = (count + columns - 1) / columns;
    const float height =
        (room.height - gap * static_cast<float>(rows - 1)) / static_cast<float>(rows);
    for (int row = 0; row < rows; ++row) {
        const auto from = names.begin() + row * columns;
        const auto to = names.begin() + std::min((row + 1) * columns, count);
        side_by_side(
            layout, {room.x, room.y + static_cast<float>(row) * (height + gap), room.width, height},
            {from, to}, gap);
    }
}

/// Panes at the left with a row of panels below, a column of panels at the right.
void beside(Layout& layout, Rect room, std::vector<std::string> names, const NetworkNeeds& n) {
    const float gap = 1.5f * n.header.gap, text = n.header.text;
    const auto in_column =
        static_cast<std::size_t>(std::clamp(room.height / (wanted_panel * text + gap), 1.0f, 3.0f));
    const std::size_t beside_count = std::min(names.size(), in_column);
    std::vector<std::string> below(names.begin() + static_cast<std::ptrdiff_t>(beside_count),
                                   names.end());
    names.resize(beside_count);
    // The share that lets panes and panels both be large.
    float best = -1, share = 0.4f;
    const float below_height =
        below.empty() ? 0 : std::max(0.34f * room.height, least_panel * text);
    for (const float tried : {0.34f, 0.38f, 0.42f, 0.46f, 0.5f, 0.55f}) {
        const float width = tried * room.width;
        if (width < least_width * text) continue;
        const float panes =
            best_grid(room.width - width - gap, room.height - below_height - gap, n).area;
        const float panel = room.height / static_cast<float>(beside_count);
        const float score = panes * std::pow(std::min(width, 2.4f * panel), 0.5f);
        if (score > best * 1.005f) {
            best = score;
            share = tried;
        }
    }
    const float width = std::round(share * room.width);
    stack(layout, {room.right() - width, room.y, width, room.height}, names, gap);
    Rect left{room.x, room.y, room.width - width - 1.3f * gap, room.height};
    // A row that is too narrow for all of them shows the first ones.
    while (!below.empty() && left.width / static_cast<float>(below.size()) < least_width * text) {
        below.pop_back();
    }
    if (!below.empty() && left.height - below_height > least_panel * text) {
        side_by_side(layout, {left.x, left.bottom() - below_height, left.width, below_height},
                     below, gap);
        left.height -= below_height + gap;
    }
    place_panes(layout, left, n);
}

void under(Layout& layout, Rect room, std::vector<std::string> names, const NetworkNeeds& n) {
    const float gap = n.header.gap, text = n.header.text;
    const auto row_fits =
        static_cast<std::size_t>(std::max(room.width / (least_width * text + gap), 1.0f));
    const bool tall = room.height > 1.25f * room.width;
    const auto most = static_cast<std::size_t>(
        std::max((tall ? 0.5f : 0.42f) * room.height / (least_panel * text + gap), 0.0f));
    if (most == 0) names.clear();
    if (names.size() > most * row_fits) names.resize(most * row_fits);
    if (!names.empty()) {
        const auto rows = (names.size() + row_fits - 1) / row_fits;
        const float height = std::clamp((tall ? 0.5f : 0.42f) * room.height,
                                        least_panel * text * static_cast<float>(rows),
                                        12 * text * static_cast<float>(rows));
        fill(layout, {room.x, room.bottom() - height, room.width, height}, names, n);
        room.height -= height + gap;
    }
    place_panes(layout, room, n);
}

/// The wall with a column of panels at its right, or a row below it.
void around_wall(Layout& layout, Rect room, std::vector<std::string> names, const NetworkNeeds& n) {
    const float gap = 1.3f * n.header.gap, text = n.header.text;
    Rect wall = room;
    const bool column = room.width > 44 * text && room.width > 1.2f * room.height;
    if (!names.empty() && column) {
        const float width = std::round(std::clamp(0.29f * room.width, least_width * text, 34 * text));
        const auto most =
            static_cast<std::size_t>(std::max(room.height / (least_panel * text + gap), 1.0f));
        if (names.size() > most) names.resize(most);
        stack(layout, {room.right() - width, room.y, width, room.height}, names, gap);
        wall.width -= width + 1.3f * gap;
    } else if (!names.empty() && room.height > 24 * text) {
        const float height = std::max(0.3f * room.height, least_panel * text);
        const auto most = static_cast<std::size_t>(
            std::max(room.width / (least_width * text + gap), 1.0f));
        if (names.size() > most) names.resize(most);
        side_by_side(layout, {room.x, room.bottom() - height, room.width, height}, names, gap);
        wall.height -= height + gap;
    }
    layout.panels.push_back({"wall", wall});
    layout.views = wall;
}

}  // namespace

Layout lay_out_network(Rect rect, const NetworkNeeds& n) {
    Layout layout;
    const float gap = n.header.gap, text = n.header.text;
    Rect body = rect.inside(std::min(gap, rect.width * 0.03f));
    lay_out_header(layout, body, n.header);
    if (const float caption = n.caption_height(body.width);
        caption > 0 && body.height > 15 * text + caption) {
        body.height -= caption + 0.7f * gap;
        layout.caption = {body.x, body.bottom() + 0.7f * gap, body.width, caption};
    }
    std::vector<std::string> names;
    bool table = false, decision = false, wall = false;
    for (const std::string& name : n.panels) {
        if (name == "table") {
            table = true;
        } else if (name == "decision") {
            decision = true;
        } else if (name == "wall") {
            wall = true;
        } else {
            names.push_back(name);
        }
    }
    if (wall) {
        around_wall(layout, body, names, n);
        return layout;
    }
    NetworkNeeds needs = n;
    if (!decision) needs.panes = 0;
    const bool alone = names.empty() && needs.panes == 0;
    if (table && (alone || (n.table_height < 0.34f * body.height && body.height > 18 * text))) {
        body.height -= n.table_height + gap;
        layout.panels.push_back(
            {"table", {body.x, body.bottom() + gap, body.width, n.table_height}});
    } else if (needs.panes == 0) {
        const float strip = n.strip_height(body.width);
        body.height -= strip + 0.4f * gap;
        layout.legend = {body.x, body.bottom() + 0.4f * gap, body.width, strip};
        layout.legend_strip = true;
    }
    if (needs.panes == 0) {
        if (!names.empty()) fill(layout, body, names, needs);
    } else if (names.empty()) {
        place_panes(layout, body, needs);
    } else if (body.width > 36 * text && body.width > 1.1f * body.height) {
        beside(layout, body, names, needs);
    } else {
        under(layout, body, names, needs);
    }
    return layout;
}

}  // namespace tani::figure
