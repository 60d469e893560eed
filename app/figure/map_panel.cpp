#include "app/figure/map_panel.h"

#include <algorithm>
#include <cmath>

#include "app/figure/map_scale.h"
#include "app/figure/theory_drawing.h"
#include "app/plot/strokes.h"
#include "app/plot/text.h"

namespace tani::figure {

namespace {

/// The cell under each pixel: cells are centred on their values, which the ends of an axis are.
std::vector<std::size_t> cells_under(int pixels, int cells) {
    std::vector<std::size_t> list;
    for (int i = 0; i < pixels; ++i) {
        const double at = (i + 0.5) / pixels * (cells - 1);
        list.push_back(static_cast<std::size_t>(std::clamp(static_cast<int>(std::lround(at)), 0, cells - 1)));
    }
    return list;
}

std::vector<ImU32> painted(const SweepMap& map, const MapScale& scale, int width, int height) {
    std::vector<ImU32> cells;
    cells.reserve(map.values.size());
    for (const double value : map.values) cells.push_back(scale.colour(value));
    const std::vector<std::size_t> columns = cells_under(width, map.plan.x.count), rows = cells_under(height, map.plan.y.count);
    std::vector<ImU32> texels;
    texels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (const std::size_t row : rows) {
        const ImU32* line = cells.data() + row * static_cast<std::size_t>(map.plan.x.count);
        for (const std::size_t column : columns) texels.push_back(line[column]);
    }
    return texels;
}

Axis axis_of(const SweepAxis& axis) { return {std::min(axis.from, axis.to), std::max(axis.from, axis.to), axis.log}; }

/// A map of starts has the domain's shape.
double aspect_of(const RunMap& map) {
    if (!map.about_starts()) return 0;
    return std::abs((map.plan.x.to - map.plan.x.from) / (map.plan.y.to - map.plan.y.from));
}

/// The largest box of a shape at a room's top left.
Rect box_of(Rect room, double aspect) {
    room = {std::round(room.x), std::round(room.y), std::floor(room.width), std::floor(room.height)};
    if (aspect <= 0) {
        constexpr float tallest = 1.25f;
        const float height = std::floor(std::min(room.height, room.width * tallest));
        return {room.x, room.y, room.width, height};
    }
    const double shape = static_cast<double>(room.width) / static_cast<double>(room.height);
    if (aspect > shape) return {room.x, room.y, room.width, std::floor(static_cast<float>(room.width / aspect))};
    return {room.x, room.y, std::floor(static_cast<float>(room.height * aspect)), room.height};
}

AxesLook labelled_axes(const Pen& pen, const RunMap& map) {
    AxesLook look = pen.axes_look();
    look.x_label = map.axes[0].in(pen.language);
    look.y_label = map.axes[1].in(pen.language);
    return look;
}

/// One map on the screen.
struct Placed {
    PixelTexture texture;
    PixelPicture picture;
    std::shared_ptr<const SweepMap> painted_map;
    Rect painted_box{};
    Theme painted_theme = Theme::dark;
    Rect title{}, side{};
    Mapping mapping{};
    AxesTicks ticks;
    std::vector<MomentumTarget> targets;
    std::optional<MomentumTheory> targets_of;
    SweepPlan targets_in;
    std::vector<ImVec2> target_pixels;
};

}  // namespace

struct MapPanel::State {
    std::vector<std::unique_ptr<Placed>> placed;
    std::optional<MapScale> scale;
    std::vector<std::shared_ptr<const SweepMap>> scale_of;
    Theme scale_theme = Theme::dark;
    Language scale_language = Language::en;

