#include "core/recording/sweep_cells.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/experiment/check.h"

namespace tani {

namespace {

using Slot = SweepSlot;

double& slot_of(RunPlan& run, Slot slot) {
    return slot.kind == Slot::Kind::start ? run.start[slot.index]
                                          : run.settings.optimizer.settings[slot.index];
}

}  // namespace

Cells::Cells(const Experiment& experiment, const SweepPlan& plan) : experiment_(experiment), sweep_(plan) {
    base_ = planned(plan.x.from, plan.y.from);
    if (base_.plane && base_.plane->is_read()) {
        throw Error("a sweep is for experiments of the lab \"surface\"; this one shows a file");
    }
    if (base_.training) {
        throw Error("a sweep is for experiments of the lab \"surface\"; this one trains networks");
    }
    // What the experiment would refuse anywhere it refuses at a corner: bounds are intervals.
    planned(plan.x.to, plan.y.to);
    x_ = find_slot(planned(plan.x.at(plan.x.count / 2 + 1), plan.y.from), plan.x.key);
    y_ = find_slot(planned(plan.x.from, plan.y.at(plan.y.count / 2 + 1)), plan.y.key);
    for (int i = 0; i < plan.x.count; ++i) xs_.push_back(plan.x.at(i));
    for (int j = 0; j < plan.y.count; ++j) ys_.push_back(plan.y.at(j));
}

bool Cells::are_continuous(const RuleEntry& rule) const {
    return std::ranges::all_of(std::array{x_, y_}, [&](Slot slot) {
        if (slot.kind != Slot::Kind::setting) return true;
        const Scale scale = rule.parameters[slot.index].scale;
        return scale != Scale::toggle && scale != Scale::whole;
    });
}

RunPlan Cells::run(std::size_t cell) const {
    if (!only_numbers_differ()) return planned(x_at(cell), y_at(cell));
    RunPlan run = base_;
    slot_of(run, x_) = x_at(cell);
    slot_of(run, y_) = y_at(cell);
    return run;
}

void Cells::put(std::size_t first, std::size_t count, std::array<std::span<double>, 2> starts, std::span<double> settings) const {
    const std::size_t lanes = starts[0].size();
    const auto row_of = [&](Slot slot) {
        return slot.kind == Slot::Kind::start ? starts[slot.index] : settings.subspan(slot.index * lanes, lanes);
    };
    const std::vector<double>& common = base_.settings.optimizer.settings;
    for (std::size_t i = 0; i < starts.size(); ++i) std::ranges::fill(starts[i], base_.start[i]);
    for (std::size_t k = 0; k < common.size(); ++k) std::ranges::fill(settings.subspan(k * lanes, lanes), common[k]);
    const std::span<double> xs = row_of(x_), ys = row_of(y_);
    std::size_t column = first % xs_.size(), row = first / xs_.size();
    for (std::size_t i = 0; i < lanes; ++i) {
        xs[i] = xs_[column];
        ys[i] = ys_[row];
        if (i + 1 >= count) continue;
        if (++column == xs_.size()) column = 0, ++row;
    }
}

RunPlan Cells::planned(double x, double y) const {
    Experiment experiment = experiment_;
    set_value(experiment, key_in_run(experiment_, sweep_.run, sweep_.x.key), Value(x));
    set_value(experiment, key_in_run(experiment_, sweep_.run, sweep_.y.key), Value(y));
    Plan all = plan(experiment);
    const auto run = static_cast<std::size_t>(sweep_.run);
    if (run >= all.runs.size()) {
        throw Error(fmt::format("there is no run {}; the experiment has {}", sweep_.run, all.runs.size()));
    }
    return std::move(all.runs[run]);
}

Cells::Slot Cells::find_slot(const RunPlan& other, const std::string& key) const {
    if (other == base_) {
        throw Error(fmt::format("{} changes nothing in the run '{}'", key, base_.label));
    }
    std::vector<Slot> candidates = {{Slot::Kind::start, 0}, {Slot::Kind::start, 1}};
    if (base_.settings.optimizer.settings.size() == other.settings.optimizer.settings.size()) {
        for (std::size_t i = 0; i < base_.settings.optimizer.settings.size(); ++i) {
            candidates.push_back({Slot::Kind::setting, i});
        }
    }
    for (const Slot slot : candidates) {
        RunPlan same = base_, changed = other;
        slot_of(same, slot) = slot_of(changed, slot);
        if (same == other) return slot;
    }
    return {};
}

std::string key_in_run(const Experiment& experiment, int run, std::string_view key) {
    const std::string own = fmt::format("runs.{}.{}", run, key.substr(0, key.find('.')));
    return find_value(experiment, own) ? fmt::format("runs.{}.{}", run, key) : std::string(key);
}

SweepSite sweep_site(const Experiment& experiment, const SweepPlan& plan) {
    check_axis(plan.x);
    check_axis(plan.y);
    const Cells cells(experiment, plan);
    SweepSite site{.common = cells.base(), .slots = cells.slots()};
    RunPlan now = std::move(tani::plan(experiment).runs[static_cast<std::size_t>(plan.run)]);
    const std::array<const SweepAxis*, 2> axes = {&plan.x, &plan.y};
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (site.slots[i].kind != Slot::Kind::other) {
            site.here[i] = slot_of(now, site.slots[i]);
        } else if (const Value* value = find_value(experiment, key_in_run(experiment, plan.run, axes[i]->key))) {
            site.here[i] = finite_number(*value);
        }
    }
    return site;
}

}  // namespace tani
