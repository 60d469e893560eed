// The mean of a run's points beside the run: a thin dashed line and a ring.
#include "app/figure/average.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

/// Points of the line at most; what the mean does in between is less than a pixel.
constexpr int most_points = 400;

bool within(Point p, const Projector& projector) {
    return p[0] >= projector.x.from && p[0] <= projector.x.to && p[1] >= projector.y.from &&
           p[1] <= projector.y.to;
}

std::optional<ImVec2> pixel_of(const Projector& projector, std::optional<Point> p) {
    return p && within(*p, projector) ? projector.pixel(*p, projector.value(*p)) : std::nullopt;
}

/// Early rows move the mean most: they are taken one by one, later ones at growing distances.
std::vector<int> rows_of(const RunRecording& run, int last) {
    int first = last;
    while (first > 0 && run.average(first - 1)) --first;
    std::vector<int> rows;
    for (int row = first; row < last; row += 1 + (row - first) * 4 / most_points)
        rows.push_back(row);
    rows.push_back(last);
    return rows;
}

void draw_one(const Drawing& d, const Projector& projector, int index) {
    const RunRecording& run = d.run(index);
    const int last = d.row(index);
    if (!run.average(last)) return;
    std::vector<ImVec2> line;
    const auto flush = [&] {
        draw_average_line(d, line, index);
        line.clear();
    };
    for (const int row : rows_of(run, last)) {
        const auto at = pixel_of(projector, run.average(row));
        at ? line.push_back(*at) : flush();
    }
    flush();
    const auto head = pixel_of(projector, run.average(last));
    if (!head) return;
    draw_average_mark(d, *head, d.style(index).colour);
    if (index != d.selected) return;
    draw_text(d.list, d.text(), {head->x + d.sizes.head * 0.8f, head->y - d.sizes.head * 0.8f},
              d.colours.text, "x̄", {0, 1}, d.colours.halo | IM_COL32_A_MASK);
}

}  // namespace

void draw_average_mark(const Drawing& d, ImVec2 at, ImU32 colour) {
    const float radius = d.sizes.head * 0.5f, width = std::max(d.sizes.path * 0.8f, 2.0f);
    d.list.AddCircleFilled(at, radius + width, d.colours.halo | IM_COL32_A_MASK);
    d.list.AddCircle(at, radius, colour, 0, width);
    d.list.AddCircleFilled(at, width * 0.8f, colour);
}

void draw_average_line(const Drawing& d, std::span<const ImVec2> line, int run) {
    if (line.size() < 2) return;
    const float width = std::max(d.sizes.path * 0.6f, 1.5f);
    const ImU32 colour = mixed(d.style(run).colour, d.colours.text, 0.65f);
    draw_polyline(d.list, line,
                  {.colour = d.colours.halo | IM_COL32_A_MASK, .width = width * 2.4f, .dash = 0});
    draw_polyline(d.list, line, {.colour = colour, .width = width, .dash = d.sizes.path * 2});
}

void draw_averages(const Drawing& d, const Projector& projector,
                   const std::vector<RunPath>& paths) {
    d.list.PushClipRect(projector.box.least(), projector.box.most(), true);
    for (const RunPath& path : paths) draw_one(d, projector, path.run);
    d.list.PopClipRect();
}

}  // namespace tani::figure
