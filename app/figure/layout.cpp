#include "app/figure/layout.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

Rect cut_top(Rect& rect, float height, float gap) {
    const Rect cut{rect.x, rect.y, rect.width, height};
    rect.y += height + gap;
    rect.height -= height + gap;
    return cut;
}

Rect cut_bottom(Rect& rect, float height, float gap) {
    rect.height -= height + gap;
    return {rect.x, rect.bottom() + gap, rect.width, height};
}

/// The area of the largest rectangle of a shape (width / height between the two) inside a cell.
float usable(float width, float height, float least_aspect, float most_aspect) {
    if (width <= 0 || height <= 0) return 0;
    const float aspect = std::clamp(width / height, least_aspect, most_aspect);
    const float w = std::min(width, height * aspect);
    return w * w / aspect;
}

}  // namespace

Rect PaneLayout::whole() const {
    if (surface.empty()) return contours;
    if (contours.empty()) return surface;
    const float x = std::min(surface.x, contours.x), y = std::min(surface.y, contours.y);
    return {x, y, std::max(surface.right(), contours.right()) - x, std::max(surface.bottom(), contours.bottom()) - y};
}

void lay_out_header(Layout& layout, Rect& body, const LayoutNeeds& n) {
    const float readout = std::min(n.readout_width, body.width);
    const float beside = body.width - readout - 2 * n.gap;
    const float text_title = n.title_width * n.text / n.large;
    const float line = n.large * 1.05f;
    Rect row{};
    const bool roomy = body.height > 22 * n.text;
    if (n.title_width > 0 && n.title_width > beside && roomy && (text_title > beside || body.width < body.height)) {
        layout.large_title = n.title_width <= body.width;
        layout.title_lines = layout.large_title || text_title <= body.width ? 1 : 2;
        const float height = layout.large_title ? line : 1.2f * n.text * static_cast<float>(layout.title_lines);
        layout.title = cut_top(body, height, n.gap * 0.4f);
        row = cut_top(body, line, n.gap * 0.7f);
        layout.readout = row;
        return;
    }
    row = cut_top(body, line, n.gap * 0.7f);
    layout.large_title = n.title_width <= beside;
    if (n.title_width > 0 && (layout.large_title || text_title <= beside)) layout.title = {row.x, row.y, beside, row.height};
    layout.readout = {row.right() - readout, row.y, readout, row.height};
}

