// Sampling a surface and choosing the scale of its heights, contour levels and ticks.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>

#include "app/figure/surface_scene.h"

namespace tani {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A grid coordinate; exactly 0 where rounding leaves a speck, so that log(x) has its hole and not
/// a spike of -40.
double grid_value(Range range, int index, int count) {
    const double share = static_cast<double>(index) / (count - 1);
    const double at = range.from * (1 - share) + range.to * share;
    return std::abs(at) < 1e-12 * (range.to - range.from) ? 0.0 : at;
}

/// How many grid points along each side: the longer one has `points`, cells are not longer than 1
/// : 2.
std::array<int, 2> grid_size(Range x, Range y, int points) {
    const double wide = x.to - x.from, deep = y.to - y.from;
    const double aspect = std::clamp(deep / wide, 0.5, 2.0);
    const auto part = [&](double share) {
        return std::max(2, static_cast<int>(std::lround((points - 1) * std::min(1.0, share))) + 1);
    };
    return {part(1 / aspect), part(aspect)};
}

/// What the scale is chosen from: quantiles of the finite values.
struct Spread {
    double least, p02, p05, median, p98, most;
};

Spread spread_of(std::vector<double> values) {
    const auto quantile = [&](double share) {
        const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::lround(
                                             share * static_cast<double>(values.size() - 1)));
        std::nth_element(values.begin(), at, values.end());
        return *at;
    };
    return {quantile(0),   quantile(0.02), quantile(0.05),
            quantile(0.5), quantile(0.98), quantile(1)};
}

/// A pole (1/x met at x = 1e-17) must not flatten all the rest; a narrow pit such as Easom's must
/// stay.
void leave_out_poles(Spread& spread) {
    const double body = spread.p98 - spread.p02;
    const double size = 1e4 * std::max({1.0, std::abs(spread.median), body});
    if (spread.p02 - spread.least > size) spread.least = spread.p02 - body;
    if (spread.most - spread.p98 > 100 * size) spread.most = spread.p98 + body;
}

/// Landscapes that rise over orders of magnitude do so towards the border; a bump inside is no
/// reason for logarithms.
bool rises_to_border(const HeightField& field) {
    double inner = -std::numeric_limits<double>::infinity(), border = inner;
    for (int j = 0; j < field.ny; ++j) {
        for (int i = 0; i < field.nx; ++i) {
            const double value = field.z[static_cast<std::size_t>(j * field.nx + i)];
            if (!std::isfinite(value)) continue;
            const bool edge = i == 0 || j == 0 || i == field.nx - 1 || j == field.ny - 1;
            (edge ? border : inner) = std::max(edge ? border : inner, value);
        }
    }
    return border > inner;
}

bool wants_log(const HeightField& field, const Spread& spread) {
    constexpr double large =
        12;  // the valley has 3, Himmelblau 6, Rosenbrock 15, Goldstein-Price 100
    return spread.most - spread.median > large * (spread.median - spread.least) &&
           rises_to_border(field);
}

std::vector<double> finite_of(std::span<const double> values) {
    std::vector<double> finite;
    finite.reserve(values.size());
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite),
                 [](double value) { return std::isfinite(value); });
    return finite;
}

void set_range(HeightField& field, const Spread& spread) {
    field.low = spread.least;
    field.high = spread.most;
    // A flat valley floor takes the lowest part of the values: its height is where the scale turns
    // from linear to logarithmic.
    field.scale = std::max((spread.p05 - field.low) / 3, (field.high - field.low) * 1e-6);
}

void choose_scale(HeightField& field, HeightScale wanted) {
    std::vector<double> finite = finite_of(field.z);
    if (finite.empty()) return;
    Spread spread = spread_of(std::move(finite));
    leave_out_poles(spread);
    set_range(field, spread);
    field.log =
        field.high > field.low && (wanted == HeightScale::log ||
                                   (wanted == HeightScale::automatic && wants_log(field, spread)));
}

/// Losses have a zero to count from: as many heights from 0.01 to 0.1 as from 0.1 to 1.
void count_from_zero(HeightField& field) {
    if (field.log && field.low > 0) field.scale = std::max(field.low, 1e-6 * field.high);
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 32);
}

