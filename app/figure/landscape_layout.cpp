#include "app/figure/landscape_layout.h"

#include <algorithm>
#include <cmath>

#include "app/figure/network_layout.h"

namespace tani::figure {

namespace {

constexpr float least_panel = 7.5f;   // height of a chart, in lines of text
constexpr float least_width = 15.0f;  // of a chart or the table
constexpr float widest = 34.0f;       // of a column of them

bool is_table(const std::string& name) { return name == "honesty"; }

struct Tried {
    Layout layout;
    float score = 0;
};

float gap_of(const LandscapeNeeds& n) { return 1.4f * n.header.gap; }

/// Names that fit one below another; the last charts are left out first, then the table.
std::vector<std::string> fitting(std::vector<std::string> names, float width, float height,
                                 const LandscapeNeeds& n) {
    const auto needed = [&] {
        float sum = -gap_of(n);
        for (const std::string& name : names) {
            sum += (is_table(name) ? n.honesty_height(width) : least_panel * n.header.text) +
                   gap_of(n);
        }
        return sum;
    };
    while (!names.empty() && needed() > height) {
        const auto charts = std::ranges::count_if(names, std::not_fn(is_table));
        const auto victim = charts > 1 ? std::find_if_not(names.rbegin(), names.rend(), is_table)
                                       : std::find_if(names.rbegin(), names.rend(), is_table);
        names.erase(victim == names.rend() ? std::prev(names.end()) : std::next(victim).base());
    }
    return names;
}

/// One below another: the table as high as it is, charts share the rest.
void stack(Layout& layout, Rect room, const std::vector<std::string>& names,
           const LandscapeNeeds& n) {
    const float gap = gap_of(n);
    float spare = room.height + gap;
    int charts = 0;
    for (const std::string& name : names) {
        spare -= gap + (is_table(name) ? n.honesty_height(room.width) : 0);
        charts += is_table(name) ? 0 : 1;
    }
    const float chart = charts > 0 ? spare / static_cast<float>(charts) : 0;
    for (const std::string& name : names) {
        const float height = is_table(name) ? n.honesty_height(room.width) : chart;
        layout.panels.push_back({name, {room.x, room.y, room.width, height}});
        room.y += height + gap;
    }
}

void side_by_side(Layout& layout, Rect room, const std::vector<std::string>& names,
                  const LandscapeNeeds& n) {
    const auto count = static_cast<float>(names.size());
    const float width = (room.width - gap_of(n) * (count - 1)) / count;
    for (const std::string& name : names) {
        layout.panels.push_back({name, {room.x, room.y, width, room.height}});
        room.x += width + gap_of(n);
    }
}

/// Charts as many as a row has room for.
std::vector<std::string> in_row(std::vector<std::string> names, float width,
                                const LandscapeNeeds& n) {
    const float each = least_width * n.header.text + gap_of(n);
    const auto most = static_cast<std::size_t>(std::max((width + gap_of(n)) / each, 0.0f));
    if (names.size() > most) names.resize(most);
    return names;
}

/// How good what stands beside the views is: charts that are large, a table with all its columns.
float panels_score(const Layout& layout, std::size_t wanted, const LandscapeNeeds& n) {
    float score = 1, charts = 0, area = 0;
    for (const PanelLayout& panel : layout.panels) {
        if (is_table(panel.name)) {
            score *= std::sqrt(std::min(panel.rect.width / n.honesty_width, 1.0f));
        } else {
            const float width = std::min(panel.rect.width, 2.2f * panel.rect.height);
            area += width * std::min(panel.rect.height, width);
            ++charts;
        }
    }
    if (charts > 0) score *= std::pow(area / charts, 0.22f);
    return score / (1 + static_cast<float>(wanted - layout.panels.size()));
}

Tried in_column(const Layout& header, Rect room, const std::vector<std::string>& names,
                const LandscapeNeeds& n, float share) {
    Tried tried{header};
    const float text = n.header.text, gap = gap_of(n);
    const float width =
        std::round(std::clamp(share * room.width, least_width * text, widest * text));
    if (width > 0.55f * room.width) return tried;
    const std::vector<std::string> column = fitting(names, width, room.height, n);
    if (column.empty()) return tried;
    std::vector<std::string> below;
    for (const std::string& name : names) {
        if (std::ranges::find(column, name) == column.end()) below.push_back(name);
    }
    Rect views{room.x, room.y, room.width - width - gap, room.height};
    stack(tried.layout, {room.right() - width, room.y, width, room.height}, column, n);
    std::erase_if(below, is_table);
    below = in_row(below, views.width, n);
    if (const float height = 0.3f * views.height; !below.empty() && height > least_panel * text) {
        side_by_side(tried.layout, {views.x, views.bottom() - height, views.width, height}, below,
                     n);
        views.height -= height + gap;
    }
    tried.score = views_score(views, n.header) * panels_score(tried.layout, names.size(), n);
    tried.layout.views = views;
    return tried;
}

enum class Table { under, beside };

/// A row of charts below the views, with the table under it or in it.
Tried in_rows(const Layout& header, Rect room, const std::vector<std::string>& names,
              const LandscapeNeeds& n, Table place) {
    Tried tried{header};
    const float text = n.header.text, gap = n.header.gap;
    std::vector<std::string> charts = names;
    const bool table = std::erase_if(charts, is_table) > 0;
    const bool tall = room.height > 1.2f * room.width;
    float height = std::min((tall ? 0.36f : 0.32f) * room.height, 13 * text);
    Rect views = room;
    float row_width = room.width;
    if (table && place == Table::beside) {
        const float width = std::clamp(n.honesty_width, least_width * text, 0.5f * room.width);
        height = std::max(height, n.honesty_height(width));
        if (charts.empty() || height > 0.45f * room.height) return tried;
        row_width -= width + gap_of(n);
        tried.layout.panels.push_back(
            {"honesty", {room.right() - width, room.bottom() - height, width, height}});
    } else if (const float below = n.honesty_height(room.width);
               table && below < 0.36f * room.height) {
        tried.layout.panels.push_back(
            {"honesty", {room.x, room.bottom() - below, room.width, below}});
        views.height -= below + gap;
    }
    charts = in_row(charts, row_width, n);
    if (!charts.empty() && height > 0.8f * least_panel * text) {
        side_by_side(tried.layout, {views.x, views.bottom() - height, row_width, height}, charts,
                     n);
        views.height -= height + gap;
    }
    tried.score = views_score(views, n.header) * panels_score(tried.layout, names.size(), n);
    tried.layout.views = views;
    return tried;
}

/// Charts and the table alone: as the network lab has them.
Layout without_planes(Rect rect, const LandscapeNeeds& n) {
    NetworkNeeds needs{.header = n.header,
                       .panels = n.panels,
                       .panes = 0,
                       .table_height = n.honesty_height(rect.width - 2 * n.header.gap),
                       .caption_height = n.caption_height,
                       .strip_height = n.strip_height};
    std::ranges::replace(needs.panels, std::string("honesty"), std::string("table"));
    Layout layout = lay_out_network(rect, needs);
    for (PanelLayout& panel : layout.panels) {
        if (panel.name == "table") panel.name = "honesty";
    }
    return layout;
}

}  // namespace

Layout lay_out_landscape(Rect rect, const LandscapeNeeds& n) {
    std::vector<std::string> names = n.panels;
    if (std::erase(names, "plane") == 0 || n.header.aspects.empty()) {
        LandscapeNeeds needs = n;
        needs.panels = names;
        return without_planes(rect, needs);
    }
    Layout header;
    const float gap = n.header.gap, text = n.header.text;
    Rect body = rect.inside(std::min(gap, rect.width * 0.03f));
    lay_out_header(header, body, n.header);
    if (const float caption = n.caption_height(body.width);
        caption > 0 && body.height > 15 * text + caption) {
        body.height -= caption + 0.7f * gap;
        header.caption = {body.x, body.bottom() + 0.7f * gap, body.width, caption};
    }
    Tried best;
    for (const bool strip : {false, true}) {
        // Runs are named once: in the table, or else in a strip.
        Layout above = header;
        Rect room = body;
        if (strip) {
            const float height = n.strip_height(body.width);
            room.height -= height + 0.4f * gap;
            above.legend = {room.x, room.bottom() + 0.4f * gap, room.width, height};
            above.legend_strip = true;
        }
        best = in_rows(above, room, names, n, Table::under);
        const auto consider = [&](Tried tried) {
            if (tried.score > 1.005f * best.score) best = std::move(tried);
        };
        consider(in_rows(above, room, names, n, Table::beside));
        for (const float share : {0.28f, 0.32f, 0.36f, 0.4f, 0.44f}) {
            consider(in_column(above, room, names, n, share));
        }
        if (std::ranges::any_of(best.layout.panels,
                                [](const PanelLayout& panel) { return is_table(panel.name); })) {
            break;
        }
    }
    lay_out_views(best.layout, best.layout.views, n.header);
    return best.layout;
}

}  // namespace tani::figure
