// A compiled surface: f(R⁻¹p) for the rotation R, with ∇ = R∇f and H = R H Rᵀ.
#include "core/surface/surface.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>

#include <fmt/format.h>

#include "core/base/pack.h"
#include "core/surface/minima.h"

namespace tani {

struct Surface::Lazy {
    std::once_flag minima_once, value_once, slope_once, second_once, texts_once;
    std::vector<Minimum> minima;
    Program value, slope;
    Program second;  // value, gradient and Hessian: most surfaces never need it, and it costs the
                     // most to compile
    std::string formula_text;
    std::array<std::string, 2> gradient_text;
};

namespace {

/// {cosine, sine}; exact at right angles, so that a quarter turn exchanges coordinates without
/// rounding.
std::array<double, 2> turn(double degrees) {
    const double angle = std::remainder(degrees, 360.0);
    if (angle == 0) return {1, 0};
    if (angle == 90) return {0, 1};
    if (angle == -90) return {0, -1};
    if (std::abs(angle) == 180) return {-1, 0};
    const double radians = angle * (std::numbers::pi / 180);
    return {std::cos(radians), std::sin(radians)};
}

struct NamedValues {
    std::vector<std::string> names;
    std::vector<double> values;
};

NamedValues named_values(const SurfaceSpec& spec) {
    NamedValues result;
    for (const auto& [name, value] : spec.constants) {
        if (std::ranges::find(result.names, name) != result.names.end()) {
            throw Error(fmt::format("the constant '{}' is given twice", name));
        }
        result.names.push_back(name);
        result.values.push_back(value);
    }
    return result;
}

void check_range(const char* name, const Range& range) {
    if (!(std::isfinite(range.from) && std::isfinite(range.to) && range.from < range.to)) {
        throw Error(fmt::format(
            "{} = [{}, {}] is no range; expected two finite numbers, the smaller one first", name,
            range.from, range.to));
    }
}

void check_constants(const SurfaceEntry& entry, const std::vector<std::string>& names) {
    std::vector<std::string> known;
    for (const Parameter& constant : entry.constants) known.push_back(constant.id);
    for (const std::string& name : names) {
        if (std::ranges::find(known, name) == known.end()) {
            throw Error(fmt::format("the surface '{}' has no constant '{}'{}", entry.id, name,
                                    did_you_mean(name, known)));
        }
    }
    for (const std::string& name : known) {
        if (std::ranges::find(names, name) == names.end()) {
            throw Error(
                fmt::format("the constant '{}' of the surface '{}' is missing", name, entry.id));
        }
    }
}

bool at_standards(const SurfaceSpec& spec, const SurfaceEntry& entry) {
    return spec.formula == entry.formula &&
           std::ranges::all_of(entry.constants, [&](const Parameter& constant) {
               return std::ranges::find(spec.constants,
                                        std::pair{constant.id, constant.standard}) !=
                      spec.constants.end();
           });
}

/// Reads one number. Two that were just written one by one must not be read as a pair, which
/// compilers like to do: the processor would wait until both have reached the cache, longer than
/// the valley takes to evaluate.
double alone(const double& number) { return *static_cast<const volatile double*>(&number); }

/// Where the rules of calculus give 0/0 or 1/0 although the surface is finite, the mean over four
/// points close by stands in: the limit where the gap is removable (Drop-Wave's middle), 0 at the
/// tip of a cone (Ackley's). outputs[0] is the value. The points avoid the axes and diagonals,
/// along which kinks like to lie.
[[gnu::cold]] void fill_gaps(const Program& program, Point p, std::span<double> outputs) {
    if (!std::isfinite(outputs[0])) return;
    constexpr double distance = 1e-9, turned = 0.618;
    const double h = distance * std::max({1.0, std::abs(p[0]), std::abs(p[1])});
    const std::array<Point, 4> around = {
        {{h, turned * h}, {-turned * h, h}, {-h, -turned * h}, {turned * h, -h}}};
    std::array<std::array<double, 6>, 4> at;
    for (std::size_t i = 0; i < around.size(); ++i) {
        program.evaluate(p[0] + around[i][0], p[1] + around[i][1],
                         std::span(at[i].data(), outputs.size()));
    }
    for (std::size_t k = 1; k < outputs.size(); ++k) {
        // Opposite points first: by symmetry they cancel to the last bit.
        const double mean = ((at[0][k] + at[2][k]) + (at[1][k] + at[3][k])) / 4;
        if (!std::isfinite(outputs[k]) && std::isfinite(mean)) outputs[k] = mean;
    }
}

}  // namespace

Surface::Surface(const SurfaceSpec& spec) : spec_(spec), lazy_(std::make_shared<Lazy>()) {
    check_range("x", spec_.x);
    check_range("y", spec_.y);
    if (!std::isfinite(spec_.rotate)) throw Error("rotate is not a finite number of degrees");
    const auto [names, values] = named_values(spec_);
    if (!spec_.name.empty()) {
        const SurfaceEntry* entry = find_surface(spec_.name);
        if (!entry) throw Error(fmt::format("there is no surface '{}'", spec_.name));
        check_constants(*entry, names);
    }
    expression_ = parse_formula(spec_.formula, names);
    const Expression fx = derivative(expression_, Variable::x),
                     fy = derivative(expression_, Variable::y);
    const std::array<Expression, 3> outputs = {expression_, fx, fy};
    first_ = Program(outputs, names, values);
    const auto [c, s] = turn(spec_.rotate);
    cosine_ = c;
    sine_ = s;
    minus_sine_ = -s;
    is_turned_ = s != 0 || c != 1;
}

double Surface::value(Point p) const {
    double result = 0;
    if (is_turned_) p = unturned(p);
    value_alone().evaluate(p[0], p[1], std::span(&result, 1));
    return result;
}

double Surface::value_and_gradient(Point p, std::span<double, 2> gradient) const {
    if (is_turned_) return turned_value_and_gradient(p, gradient);
    std::array<double, 3> out;
    first_.evaluate(p[0], p[1], out);
    const double gx = alone(out[1]), gy = alone(out[2]);
    gradient[0] = gx;
    gradient[1] = gy;
    if (!std::isfinite(gx + gy)) [[unlikely]] {
        fill_gaps(first_, p, out);
        gradient[0] = out[1];
        gradient[1] = out[2];
    }
    return out[0];
}

[[gnu::noinline]] double Surface::turned_value_and_gradient(Point p,
                                                            std::span<double, 2> gradient) const {
    std::array<double, 3> out;
    const Point q = unturned(p);
    first_.evaluate(q[0], q[1], out);
    if (!std::isfinite(alone(out[1]) + alone(out[2]))) [[unlikely]]
        fill_gaps(first_, q, out);
    const Point g = turned({alone(out[1]), alone(out[2])});
    gradient[0] = g[0];
    gradient[1] = g[1];
    return out[0];
}

const Program& Surface::value_alone() const {
    std::call_once(lazy_->value_once, [this] {
        const auto [names, values] = named_values(spec_);
        lazy_->value = Program({&expression_, 1}, names, values);
    });
    return lazy_->value;
}

const Program& Surface::slope() const {
    std::call_once(lazy_->slope_once, [this] {
        const auto [names, values] = named_values(spec_);
        const std::array<Expression, 2> outputs = {derivative(expression_, Variable::x),
                                                   derivative(expression_, Variable::y)};
        lazy_->slope = Program(outputs, names, values);
    });
    return lazy_->slope;
}

const Program& Surface::second() const {
    std::call_once(lazy_->second_once, [this] {
        const auto [names, values] = named_values(spec_);
        const Expression fx = derivative(expression_, Variable::x),
                         fy = derivative(expression_, Variable::y);
        const std::array<Expression, 6> outputs = {expression_,
                                                   fx,
                                                   fy,
                                                   derivative(fx, Variable::x),
                                                   derivative(fx, Variable::y),
                                                   derivative(fy, Variable::y)};
        lazy_->second = Program(outputs, names, values);
    });
    return lazy_->second;
}

Jet Surface::jet(Point p) const {
    const Program& program = second();
    std::array<double, 6> out;
    const Point q = unturned(p);
    program.evaluate(q[0], q[1], out);
    if (!std::isfinite(out[1] + out[2] + out[3] + out[4] + out[5])) [[unlikely]]
        fill_gaps(program, q, out);
    if (!is_turned_) {
        return {.value = out[0], .gradient = {out[1], out[2]}, .hessian = {out[3], out[4], out[5]}};
    }
    const Point first = turned({out[3], out[4]}),
                second = turned({out[4], out[5]});  // columns of RH
    const Point top = turned({first[0], second[0]}), bottom = turned({first[1], second[1]});
    return {.value = out[0],
            .gradient = turned({out[1], out[2]}),
            .hessian = {top[0], top[1], bottom[1]}};
}

void Surface::values(std::span<const double> x, std::span<const double> y,
                     std::span<double> out) const {
    const Program& program = value_alone();
    if (!is_turned_) {
        double* const target = out.data();
        program.evaluate(x, y, std::span(&target, 1));
        return;
    }
    constexpr std::size_t block = 256;
    std::array<double, block> u, v;
    for (std::size_t first = 0; first < x.size(); first += block) {
        const std::size_t n = std::min(block, x.size() - first);
        for (std::size_t i = 0; i < n; ++i) {
            const Point q = unturned({x[first + i], y[first + i]});
            u[i] = q[0];
            v[i] = q[1];
        }
        double* const target = out.data() + first;
        program.evaluate(std::span(u.data(), n), std::span(v.data(), n), std::span(&target, 1));
    }
}

const std::vector<Minimum>& Surface::minima() const& {
    std::call_once(lazy_->minima_once, [this] {
        const SurfaceEntry* entry = spec_.name.empty() ? nullptr : find_surface(spec_.name);
        if (!entry || !at_standards(spec_, *entry)) {
            lazy_->minima = find_minima(*this);
            return;
        }
        lazy_->minima = entry->minima;
        if (spec_.rotate == 0) return;
        for (Minimum& minimum : lazy_->minima) {
            const Point p = rotated({minimum.x, minimum.y}, spec_.rotate);
            minimum.x = p[0];
            minimum.y = p[1];
        }
    });
    return lazy_->minima;
}

std::string Surface::formula_text() const { return texts().formula_text; }

std::array<std::string, 2> Surface::gradient_text() const { return texts().gradient_text; }

const Surface::Lazy& Surface::texts() const {
    std::call_once(lazy_->texts_once, [this] {
        const auto [names, values] = named_values(spec_);
        const Expression f = simplified(with_constants(expression_, names, values));
        lazy_->formula_text = to_text(f, Notation::board);
        lazy_->gradient_text = {"∂f/∂x = " + to_text(derivative(f, Variable::x), Notation::board),
                                "∂f/∂y = " + to_text(derivative(f, Variable::y), Notation::board)};
    });
    return *lazy_;
}

SurfaceBlock::SurfaceBlock(const Surface& surface, std::size_t points, Needs needs)
    : surface_(&surface),
      first_(needs == Needs::gradient ? 0 : 1),
      program_(needs == Needs::gradient ? surface.slope() : surface.first_, points) {
    has_gaps_ = !(needs == Needs::gradient ? surface.slope() : surface.first_).is_polynomial();
    if (!surface.is_turned_) return;
    for (AlignedVector<double>* row : {&x_, &y_, &gx_, &gy_}) row->resize((points + 7) / 8 * 8);
}

void SurfaceBlock::evaluate(std::size_t count) {
    if (!x_.empty()) turn(count);
    program_.evaluate(count);
    double *gx = program_.output(first_), *gy = program_.output(first_ + 1);
    if (!x_.empty()) {
        for (std::size_t i = 0; i < count; ++i) {
            const Point g = surface_->turned({gx[i], gy[i]});
            gx_[i] = g[0];
            gy_[i] = g[1];
        }
        gx = gx_.data(), gy = gy_.data();
    }
    if (!has_gaps_) return;
    Pack gaps;  // NaN in a lane once a number is not finite
    for (std::size_t i = 0; i < count; i += Pack::width) {
        const Pack x = Pack::load(gx + i), y = Pack::load(gy + i);
        gaps = gaps + ((x - x) + (y - y));
    }
    if (any(gaps != Pack())) [[unlikely]] fill_gaps(count, gx, gy);
}

void SurfaceBlock::turn(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const Point q = surface_->unturned({x_[i], y_[i]});
        program_.x()[i] = q[0];
        program_.y()[i] = q[1];
    }
}

/// Once more, one by one, where a gradient is not finite. (A row that is x or y itself is not written to: its
/// numbers are finite where the point is.)
void SurfaceBlock::fill_gaps(std::size_t count, double* gx, double* gy) {
    for (std::size_t i = 0; i < count; ++i) {
        const Point p = {x()[i], y()[i]};
        if (!std::isfinite(p[0]) || !std::isfinite(p[1]) || std::isfinite(gx[i] + gy[i])) continue;
        std::array<double, 2> g;
        surface_->value_and_gradient(p, g);
        if (!std::isfinite(gx[i])) gx[i] = g[0];
        if (!std::isfinite(gy[i])) gy[i] = g[1];
    }
}

std::array<double, 2> eigenvalues(double a, double b, double c) {
    if (b == 0) return {std::min(a, c), std::max(a, c)};
    const double middle = (a + c) / 2, radius = std::hypot((a - c) / 2, b);
    return {middle - radius, middle + radius};
}

Point rotated(Point p, double degrees) {
    const auto [c, s] = turn(degrees);
    if (s == 0 && c == 1) return p;
    return {c * p[0] - s * p[1], s * p[0] + c * p[1]};
}

}  // namespace tani
