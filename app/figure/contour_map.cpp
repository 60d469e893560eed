#include "app/figure/contour_map.h"

#include <algorithm>
#include <cmath>

#include <glad/gl.h>

#include "app/figure/pixel_picture.h"
#include "app/gl/objects.h"

namespace tani::figure {

namespace {

/// What the picture of a map depends on besides its field.
struct MapLook {
    int width = 0, height = 0;
    Theme theme = Theme::dark;
    ImU32 hole = 0, line = 0;
    float line_width = 1;
    std::vector<float> levels;  ///< heights of the lines, rising
    bool operator==(const MapLook&) const = default;
};

/// A grid coordinate under a pixel's middle: the node before, and how far on to the next one.
struct Place {
    std::size_t node;
    float share;
};

std::vector<Place> places(int pixels, int nodes) {
    std::vector<Place> list;
    for (int i = 0; i < pixels; ++i) {
        const double at = (i + 0.5) / pixels * (nodes - 1);
        const auto node = static_cast<std::size_t>(std::clamp(static_cast<int>(at), 0, std::max(nodes - 2, 0)));
        list.push_back({node, static_cast<float>(at - static_cast<double>(node))});
    }
    return list;
}

/// Heights under the pixels, rows from the bottom.
std::vector<float> resampled(const HeightField& field, int width, int height) {
    const std::vector<Place> columns = places(width, field.nx), rows = places(height, field.ny);
    const auto nx = static_cast<std::size_t>(field.nx);
    std::vector<float> line(nx + 1), heights;
    heights.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (const Place& row : rows) {
        const float* below = field.h.data() + row.node * nx;
        const float* above = field.ny > 1 ? below + nx : below;
        for (std::size_t i = 0; i < nx; ++i) line[i] = below[i] + row.share * (above[i] - below[i]);
        line[nx] = line[nx - 1];
        for (const Place& column : columns) heights.push_back(line[column.node] + column.share * (line[column.node + 1] - line[column.node]));
    }
    return heights;
}

/// How much of a pixel the nearest line covers: its distance is the height's difference over the height's slope.
float line_cover(float h, float slope, const MapLook& look) {
    const auto above = std::lower_bound(look.levels.begin(), look.levels.end(), h);
    float away = INFINITY;
    if (above != look.levels.end()) away = *above - h;
    if (above != look.levels.begin()) away = std::min(away, h - *(above - 1));
    if (slope <= 0) return 0;  // a plateau at a line's very height is not a line
    return std::clamp(look.line_width / 2 + 0.5f - away / std::max(slope, 1e-7f), 0.0f, 1.0f);
}

/// The map's picture: colours of the heights with the contour lines over them, rows from the bottom as OpenGL keeps them.
std::vector<ImU32> painted(const HeightField& field, const MapLook& look) {
    constexpr std::size_t shades = 1024;
    std::array<ImU32, shades> colours{};
    for (std::size_t i = 0; i < shades; ++i) colours[i] = to_colour(height_colour(look.theme, static_cast<double>(i) / (shades - 1)));
    const std::vector<float> heights = resampled(field, look.width, look.height);
    const float strength = static_cast<float>(look.line >> IM_COL32_A_SHIFT) / 255;
    const auto width = static_cast<std::size_t>(look.width), height = static_cast<std::size_t>(look.height);
    std::vector<ImU32> texels(heights.size(), look.hole);
    for (std::size_t j = 0; j < height; ++j) {
        const std::size_t up = j > 0 ? width : 0, down = j + 1 < height ? width : 0;
        for (std::size_t i = 0; i < width; ++i) {
            const std::size_t at = j * width + i, left = i > 0 ? 1 : 0, right = i + 1 < width ? 1 : 0;
            const float h = heights[at];
            if (!std::isfinite(h)) continue;
            const float dx = (heights[at + right] - heights[at - left]) / static_cast<float>(std::max<std::size_t>(left + right, 1));
            const float dy = (heights[at + down] - heights[at - up]) / static_cast<float>(std::max<std::size_t>((up + down) / width, 1));
            const ImU32 ground = colours[static_cast<std::size_t>(std::clamp(h, 0.0f, 1.0f) * (shades - 1) + 0.5f)];
            const float cover = line_cover(h, std::hypot(dx, dy), look);
            texels[at] = cover > 0 ? mixed(ground, look.line | IM_COL32_A_MASK, cover * strength) : ground;
        }
    }
    return texels;
}

struct LineLabel {
    ImVec2 at;
    std::string text;
};

float length_on_screen(const std::vector<ImVec2>& points) {
    float length = 0;
    for (std::size_t i = 1; i < points.size(); ++i) length += distance(points[i - 1], points[i]);
    return length;
}

/// Numbers on some lines, far from each other, from the box's edge and from the minima.
class Labeller {
  public:
    Labeller(const ImFont& font, Rect box, std::vector<ImVec2> taken) : font_(font), box_(box), taken_(std::move(taken)) {}