namespace {

struct Column {
    std::vector<std::string> panels;
    int detail = most_formula_detail;
};

bool is_formula(const std::string& name) { return name == "formula"; }

/// The height that panels need at least at this width.
float column_height(const Column& column, const LayoutNeeds& n, float width, float curve) {
    float height = 0;
    for (const std::string& name : column.panels) height += (is_formula(name) ? n.formula_height(width, column.detail) : curve) + n.gap;
    return height;
}

/// Leaves out detail, then curves beyond the first, then the formula, then everything, until the column fits.
Column fitting(const LayoutNeeds& n, float width, float height, float curve) {
    Column column{.panels = n.panels};
    while (!column.panels.empty() && column_height(column, n, width, curve) > height) {
        if (column.detail > 0 && std::any_of(column.panels.begin(), column.panels.end(), is_formula)) {
            --column.detail;
            continue;
        }
        const auto curves = std::count_if(column.panels.begin(), column.panels.end(), [](const auto& p) { return !is_formula(p); });
        const auto victim = curves > 1 ? std::find_if(column.panels.rbegin(), column.panels.rend(), [](const auto& p) { return !is_formula(p); })
                                       : std::find_if(column.panels.rbegin(), column.panels.rend(), is_formula);
        if (victim == column.panels.rend()) {
            column.panels.pop_back();
        } else {
            column.panels.erase(std::next(victim).base());
        }
    }
    return column;
}

void stack_panels(Layout& layout, Rect rect, const Column& column, const LayoutNeeds& n) {
    const float fixed = column_height(column, n, rect.width, 0);
    const auto curves = static_cast<float>(std::count_if(column.panels.begin(), column.panels.end(), [](const auto& p) { return !is_formula(p); }));
    const float curve = curves > 0 ? (rect.height + n.gap - fixed) / curves : 0;
    for (const std::string& name : column.panels) {
        const float height = is_formula(name) ? n.formula_height(rect.width, column.detail) : curve;
        layout.panels.push_back({name, cut_top(rect, height, n.gap)});
    }
    layout.formula_detail = column.detail;
}

void lay_out_side(Layout& layout, Rect& body, const LayoutNeeds& n, float share) {
    const float width = std::clamp(share * body.width, 15.0f * n.text, 25.0f * n.text);
    Rect side{body.right() - width, body.y, width, body.height};
    const float legend = n.legend_height(width);
    if (legend > side.height * 0.6f) return;
    const Column column = fitting(n, width, side.height - legend - n.gap, 6.2f * n.text);
    if (column.panels.empty()) return;
    body.width -= width + n.gap * 1.6f;
    layout.legend = cut_top(side, legend, n.gap);
    stack_panels(layout, side, column, n);
}

/// Panels side by side in a row; those that do not fit it are left out.
void lay_out_row(Layout& layout, Rect& body, const LayoutNeeds& n, float most) {
    const auto count = static_cast<float>(n.panels.size());
    const float width = (body.width - n.gap * 1.5f * (count - 1)) / count;
    if (width < 14 * n.text) return;
    const bool has_formula = std::any_of(n.panels.begin(), n.panels.end(), is_formula);
    int detail = most_formula_detail;
    while (detail > 0 && n.formula_height(width, detail) > most) --detail;
    const float formula = has_formula ? n.formula_height(width, detail) : 0;
    const float height = std::min(std::max(formula, 9.5f * n.text), most);
    if (formula > height) return;
    Rect row = cut_bottom(body, height, n.gap);
    for (const std::string& name : n.panels) {
        layout.panels.push_back({name, {row.x, row.y, width, row.height}});
        row.x += width + n.gap * 1.5f;
    }
    layout.formula_detail = detail;
}

void lay_out_below(Layout& layout, Rect& body, const LayoutNeeds& n) {
    const float strip = n.legend_strip_height(body.width);
    const float room = (body.height > body.width * 1.2f ? 0.48f : 0.4f) * body.height - strip - n.gap;
    layout.legend_strip = true;
    if (!n.panels.empty() && room > 7.5f * n.text) {
        lay_out_row(layout, body, n, room);
        for (LayoutNeeds fewer = n; layout.panels.empty() && fewer.panels.size() > 1;) {
            fewer.panels.pop_back();
            lay_out_row(layout, body, fewer, room);
        }
        if (layout.panels.empty()) {
            const Column column = fitting(n, body.width, room, 6.2f * n.text);
            const float least = column_height(column, n, body.width, 8 * n.text) - n.gap;
            if (!column.panels.empty()) stack_panels(layout, cut_bottom(body, std::min(room, least), n.gap), column, n);
        }
    }
    layout.legend = cut_bottom(body, strip, n.gap * 0.6f);
}

struct Arrangement {
    int columns = 1;
    bool stacked = true;
    float share = 0.5f;  ///< of the surface
    float score = -1;
};

float map_score(float width, float height, float aspect, const LayoutNeeds& n) {
    const float axes = 3 * n.small;
    const bool is_long = aspect > 1.8f || aspect < 1 / 1.8f;
    if (!is_long) return usable(width - axes, height - axes, aspect, aspect);
    return usable(width - axes, height - axes, std::clamp(aspect / 1.4f, 0.4f, 2.0f), std::clamp(aspect * 1.4f, 0.8f, 3.6f));
}

float view_score(float width, float height, ShowMode show, const Arrangement& arrangement, double domain_aspect, const LayoutNeeds& n) {
    const auto aspect = static_cast<float>(domain_aspect);
    const auto surface = [](float w, float h) { return usable(w, h, 1.1f, 1.4f); };
    if (show == ShowMode::surface) return surface(width, height);
    if (show == ShowMode::contours) return map_score(width, height, aspect, n);
    const float share = arrangement.share;
    const float of_surface = arrangement.stacked ? surface(width, height * share) : surface(width * share, height);
    const float of_map = arrangement.stacked ? map_score(width, height * (1 - share), aspect, n) : map_score(width * (1 - share), height, aspect, n);
    return std::sqrt(of_surface * of_map);
}

Arrangement best_arrangement(const Rect& views, const LayoutNeeds& n) {
    Arrangement best;
    const auto count = static_cast<int>(n.aspects.size());
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        if ((rows - 1) * columns >= count) continue;
        const float width = (views.width - n.gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
        const float height = (views.height - n.gap * static_cast<float>(rows - 1)) / static_cast<float>(rows) - (count > 1 || n.titled ? n.text * 1.3f : 0);
        for (const bool stacked : {true, false}) {
            for (const float share : {0.5f, 0.55f, 0.6f, 0.45f}) {
                Arrangement tried{.columns = columns, .stacked = stacked, .share = share, .score = 0};
                for (const double aspect : n.aspects) tried.score += view_score(width, height, n.show, tried, aspect, n);
                // Panes are to be compared: side by side when it costs little.
                tried.score *= 1 + 0.25f * static_cast<float>(columns - 1) / static_cast<float>(count);
                if (tried.score > best.score * 1.01f) best = tried;
            }
        }
    }
    return best;
}

}  // namespace

float views_score(const Rect& views, const LayoutNeeds& n) { return best_arrangement(views, n).score; }