std::uint64_t fingerprint_of(const HeightField& field) {
    std::uint64_t hash =
        mixed(static_cast<std::uint64_t>(field.nx), static_cast<std::uint64_t>(field.ny));
    for (const double number : {field.x.from, field.x.to, field.y.from, field.y.to, field.low,
                                field.high, field.scale, field.log ? 1.0 : 0.0}) {
        hash = mixed(hash, std::bit_cast<std::uint64_t>(number));
    }
    for (const double value : field.z) hash = mixed(hash, std::bit_cast<std::uint64_t>(value));
    return hash;
}

/// Heights of the values.
void set_heights(HeightField& field) {
    field.h.resize(field.z.size());
    std::transform(field.z.begin(), field.z.end(), field.h.begin(),
                   [&](double value) { return static_cast<float>(field.height_of(value)); });
    field.fingerprint = fingerprint_of(field);
}

/// The slope at a node between two pieces: 0 at peaks, pits and beside holes, else between the
/// pieces' own (the harmonic mean, Butland 1980), never more than three times the smaller.
double node_slope(double before, double after) {
    return before * after > 0 ? 2 * before * after / (before + after) : 0;
}

/// A row of so many nodes, `times` as fine: a cubic on every piece that rises or falls all along.
std::vector<double> refined(std::span<const double> nodes, int times) {
    const std::size_t pieces = nodes.size() - 1;
    const auto rise = [&](std::size_t k) { return nodes[k + 1] - nodes[k]; };
    const auto slope = [&](std::size_t k) {
        if (k == 0) return rise(0);
        return k == pieces ? rise(k - 1) : node_slope(rise(k - 1), rise(k));
    };
    std::vector<double> out;
    out.reserve(pieces * static_cast<std::size_t>(times) + 1);
    for (std::size_t k = 0; k < pieces; ++k) {
        const double a = slope(k), b = slope(k + 1), d = rise(k);
        for (int i = 0; i < times; ++i) {
            const double t = static_cast<double>(i) / times, u = 1 - t;
            const double between =
                nodes[k] + t * t * (3 - 2 * t) * d + t * u * u * a - t * t * u * b;
            out.push_back(i == 0 ? nodes[k] : between);
        }
    }
    out.push_back(nodes.back());
    return out;
}

/// More points between those that are there.
void refine(HeightField& field, int points) {
    const auto times_of = [&](int nodes) {
        return nodes < 2 ? 1 : std::max(1, (points - 1 + nodes - 2) / (nodes - 1));
    };
    const int across = times_of(field.nx), up = times_of(field.ny);
    if (across == 1 && up == 1) return;
    const int nx = (field.nx - 1) * across + 1, ny = (field.ny - 1) * up + 1;
    const auto wide = static_cast<std::size_t>(nx), deep = static_cast<std::size_t>(ny);
    std::vector<double> rows;  // as fine as wanted along x
    for (int j = 0; j < field.ny; ++j) {
        const auto first = field.h.begin() + static_cast<std::ptrdiff_t>(j) * field.nx;
        const std::vector<double> row(first, first + field.nx);
        const std::vector<double> fine = refined(row, across);
        rows.insert(rows.end(), fine.begin(), fine.end());
    }
    std::vector<float> heights(wide * deep);
    std::vector<double> column(static_cast<std::size_t>(field.ny));
    for (std::size_t i = 0; i < wide; ++i) {
        for (std::size_t j = 0; j < column.size(); ++j) column[j] = rows[j * wide + i];
        const std::vector<double> fine = refined(column, up);
        for (std::size_t j = 0; j < deep; ++j) heights[j * wide + i] = static_cast<float>(fine[j]);
    }
    std::vector<double> values(heights.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
        const float h = heights[k];
        values[k] = std::isfinite(h) ? field.value_at(static_cast<double>(h)) : nan;
    }
    field.nx = nx;
    field.ny = ny;
    field.h = std::move(heights);
    field.z = std::move(values);
    field.fingerprint = fingerprint_of(field);
}