    void offer(const std::vector<ImVec2>& line, const std::string& text) {
        const float width = text_width(font_, text), em = font_.FontSize;
        if (line.size() < 8 || length_on_screen(line) < 6 * em + 2 * width) return;
        const Rect room{box_.x + width * 0.6f + em * 0.4f, box_.y + em, box_.width - width * 1.2f - em * 0.8f, box_.height - 2 * em};
        float best = 4.5f * em;
        const ImVec2* place = nullptr;
        for (std::size_t i = 2; i + 2 < line.size(); i += 2) {
            const ImVec2 p = line[i];
            if (!room.contains(p)) continue;
            float nearest = 1e9f;
            for (const ImVec2 other : taken_) nearest = std::min(nearest, distance(p, other));
            // Rather on the right, where paths start less often, and where the line runs level.
            const ImVec2 along(line[i + 2].x - line[i - 2].x, line[i + 2].y - line[i - 2].y);
            const float level = std::abs(along.x) / std::max(std::hypot(along.x, along.y), 1e-3f);
            const float score = std::min(nearest, 9 * em) + em * (1.2f * level + 1.5f * (p.x - box_.x) / box_.width);
            if (nearest > 4.5f * em && score > best) {
                best = score;
                place = &line[i];
            }
        }
        if (place == nullptr) return;
        taken_.push_back(*place);
        labels.push_back({*place, text});
    }

    std::vector<LineLabel> labels;

  private:
    const ImFont& font_;
    Rect box_;
    std::vector<ImVec2> taken_;
};

/// The box within a cell. Of the domain's shape, so that circles are round and gradients cross contours at right angles, unless the
/// domain is long and that would cost much of the cell.
Rect box_of(Rect room, const HeightField& field, bool at_top) {
    const double domain = (field.x.to - field.x.from) / (field.y.to - field.y.from);
    const double shape = static_cast<double>(room.width) / static_cast<double>(room.height);
    constexpr double most_waste = 1.4, long_domain = 1.8;
    const double waste = std::max(domain / shape, shape / domain);
    const bool is_long = domain > long_domain || domain < 1 / long_domain;
    if (!(domain > 0) || (is_long && waste > most_waste)) return room;
    if (domain > shape) {
        const auto height = static_cast<float>(room.width / domain);
        return {room.x, at_top ? room.y : room.y + std::floor((room.height - height) / 2), room.width, std::floor(height)};
    }
    const auto width = static_cast<float>(room.height * domain);
    return {room.x + std::floor((room.width - width) / 2), room.y, std::floor(width), room.height};
}

}  // namespace

struct ContourMap::State {
    PixelTexture heat;
    PixelPicture picture;
    std::uint64_t heat_of = 0;
    MapLook heat_look;
    std::uint64_t lines_of = 0;
    bool traced = false;
    std::vector<double> levels;
    std::vector<ContourLine> lines;
    // On the screen, as last painted.
    Mapping mapping{};
    AxesTicks ticks;
    std::vector<Tick> bar_ticks;
    std::vector<double> bar_places;
    std::string x_name, y_name;
    // For one mapping.
    Rect box;
    std::uint64_t screen_of = 0;
    std::vector<std::vector<ImVec2>> screen;
    std::vector<LineLabel> labels;

    void paint(const Pen& pen, const HeightField& field, const Rect& at) {
        MapLook look{.width = std::max(static_cast<int>(at.width), 1), .height = std::max(static_cast<int>(at.height), 1), .theme = pen.theme,
                     .hole = pen.colours.grid, .line = pen.colours.contour, .line_width = pen.hairline(), .levels = {}};
        for (const double level : levels) look.levels.push_back(static_cast<float>(field.height_of(level)));
        if (heat_of == field.fingerprint && heat_look == look) return;
        heat.upload(look.width, look.height, painted(field, look));
        heat_of = field.fingerprint;
        heat_look = std::move(look);
    }

    AxesLook look(const Pen& pen) const {
        AxesLook look = pen.axes_look();
        look.x_label = x_name;
        look.y_label = y_name;
        return look;
    }

    void trace(const HeightField& field) {
        if (!traced || lines_of != field.fingerprint) {
            levels = field.contour_values();
            lines = contour_lines(field, levels);
            lines_of = field.fingerprint;
            traced = true;
        }
    }

    void place(const Pen& pen, const MapMarks& marks) {
        std::uint64_t key = mixed_in(lines_of, static_cast<double>(pen.small().FontSize));
        for (const Point& point : marks.paths) key = mixed_in(mixed_in(key, point[0]), point[1]);
        if (box == mapping.box && screen_of == key) return;
        box = mapping.box;
        screen_of = key;
        screen.clear();
        std::vector<ImVec2> taken;
        for (const Point& minimum : marks.minima) taken.push_back(mapping.pixel(minimum[0], minimum[1]));
        for (const Point& point : marks.paths) taken.push_back(mapping.pixel(point[0], point[1]));
        for (const ContourLine& line : lines) {
            std::vector<ImVec2> points;
            for (const Point& p : line.points) {
                const ImVec2 at = mapping.pixel(p[0], p[1]);
                if (points.empty() || distance(points.back(), at) > 1.2f) points.push_back(at);
            }
            if (line.closed && points.size() > 2) points.push_back(points.front());
            screen.push_back(std::move(points));
        }
        label_lines(pen, taken);
    }