    /// Looks at every value: only when one changed.
    void find_scale(const Pen& pen, const std::vector<RunMap>& maps) {
        std::vector<std::shared_ptr<const SweepMap>> now;
        std::vector<const SweepMap*> measured;
        const std::vector<Minimum>* minima = nullptr;
        for (const RunMap& map : maps) {
            now.push_back(map.map);
            if (!map.map) continue;
            measured.push_back(map.map.get());
            if (!minima) minima = &map.minima;
        }
        if (scale && now == scale_of && scale_theme == pen.theme && scale_language == pen.language) return;
        scale.emplace(measured, minima ? *minima : std::vector<Minimum>{}, pen);
        scale_of = std::move(now);
        scale_theme = pen.theme;
        scale_language = pen.language;
        for (const auto& one : placed) one->painted_map.reset();
    }

    float side_width(const Pen& pen) const {
        const float em = pen.sizes.small;
        float width = 0;
        if (scale->has_bar()) {
            for (const Tick& tick : scale->ticks(6)) width = std::max(width, text_width(pen.small(), tick.text));
            width += 1.5f * em;
        }
        for (const MapScale::Swatch& swatch : scale->swatches()) width = std::max(width, text_width(pen.small(), swatch.name) + 1.4f * em);
        return width + 0.9f * em;
    }

    void place(const Pen& pen, Placed& one, const RunMap& map, Rect cell, bool beside) {
        const float em = pen.sizes.small;
        one.title = {cell.x, cell.y, cell.width, pen.sizes.text * 1.25f};
        cell.y += one.title.height;
        cell.height -= one.title.height;
        const float side = beside ? side_width(pen) : 0;
        const Axis x = axis_of(map.plan.x), y = axis_of(map.plan.y);
        const AxesLook look = labelled_axes(pen, map);
        one.ticks = fit_ticks(x, y, cell.width - side, cell.height, look);
        const AxesRoom& edges = one.ticks.room;
        const float top = std::max(edges.top, em * 0.6f), right = std::max(edges.right, em * 0.7f);
        const Rect room{cell.x + edges.left, cell.y + top, cell.width - edges.left - right - side, cell.height - top - edges.bottom};
        one.mapping = {x, y, box_of(room, aspect_of(map))};
        one.side = beside ? Rect{one.mapping.box.right() + right, one.mapping.box.y, side, one.mapping.box.height} : Rect{};
    }

    void paint(const Pen& pen, Placed& one, const RunMap& map) {
        const Rect& box = one.mapping.box;
        if (!map.map || box.width < 8 || box.height < 8) return;
        if (one.painted_map != map.map || one.painted_box.width != box.width || one.painted_box.height != box.height || one.painted_theme != pen.theme) {
            const int width = static_cast<int>(box.width), height = static_cast<int>(box.height);
            one.texture.upload(width, height, painted(*map.map, *scale, width, height));
            one.painted_map = map.map;
            one.painted_theme = pen.theme;
        }
        one.painted_box = box;
        one.picture.put(pen.list, box, one.texture.id());
    }

    void draw_title(const Pen& pen, const Placed& one, const RunMap& map, bool name_run) const {
        const ImFont& font = pen.text();
        float x = one.title.x;
        const std::string measure = find_name(map.plan.measure).in(pen.language);
        if (name_run) {
            const RunStyle style = run_style(pen.theme, map.plan.run);
            const float dot = 0.62f * font.FontSize;
            draw_marker(pen.list, style.marker, {x + dot / 2, one.title.y + font.FontSize * 0.5f}, dot, style.colour);
            x += dot * 1.6f;
        }
        const float room = one.title.right() - x;
        std::string text = name_run ? map.run.in(pen.language) + " · " + measure : measure;
        if (name_run && text_width(font, text) > room) text = map.run.in(pen.language);
        draw_text(pen.list, font, {x, one.title.y}, pen.colours.text, shortened(font, text, room));
    }

    static const Text& find_name(Measure measure) {
        for (const MeasureName& name : measures()) {
            if (name.measure == measure) return name.name;
        }
        return measures().front().name;
    }