/// The power of ten at or below a positive number.
double decade_below(double number) { return std::pow(10.0, std::floor(std::log10(number))); }

/// Where logarithmic levels count from: 0 if that is as good as the minimum, else a round number
/// just below it.
double log_base(const HeightField& field) {
    if (field.low >= 0 && field.low <= 10 * field.scale) return 0;
    const double unit = decade_below(field.scale);
    return std::floor(field.low / unit) * unit;
}

/// Levels base + m * 10^k for the given m, at least `apart` from each other in height, inside the
/// field.
std::vector<double> log_levels(const HeightField& field, std::span<const double> factors,
                               double apart) {
    std::vector<double> levels;
    const double base = log_base(field);
    const double most = field.high - base;
    double previous = 0.0;
    for (double decade = decade_below(field.scale) / 100; decade <= most; decade *= 10) {
        for (const double factor : factors) {
            const double value = base + factor * decade;
            const double height = field.height_of(value);
            if (value <= field.low || value >= field.high || height < previous + apart) continue;
            if (height > 1 - apart / 2) continue;
            levels.push_back(value);
            previous = height;
        }
    }
    return levels;
}

constexpr std::array<double, 1> ones{1};
constexpr std::array<double, 2> ones_threes{1, 3};
constexpr std::array<double, 3> ones_twos_fives{1, 2, 5};

}  // namespace

double HeightField::x_at(int i) const { return grid_value(x, i, nx); }
double HeightField::y_at(int j) const { return grid_value(y, j, ny); }

bool HeightField::inside(double px, double py) const {
    return px >= x.from && px <= x.to && py >= y.from && py <= y.to;
}

double HeightField::height_of(double value) const {
    if (!std::isfinite(value)) return nan;
    const double range = high - low;
    if (!(range > 0)) return 0;
    const double above = std::clamp(value - low, 0.0, range);
    return log ? std::log1p(above / scale) / std::log1p(range / scale) : above / range;
}

double HeightField::value_at(double height) const {
    const double range = high - low;
    return low + (log ? scale * std::expm1(height * std::log1p(range / scale)) : height * range);
}

float HeightField::drawn_height(double px, double py) const {
    if (!inside(px, py)) return std::numeric_limits<float>::quiet_NaN();
    const double gx = (px - x.from) / (x.to - x.from) * (nx - 1);
    const double gy = (py - y.from) / (y.to - y.from) * (ny - 1);
    const int i = std::min(static_cast<int>(gx), nx - 2),
              j = std::min(static_cast<int>(gy), ny - 2);
    const float u = static_cast<float>(gx - i), v = static_cast<float>(gy - j);
    const float* a = h.data() + static_cast<std::ptrdiff_t>(j) * nx + i;
    const float lower = a[0] + u * (a[1] - a[0]);
    const float upper = a[nx] + u * (a[nx + 1] - a[nx]);
    return lower + v * (upper - lower);
}

std::vector<double> HeightField::contour_values() const {
    if (!(high > low)) return {};
    if (log) {
        constexpr double apart = 0.025;
        std::vector<double> levels = log_levels(*this, ones_twos_fives, apart);
        if (levels.size() > 20) levels = log_levels(*this, ones_threes, apart);
        if (levels.size() > 20) levels = log_levels(*this, ones, apart);
        return levels;
    }
    std::vector<double> levels = round_values({low, high}, 10);
    const double margin = 0.01 * (high - low);
    std::erase_if(levels, [&](double v) { return v < low + margin || v > high - margin; });
    return levels;
}

std::vector<double> HeightField::height_ticks(int about) const {
    if (!(high > low)) return {low};
    if (!log) return round_values({low, high}, about);
    const double apart = 0.7 / std::max(about, 1);
    std::vector<double> ticks = log_levels(*this, ones, apart);
    if (static_cast<int>(ticks.size()) < about - 1)
        ticks = log_levels(*this, ones_twos_fives, apart);
    return ticks;
}