    void label_lines(const Pen& pen, const std::vector<ImVec2>& taken) {
        Labeller labeller(pen.small(), box, taken);
        if (box.width > 14 * pen.sizes.small && box.height > 7 * pen.sizes.small) {
            std::vector<std::size_t> order(lines.size());
            for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
            std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return length_on_screen(screen[a]) > length_on_screen(screen[b]); });
            for (const std::size_t i : order) {
                const auto level = std::find(levels.begin(), levels.end(), lines[i].value) - levels.begin();
                if (level % 2 == 0 || levels.size() <= 8) labeller.offer(screen[i], number_text_short(lines[i].value));
            }
        }
        labels = std::move(labeller.labels);
    }

    static std::string number_text_short(double value) { return tick_text(value, std::max(std::abs(value) / 100, 1e-12)); }
};

ContourMap::ContourMap() : state_(std::make_unique<State>()) {}
ContourMap::~ContourMap() = default;

Mapping ContourMap::paint(const Pen& pen, Rect cell, const HeightField& field, const MapOptions& options) {
    State& state = *state_;
    state.trace(field);
    const float em = pen.sizes.small;
    const Axis x{field.x.from, field.x.to, false}, y{field.y.from, field.y.to, false};

    state.bar_ticks.clear();
    state.bar_places.clear();
    float bar_room = 0;
    if (options.colour_bar && cell.width > 26 * em && cell.height > 12 * em) {
        const std::vector<double> values = field.height_ticks(std::clamp(static_cast<int>(cell.height / (4 * em)), 3, 7));
        for (const double value : values) {
            state.bar_ticks.push_back({value, State::number_text_short(value)});
            state.bar_places.push_back(field.height_of(value));
            bar_room = std::max(bar_room, text_width(pen.small(), state.bar_ticks.back().text));
        }
        bar_room += 2.2f * em;
    }
    state.x_name = options.x_name.full;
    state.y_name = options.y_name.full;
    state.ticks = fit_ticks(x, y, cell.width - bar_room, cell.height, state.look(pen));
    const auto& edges = state.ticks.room;
    const float top = std::max(edges.top, em * 1.15f), right = std::max(edges.right, em * 0.9f);
    const Rect room{std::round(cell.x + edges.left), std::round(cell.y + top), std::floor(cell.width - edges.left - right - bar_room),
                    std::floor(cell.height - top - edges.bottom)};
    state.mapping = {x, y, box_of(room, field, options.at_top)};
    const auto fitting = [&](const MapOptions::Name& name, float length) {
        return text_width(pen.small(), name.full) <= length ? name.full : shortened(pen.small(), name.brief, length);
    };
    state.x_name = fitting(options.x_name, state.mapping.box.width + 2 * em);
    state.y_name = fitting(options.y_name, state.mapping.box.height + em);
    state.paint(pen, field, state.mapping.box);
    state.picture.put(pen.list, state.mapping.box, state.heat.id());
    return state.mapping;
}

void ContourMap::draw(const Pen& pen, const HeightField& field, const MapMarks& marks) {
    State& state = *state_;
    const Mapping& mapping = state.mapping;
    const Rect& box = mapping.box;
    const AxesLook look = state.look(pen);
    const float em = pen.sizes.small;
    state.place(pen, marks);
    pen.list.PushClipRect(box.least(), box.most(), true);
    for (const LineLabel& label : state.labels) {
        const auto h = field.drawn_height(mapping.value(label.at)[0], mapping.value(label.at)[1]);
        const ImU32 ground = to_colour(height_colour(pen.theme, std::isfinite(h) ? static_cast<double>(h) : 0.5));
        draw_text(pen.list, pen.small(), label.at, mixed(pen.colours.text, ground, 0.25f), label.text, {0.5f, 0.5f}, ground);
    }
    for (const Point& minimum : marks.minima) {
        const ImVec2 at = mapping.pixel(minimum[0], minimum[1]);
        if (is_finite(at)) draw_marker(pen.list, Marker::star, at, pen.sizes.marker * 1.8f, pen.colours.minimum, pen.colours.halo | IM_COL32_A_MASK);
    }
    pen.list.PopClipRect();

    pen.list.AddRect(box.least(), box.most(), pen.colours.axis, 0, 0, pen.hairline());
    draw_axes(pen.list, mapping, state.ticks, look);
    if (state.x_name.empty()) {
        draw_text(pen.list, pen.small(), {box.right() + em * 0.3f, box.bottom() - em * 0.55f}, pen.colours.text, "x", {0, 0.5f});
        draw_text(pen.list, pen.small(), {box.x, box.y - em * 0.15f}, pen.colours.text, "y", {0.5f, 1});
    }
    if (!state.bar_ticks.empty()) {
        const Rect bar{box.right() + 1.2f * em, box.y, std::round(0.7f * em), box.height};
        draw_colour_bar(pen.list, bar, pen.theme, state.bar_ticks, state.bar_places, look);
    }
}

}  // namespace tani::figure