    void draw_side(const Pen& pen, const Placed& one) const {
        if (one.side.empty()) return;
        const float em = pen.sizes.small, line = 1.35f * em;
        const auto names = static_cast<float>(scale->swatches().size());
        float y = one.side.y;
        if (scale->has_bar()) {
            const float height = one.side.height - (names > 0 ? names * line + em : 0);
            if (height > 3 * em) {
                const Rect bar{one.side.x + 0.2f * em, y + 0.4f * em, std::round(0.7f * em), std::round(height - 0.8f * em)};
                const std::vector<Tick> ticks = scale->ticks(std::clamp(static_cast<int>(height / (3 * em)), 2, 7));
                std::vector<double> places;
                for (const Tick& tick : ticks) places.push_back(scale->fraction(tick.value));
                draw_colour_bar(pen.list, bar, pen.theme, ticks, places, pen.axes_look());
            }
            y += height + 0.5f * em;
        }
        for (const MapScale::Swatch& swatch : scale->swatches()) {
            const ImVec2 corner(std::round(one.side.x + 0.2f * em), std::round(y + 0.15f * em));
            pen.list.AddRectFilled(corner, {corner.x + 0.8f * em, corner.y + 0.8f * em}, swatch.colour);
            draw_text(pen.list, pen.small(), {corner.x + 1.2f * em, y}, pen.colours.text, swatch.name);
            y += line;
        }
    }

    static void draw_minima(const Pen& pen, const Placed& one, const RunMap& map) {
        for (const Minimum& minimum : map.minima) {
            const ImVec2 at = one.mapping.pixel(minimum.x, minimum.y);
            if (is_finite(at)) draw_marker(pen.list, Marker::star, at, pen.sizes.marker * 1.8f, pen.colours.minimum, pen.colours.halo | IM_COL32_A_MASK);
        }
    }

    /// Where the run stands: a cross over the whole map and a ring.
    static void draw_here(const Pen& pen, const Placed& one, const RunMap& map) {
        const Rect& box = one.mapping.box;
        const auto& here = map.site.here;
        if (!here[0] || !here[1]) return;
        const ImVec2 at = one.mapping.pixel(*here[0], *here[1]);
        const RunStyle style = run_style(pen.theme, map.plan.run);
        const ImU32 halo = faded(pen.colours.halo | IM_COL32_A_MASK, 0.6f);
        const float width = 1.5f * pen.hairline();
        const auto line = [&](ImVec2 from, ImVec2 to) {
            const std::array<ImVec2, 2> ends = {from, to};
            draw_polyline(pen.list, ends, {halo, width + 2 * pen.hairline(), 0});
            draw_polyline(pen.list, ends, {style.colour, width, 3});
        };
        if (std::isfinite(at.x)) line({at.x, box.y}, {at.x, box.bottom()});
        if (std::isfinite(at.y)) line({box.x, at.y}, {box.right(), at.y});
        if (is_finite(at)) draw_marker(pen.list, style.marker, at, pen.sizes.head * 0.95f, style.colour, pen.colours.halo | IM_COL32_A_MASK);
    }

    void draw_map(const Pen& pen, Placed& one, const RunMap& map) const {
        const Rect& box = one.mapping.box;
        one.target_pixels.clear();
        if (!map.theory) one.targets.clear(), one.targets_of.reset();
        pen.list.PushClipRect(box.least(), box.most(), true);
        if (map.about_starts()) draw_minima(pen, one, map);
        if (map.theory) {
            const TheoryDrawing theory(pen, map, one.mapping);
            const bool across = momentum_axis(map.site) == 0;
            if (one.targets_of != map.theory || one.targets_in != map.plan) {  // a search, and nothing that a moved start changes
                one.targets = map.theory->targets(across ? map.plan.y : map.plan.x, across ? map.plan.x : map.plan.y);
                one.targets_of = map.theory;
                one.targets_in = map.plan;
            }
            for (const MomentumTarget& target : one.targets) one.target_pixels.push_back(theory.pixel(target.rate, target.momentum));
            theory.draw_borders();
        }
        draw_here(pen, one, map);
        pen.list.PopClipRect();
        pen.list.AddRect(box.least(), box.most(), pen.colours.axis, 0, 0, pen.hairline());
        const AxesLook look = labelled_axes(pen, map);
        draw_axes(pen.list, one.mapping, one.ticks, look);
        if (map.theory) TheoryDrawing(pen, map, one.mapping).draw_targets(one.targets, one.target_pixels);  // a dot on the edge is seen whole
    }

