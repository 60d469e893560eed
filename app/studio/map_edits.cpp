#include "app/studio/map_edits.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/studio/edits.h"
#include "core/optimizer/optimizer.h"

namespace tani::studio {

namespace {

constexpr int cells = 256;

/// To a unit of about a five-hundredth of the axis: what a pixel stands for.
double rounded_on(const SweepAxis& axis, double value) {
    constexpr double places = 500;
    if (axis.log) {
        const double digit = std::pow(10, std::floor(std::log10(std::abs(value))) - 2);
        return std::round(value / digit) * digit;
    }
    const double unit = std::pow(10, std::floor(std::log10(std::abs(axis.to - axis.from) / places)));
    return std::round(value / unit) * unit;
}

/// Round numbers without the tail that a product of a unit leaves.
double tidy(double value) { return std::stod(fmt::format("{:.6g}", value)); }

void load_one(Experiment& experiment, const RunMap& map, std::size_t axis, double value) {
    const SweepSlot slot = map.site.slots[axis];
    const int run = map.plan.run;
    if (slot.kind == SweepSlot::Kind::setting) {
        const RuleEntry& rule = *find_rule(map.site.common.settings.optimizer);
        set_parameter(experiment, plan(experiment), {run, 0}, rule.parameters[slot.index], value);
        return;
    }
    const SweepAxis& swept = axis == 0 ? map.plan.x : map.plan.y;
    set_value(experiment, key_in_run(experiment, run, swept.key), Value(value));
}

std::string key_of(const Parameter& parameter) {
    return parameter.element < 0 ? "optimizer." + parameter.id : fmt::format("optimizer.{}.{}", parameter.id, parameter.element);
}

/// From nearly 0 to well beyond the largest stable rate where theory knows one, else two powers of
/// ten around the rate in force.
SweepAxis rate_axis(const RunPlan& run, const RuleEntry& rule, const Parameter* second) {
    const auto lr = static_cast<std::size_t>(rate_index(rule));
    SweepAxis axis{.key = key_of(rule.parameters[lr]), .from = 0, .to = 0, .count = cells};
    const double rate = run.settings.optimizer.settings[lr];
    const Surface surface(run.settings.surface);
    if (rule.stability_limit && !surface.minima().empty()) {
        std::vector<double> settings = run.settings.optimizer.settings;
        const int index = second ? parameter_index(rule, second->element < 0 ? second->id : fmt::format("{}.{}", second->id, second->element)) : -1;
        if (index >= 0) settings[static_cast<std::size_t>(index)] = std::min(second->bounds.most, 0.99);
        const Minimum& minimum = surface.minima().front();
        const auto h = surface.jet({minimum.x, minimum.y}).hessian;
        const double curvature = eigenvalues(h[0], h[1], h[2])[1];
        const auto limit = rule.stability_limit(settings);
        if (limit && curvature > 0) axis.to = 1.6 * *limit / curvature;
    }
    if (axis.to > 0) {
        const double unit = std::pow(10, std::floor(std::log10(axis.to)));
        axis.to = tidy(std::ceil(axis.to / unit) * unit);
        axis.from = tidy(axis.to / 2000);
        return axis;
    }
    const double middle = rate > 0 ? rate : 0.01;
    axis.from = tidy(std::pow(10, std::floor(std::log10(middle)) - 2));
    axis.to = tidy(axis.from * 1e4);
    axis.log = true;
    return axis;
}

SweepAxis second_axis(const Parameter& parameter) {
    SweepAxis axis{.key = key_of(parameter), .from = parameter.slider_from, .to = parameter.slider_to, .count = cells};
    if (parameter.scale == Scale::log && axis.from > 0) axis.log = true;
    if (parameter.bounds.most == 1) {  // decays: 0 to nearly 1
        axis.from = parameter.bounds.least_open ? 0.01 : 0;
        axis.to = 0.99;
        axis.log = false;
    }
    return axis;
}

/// Whether the rule takes both ends of the axis with its other defaults.
bool goes_together(const RuleEntry& rule, std::size_t index) {
    if (!rule.check) return true;
    const SweepAxis axis = second_axis(rule.parameters[index]);
    std::vector<double> settings = default_settings(rule);
    for (const double end : {axis.from, axis.to}) {
        settings[index] = end;
        if (rule.check(settings)) return false;
    }
    return true;
}

/// The parameter beside the rate that a class changes first.
const Parameter* second_setting(const RuleEntry& rule) {
    for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
        const Parameter& parameter = rule.parameters[i];
        const bool continuous = parameter.scale != Scale::toggle && parameter.scale != Scale::whole;
        const bool minor = static_cast<int>(i) == rate_index(rule) || parameter.id.ends_with("weight_decay") || parameter.id.ends_with("eps");
        if (continuous && !minor && goes_together(rule, i)) return &parameter;
    }
    return nullptr;
}

void set_map(Experiment& experiment, const SweepAxis& x, const SweepAxis& y, const char* measure, bool all) {
    Table map;
    map["x"] = Value(axis_text(x));
    map["y"] = Value(axis_text(y));
    map["measure"] = Value(measure);
    if (all) map["runs"] = Value("all");
    set_value(experiment, "map", Value(std::move(map)));
}

}  // namespace

void load_place(Experiment& experiment, const RunMap& map, double x, double y, bool exact) {
    const auto number = [&](const SweepAxis& axis, double value) {
        return tidy(exact ? value : rounded_on(axis, value));
    };
    if (map.about_starts()) {
        Plan now = plan(experiment);
        now.view.selected = map.plan.run;
        return set_start(experiment, now, {number(map.plan.x, x), number(map.plan.y, y)});
    }
    load_one(experiment, map, 0, number(map.plan.x, x));
    load_one(experiment, map, 1, number(map.plan.y, y));
}

bool can_map_settings(const Plan& plan) {
    const RuleEntry* rule = find_rule(selected_run(plan).settings.optimizer);
    return rule && rate_index(*rule) >= 0 && second_setting(*rule);
}

void map_settings(Experiment& experiment, const Plan& plan) {
    const RunPlan& run = selected_run(plan);
    const RuleEntry& rule = *find_rule(run.settings.optimizer);
    const Parameter* second = second_setting(rule);
    if (!second) throw Error("this rule has no second setting to map");
    set_map(experiment, rate_axis(run, rule, second), second_axis(*second), "steps_to_tolerance", false);
}

void map_basins(Experiment& experiment, const Plan& plan) {
    const SurfaceSpec& surface = selected_run(plan).settings.surface;
    const SweepAxis x{.key = "start.0", .from = surface.x.from, .to = surface.x.to, .count = cells};
    const SweepAxis y{.key = "start.1", .from = surface.y.from, .to = surface.y.to, .count = cells};
    set_map(experiment, x, y, "minimum", true);
}

}  // namespace tani::studio