std::vector<double> round_values(Range range, int about) {
    const double rough = (range.to - range.from) / std::max(about, 1);
    if (!(rough > 0) || !std::isfinite(rough)) return {};
    const double decade = decade_below(rough);
    double step = 10 * decade;
    for (const double factor : {5.0, 2.0, 1.0}) {
        // The switch lies at the geometric mean of two steps.
        if (rough < factor * decade * (factor == 2.0 ? 1.58 : 1.41)) step = factor * decade;
    }
    std::vector<double> values;
    const double first = std::ceil(range.from / step - 1e-9),
                 last = std::floor(range.to / step + 1e-9);
    if (!(std::abs(first) < 1e15)) return {};  // the range is too narrow for its distance from 0
    for (double k = first; k <= last; ++k) {
        // k / (1 / step) keeps 0.3 from becoming 0.30000000000000004.
        const double value = step < 1 ? k / std::round(1 / step) : k * step;
        values.push_back(value == 0 ? 0.0 : value);  // never -0
    }
    return values;
}

HeightField sample_heights(const Surface& surface, HeightScale scale, int points) {
    HeightField field;
    field.x = surface.spec().x;
    field.y = surface.spec().y;
    const auto [nx, ny] = grid_size(field.x, field.y, points);
    field.nx = nx;
    field.ny = ny;
    const std::size_t count = static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny);
    std::vector<double> xs(count), ys(count);
    for (int j = 0; j < ny; ++j) {
        for (int i = 0; i < nx; ++i) {
            xs[static_cast<std::size_t>(j * nx + i)] = field.x_at(i);
            ys[static_cast<std::size_t>(j * nx + i)] = field.y_at(j);
        }
    }
    field.z.resize(count);
    surface.values(xs, ys, field.z);
    const SurfaceEntry* entry = find_surface(surface.spec().name);
    const bool says_log = entry != nullptr && entry->log_height;
    choose_scale(field, scale == HeightScale::automatic && says_log ? HeightScale::log : scale);
    set_heights(field);
    return field;
}

namespace {

HeightField unscaled(const Slice& slice) {
    HeightField field;
    field.x = {slice.x.from, slice.x.to};
    field.y = {slice.y.from, slice.y.to};
    field.nx = slice.x.points;
    field.ny = slice.y.points;
    field.z = slice.values;
    return field;
}

}  // namespace

HeightField heights_of(const Slice& slice, HeightScale scale, int points) {
    HeightField field = unscaled(slice);
    if (field.z.empty()) return field;
    choose_scale(field, scale);
    count_from_zero(field);
    set_heights(field);
    refine(field, points);
    return field;
}

HeightRuler ruler_of(const Slice& slice, std::span<const std::span<const float>> others,
                     HeightScale scale) {
    HeightField field = unscaled(slice);
    choose_scale(field, scale);
    // The quantiles need not know every value; the ends do.
    constexpr std::size_t enough = 200'000;
    std::size_t count = 0;
    for (const auto& values : others) count += values.size();
    const std::size_t every = count / enough + 1;
    std::vector<double> all = finite_of(field.z), lowest;
    for (const auto& values : others) {
        double least = std::numeric_limits<double>::infinity(), most = -least;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto value = static_cast<double>(values[i]);
            if (!std::isfinite(value)) continue;
            least = std::min(least, value);
            most = std::max(most, value);
            if (i % every == 0) all.push_back(value);
        }
        if (least > most) continue;
        all.insert(all.end(), {least, most});
        lowest.push_back(least);
    }
    if (!all.empty()) {
        Spread spread = spread_of(std::move(all));
        leave_out_poles(spread);
        set_range(field, spread);
        count_from_zero(field);
    }
    // The deepest pit of all surfaces must not take most of a logarithmic scale.
    if (field.log && !lowest.empty())
        field.scale = std::max(field.scale, spread_of(std::move(lowest)).median);
    return {field.low, field.high, field.log, field.scale};
}

HeightField heights_of(const Slice& slice, const HeightRuler& ruler, int points) {
    HeightField field = unscaled(slice);
    if (field.z.empty()) return field;
    field.low = ruler.low;
    field.high = ruler.high;
    field.log = ruler.log;
    field.scale = ruler.scale;
    set_heights(field);
    refine(field, points);
    return field;
}

}  // namespace tani
