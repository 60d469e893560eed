#include "core/recording/run_map.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/optimizer/optimizer.h"

namespace tani {

namespace {

Text named(const RunPlan& run, const SweepSlot& slot, const std::string& key) {
    if (slot.kind == SweepSlot::Kind::start) {
        const char* letter = slot.index == 0 ? "x" : "y";
        return {fmt::format("start {}", letter), fmt::format("出発点 {}", letter)};
    }
    if (slot.kind == SweepSlot::Kind::other) return {key, key};
    const Parameter& parameter = find_rule(run.settings.optimizer)->parameters[slot.index];
    return {fmt::format("{} {}", parameter.name.en, parameter.symbol), fmt::format("{} {}", parameter.name.ja, parameter.symbol)};
}

/// Surface, minima and theory are the same: only start, steps or labels differ.
bool looks_alike(const SweepSite& site, const RunMap& other) {
    const RunPlan &a = site.common, &b = other.site.common;
    return other.problem.empty() && site.slots == other.site.slots && a.settings == b.settings && a.changes == b.changes;
}

}  // namespace

RunMap run_map(const Experiment& experiment, const Plan& plan, const SweepPlan& sweep, bool theory, std::span<const RunMap> previous) {
    RunMap map;
    map.plan = sweep;
    map.run = plan.runs[static_cast<std::size_t>(sweep.run)].shown;
    try {
        map.site = sweep_site(experiment, sweep);
        map.axes = {named(map.site.common, map.site.slots[0], sweep.x.key), named(map.site.common, map.site.slots[1], sweep.y.key)};
        const auto same = std::ranges::find_if(previous, [&](const RunMap& other) { return looks_alike(map.site, other); });
        if (same != previous.end() && same->theory.has_value() <= theory) {
            map.minima = same->minima;
            map.theory = same->theory;
        } else {
            map.minima = Surface(map.site.common.settings.surface).minima();
        }
        if (theory && !map.theory) map.theory = momentum_theory(map.site);
    } catch (const Error& error) {
        map.problem = error.message();
    }
    return map;
}

bool RunMap::measures_as(const RunMap& other) const {
    return plan == other.plan && problem == other.problem && site.common == other.site.common && site.slots == other.site.slots;
}

bool RunMap::about_starts() const {
    return site.slots[0] == SweepSlot{SweepSlot::Kind::start, 0} && site.slots[1] == SweepSlot{SweepSlot::Kind::start, 1};
}

std::vector<RunMap> maps_of(const Experiment& experiment, const Plan& plan, std::span<const RunMap> previous) {
    std::vector<RunMap> maps;
    if (!plan.map) return maps;
    for (int run = 0; run < static_cast<int>(plan.runs.size()); ++run) {
        const bool shown = plan.map->all_runs ? !plan.runs[static_cast<std::size_t>(run)].hidden : run == plan.view.selected;
        if (!shown) continue;
        const MapSpec& spec = *plan.map;
        const SweepPlan sweep{.x = spec.x, .y = spec.y, .measure = spec.measure, .run = run, .tolerance = spec.tolerance};
        maps.push_back(run_map(experiment, plan, sweep, spec.theory, previous));
    }
    return maps;
}

void measure(std::vector<RunMap>& maps, const Experiment& experiment, const ParallelFor& parallel, std::stop_token stop, int most_cells) {
    for (RunMap& map : maps) {
        if (!map.problem.empty()) continue;
        SweepPlan plan = map.plan;
        plan.x.count = std::min(plan.x.count, most_cells);
        plan.y.count = std::min(plan.y.count, most_cells);
        try {
            map.map = std::make_shared<const SweepMap>(sweep(experiment, plan, parallel, stop));
        } catch (const Error& error) {
            map.problem = error.message();
        }
    }
}

}  // namespace tani