    static void draw_problem(const Pen& pen, const Placed& one, const std::string& problem) {
        const Rect& box = one.mapping.box;
        pen.list.AddRect(box.least(), box.most(), pen.colours.axis, 0, 0, pen.hairline());
        const std::vector<std::string> lines = wrapped(pen.small(), problem, box.width - 2 * pen.sizes.small);
        float y = box.y + box.height / 2 - 0.65f * pen.sizes.small * static_cast<float>(lines.size());
        for (const std::string& line : lines) {
            draw_text(pen.list, pen.small(), {box.x + box.width / 2, y}, pen.colours.faint_text, line, {0.5f, 0});
            y += 1.3f * pen.sizes.small;
        }
    }

    void read_out(const Pen& pen, const Placed& one, const RunMap& map, const MapMark& mark) const {
        std::vector<std::string> lines;
        if (mark.target) {
            lines.push_back(target_name(pen, mark.target->id()));
            const std::string& help = pen.word_of(fmt::format("map.target_{}_help", mark.target->id()));
            for (const std::string& line : wrapped(pen.small(), help, 24 * pen.sizes.small)) lines.push_back(line);
        }
        lines.push_back(fmt::format("{} = {}", map.axes[0].in(pen.language), number_text(mark.x, 3)));
        lines.push_back(fmt::format("{} = {}", map.axes[1].in(pen.language), number_text(mark.y, 3)));
        if (map.map) {
            const auto nearest = [](const SweepAxis& axis, double value) {
                const Axis straight{axis.from, axis.to, axis.log};
                return std::clamp(static_cast<int>(std::lround(straight.fraction(value) * (axis.count - 1))), 0, axis.count - 1);
            };
            const double value = map.map->at(nearest(map.map->plan.x, mark.x), nearest(map.map->plan.y, mark.y));
            lines.push_back(value_text(pen, map.plan.measure, value, map.minima));
        }
        if (map.theory) {
            const bool across = momentum_axis(map.site) == 0;
            const double rate = across ? mark.y : mark.x, momentum = std::clamp(across ? mark.x : mark.y, 0.0, 0.999999);
            const auto regime = [&](double curvature) { return target_name(pen, regime_id(momentum_regime(rate * curvature, momentum))); };
            lines.push_back(pen.phrase("map.steep", number_text(map.theory->steepest(), 3), regime(map.theory->steepest())));
            lines.push_back(pen.phrase("map.flat", number_text(map.theory->flattest(), 3), regime(map.theory->flattest())));
        }
        draw_reading(pen, one.mapping.pixel(mark.x, mark.y), one.mapping.box, lines);
    }
};

MapPanel::MapPanel() : state_(std::make_unique<State>()) {}
MapPanel::~MapPanel() = default;

void MapPanel::paint(const Pen& pen, Rect rect, const std::vector<RunMap>& maps) {
    State& state = *state_;
    while (state.placed.size() < maps.size()) state.placed.push_back(std::make_unique<Placed>());
    state.placed.resize(maps.size());
    if (maps.empty() || rect.empty()) return;
    state.find_scale(pen, maps);
    const int count = static_cast<int>(maps.size());
    const double wanted = map_aspect(maps) > 0 ? map_aspect(maps) : 1.1;
    // As many columns as make the maps largest.
    int columns = 1;
    double best = 0;
    for (int tried = 1; tried <= count; ++tried) {
        const int rows = (count + tried - 1) / tried;
        const double width = rect.width / static_cast<float>(tried) - 4 * pen.sizes.small, height = rect.height / static_cast<float>(rows) - 4.5f * pen.sizes.small;
        const double size = std::min(width / wanted, height);
        if (size > best) best = size, columns = tried;
    }
    const int rows = (count + columns - 1) / columns;
    const float gap = pen.sizes.gap;
    const float side = state.side_width(pen);
    const bool fits = rect.width > 16 * pen.sizes.small + side;
    // The scale is one for all: it stands where a map is missing, else beside the last column.
    const bool gap_left = columns * rows > count, roomy = fits && !gap_left;
    const float width = (rect.width - gap * static_cast<float>(columns - 1) - (roomy ? side : 0)) / static_cast<float>(columns);
    const float height = (rect.height - gap * static_cast<float>(rows - 1)) / static_cast<float>(rows);
    for (int i = 0; i < count; ++i) {
        const int column = i % columns, row = i / columns;
        const bool last = column == columns - 1 || i == count - 1;
        const bool beside = roomy && last && row == 0;
        Rect cell{rect.x + static_cast<float>(column) * (width + gap), rect.y + static_cast<float>(row) * (height + gap), width + (beside ? side : 0), height};
        Placed& one = *state.placed[static_cast<std::size_t>(i)];
        state.place(pen, one, maps[static_cast<std::size_t>(i)], cell, beside);
        if (gap_left && fits && i == count - 1 && width > side) {
            const Rect& box = one.mapping.box;
            one.side = {cell.right() + gap + (box.x - cell.x), box.y, side, box.height};
        }
        state.paint(pen, one, maps[static_cast<std::size_t>(i)]);
    }
}

void MapPanel::draw(const Pen& pen, const std::vector<RunMap>& maps, const std::optional<MapMark>& hovered) {
    const State& state = *state_;
    for (std::size_t i = 0; i < maps.size() && i < state.placed.size(); ++i) {
        Placed& one = *state.placed[i];
        if (one.mapping.box.width < 8 || one.mapping.box.height < 8) continue;
        state.draw_title(pen, one, maps[i], true);
        if (!maps[i].problem.empty()) {
            State::draw_problem(pen, one, maps[i].problem);
            continue;
        }
        state.draw_map(pen, one, maps[i]);
        state.draw_side(pen, one);
    }
    if (!hovered || hovered->map < 0 || static_cast<std::size_t>(hovered->map) >= maps.size()) return;
    const auto index = static_cast<std::size_t>(hovered->map);
    if (maps[index].problem.empty()) state.read_out(pen, *state.placed[index], maps[index], *hovered);
}

bool MapPanel::contains(ImVec2 pixel) const {
    return std::any_of(state_->placed.begin(), state_->placed.end(), [&](const auto& one) { return one->mapping.box.contains(pixel); });
}

std::optional<MapMark> MapPanel::mark_at(ImVec2 pixel) const {
    for (std::size_t i = 0; i < state_->placed.size(); ++i) {
        if (state_->placed[i]->mapping.box.contains(pixel)) return mark_in(static_cast<int>(i), pixel);
    }
    return std::nullopt;
}

MapMark MapPanel::mark_in(int map, ImVec2 pixel) const {
    constexpr float reach = 9;
    const Placed& one = *state_->placed[static_cast<std::size_t>(map)];
    const Rect& box = one.mapping.box;
    for (std::size_t i = 0; i < one.targets.size(); ++i) {
        if (distance(one.target_pixels[i], pixel) > reach) continue;
        const auto value = one.mapping.value(one.target_pixels[i]);
        return {map, value[0], value[1], one.targets[i]};
    }
    const ImVec2 inside(std::clamp(pixel.x, box.x, box.right()), std::clamp(pixel.y, box.y, box.bottom()));
    const auto value = one.mapping.value(inside);
    return {map, value[0], value[1], {}};
}

double map_aspect(const std::vector<RunMap>& maps) {
    return !maps.empty() && maps.front().problem.empty() ? aspect_of(maps.front()) : 0;
}

}  // namespace tani::figure