void lay_out_views(Layout& layout, const Rect& views, const LayoutNeeds& n) {
    const Arrangement arrangement = best_arrangement(views, n);
    const auto count = static_cast<int>(n.aspects.size());
    const int rows = (count + arrangement.columns - 1) / arrangement.columns;
    const float width = (views.width - n.gap * static_cast<float>(arrangement.columns - 1)) / static_cast<float>(arrangement.columns);
    const float height = (views.height - n.gap * static_cast<float>(rows - 1)) / static_cast<float>(rows);
    for (int i = 0; i < count; ++i) {
        const int column = i % arrangement.columns, row = i / arrangement.columns;
        Rect cell{views.x + static_cast<float>(column) * (width + n.gap), views.y + static_cast<float>(row) * (height + n.gap), width, height};
        PaneLayout pane;
        if (count > 1 || n.titled) pane.title = cut_top(cell, n.text * 1.15f, n.text * 0.15f);
        ShowMode show = n.show;
        const float least = std::min(arrangement.stacked ? cell.width : cell.width / 2, arrangement.stacked ? cell.height / 2 : cell.height);
        if (show == ShowMode::both && least < 6.5f * n.text) show = ShowMode::contours;
        if (show == ShowMode::both && arrangement.stacked) {
            pane.surface = {cell.x, cell.y, cell.width, std::round(cell.height * arrangement.share)};
            pane.contours = {cell.x, pane.surface.bottom() + n.gap * 0.5f, cell.width, cell.bottom() - pane.surface.bottom() - n.gap * 0.5f};
        } else if (show == ShowMode::both) {
            pane.surface = {cell.x, cell.y, std::round((cell.width - n.gap) * arrangement.share), cell.height};
            pane.contours = {pane.surface.right() + n.gap, cell.y, cell.right() - pane.surface.right() - n.gap, cell.height};
        } else {
            (show == ShowMode::surface ? pane.surface : pane.contours) = cell;
        }
        layout.panes.push_back(pane);
    }
}

namespace {

/// The room for panes and the room for maps.
struct Division {
    Rect panes, maps;
    float score = 0;
};

float maps_score(const Rect& rect, const LayoutNeeds& n) {
    const float frame = 5 * n.small;  // axes' numbers and labels, and the title
    const float least = n.map_aspect > 0 ? static_cast<float>(n.map_aspect) : 0.8f, most = n.map_aspect > 0 ? least : 1.7f;
    float best = 0;
    for (int columns = 1; columns <= n.maps; ++columns) {
        const int rows = (n.maps + columns - 1) / columns;
        const float width = (rect.width - 5 * n.small) / static_cast<float>(columns) - frame, height = rect.height / static_cast<float>(rows) - frame;
        best = std::max(best, usable(width, height, least, most) * static_cast<float>(n.maps));
    }
    return best;
}

Division with_maps(const Rect& body, const LayoutNeeds& n) {
    if (n.maps == 0) return {body, {}, best_arrangement(body, n).score};
    Division best{.panes = body, .maps = {}, .score = 0};
    for (const float share : {0.5f, 0.44f, 0.38f, 0.56f, 0.62f}) {
        const float width = std::round((body.width - n.gap) * share), height = std::round((body.height - n.gap) * share);
        const Rect left{body.x, body.y, width, body.height}, right{body.x + width + n.gap, body.y, body.width - width - n.gap, body.height};
        const Rect above{body.x, body.y, body.width, height}, below{body.x, body.y + height + n.gap, body.width, body.height - height - n.gap};
        for (const auto& [panes, maps] : {std::pair{left, right}, std::pair{above, below}}) {
            const float score = 2 * std::sqrt(best_arrangement(panes, n).score * maps_score(maps, n));
            if (score > best.score * 1.01f) best = {panes, maps, score};
        }
    }
    return best;
}

/// A way to divide the room below the header, and how good its views are.
struct Candidate {
    Layout layout;
    Rect views;  ///< for the panes
    float score = 0;
};

template <class Divide>
Candidate tried(const Layout& header, Rect body, const LayoutNeeds& n, const Divide& divide) {
    Candidate candidate{.layout = header, .views = {}, .score = 0};
    divide(candidate.layout, body);
    const Division division = with_maps(body, n);
    candidate.views = division.panes;
    candidate.layout.maps = division.maps;
    const float panels = static_cast<float>(candidate.layout.panels.size());
    candidate.score = division.score * (1 + 0.35f * panels + 0.04f * static_cast<float>(candidate.layout.formula_detail));
    return candidate;
}

}  // namespace

Layout lay_out(Rect rect, const LayoutNeeds& n) {
    Layout header;
    Rect body = rect.inside(std::min(n.gap, rect.width * 0.03f));
    lay_out_header(header, body, n);
    if (const float caption = n.caption_height(body.width); caption > 0 && body.height > 15 * n.text + caption) {
        header.caption = cut_bottom(body, caption, n.gap * 0.7f);
    }
    Candidate best = tried(header, body, n, [&](Layout& layout, Rect& room) { lay_out_below(layout, room, n); });
    for (const float share : {0.31f, 0.26f}) {
        if (n.panels.empty() || body.width < 36 * n.text) break;
        const Candidate side = tried(header, body, n, [&](Layout& layout, Rect& room) { lay_out_side(layout, room, n, share); });
        if (!side.layout.panels.empty() && side.score > best.score) best = side;
    }
    best.layout.views = best.views;
    lay_out_views(best.layout, best.views, n);
    return best.layout;
}

}  // namespace tani::figure
