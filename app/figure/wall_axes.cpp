#include "app/figure/wall_axes.h"

#include <algorithm>
#include <cmath>

namespace tani::figure {

namespace {

constexpr double usual_reach = 4;  // standard deviations
constexpr double margin = 0.06;    // of a bounded range, so that its ends can be seen

bool bounded(const Stage& stage, Quantity quantity) {
    return quantity == Quantity::activation && stage.function &&
           std::isfinite(stage.function->least) && std::isfinite(stage.function->most);
}

CellAxis with_margin(double from, double to) {
    const double room = margin * (to - from);
    return {from - room, to + room};
}

/// Where a quantity is as it begins: the first stage that has it, of gradients the last.
const Distribution* usual(const Wall& wall, Quantity quantity) {
    const bool backwards = quantity == Quantity::gradient || quantity == Quantity::weight_gradient;
    const Distribution* found = nullptr;
    for (const StageMeasures& stage : wall.stages) {
        const Distribution* d = stage.find(quantity);
        // The output layer's weights have gradients of another kind.
        if (!d || (quantity == Quantity::weight_gradient && !stage.find(Quantity::activation)))
            continue;
        found = d;
        if (!backwards) break;
    }
    return found;
}

}  // namespace

void WallStages::update(const TrainingDrawing& d) {
    const auto& runs = d.recording.trainings;
    setups_.resize(runs.size());
    stages_.resize(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (setups_[i] == runs[i].setup_shared()) continue;
        setups_[i] = runs[i].setup_shared();
        stages_[i] = stages_of(setups_[i]->network);
    }
}

std::string WallAxes::function_of(const Stage& stage, Quantity quantity) {
    if (quantity != Quantity::activation || !stage.function) return "";
    return stage.function->id;
}

WallAxes::WallAxes(const TrainingDrawing& d, const WallStages& stages) {
    struct Seen {
        Group group;
        std::vector<double> reaches = {};
    };
    std::vector<Seen> seen;
    for (const int run : d.runs) {
        const Wall* wall = d.run(run).wall_at(0);
        if (!wall) continue;
        for (const QuantityName& name : quantities()) {
            const Distribution* values = usual(*wall, name.quantity);
            if (!values) continue;
            const auto at = std::ranges::find_if(wall->stages, [&](const StageMeasures& stage) {
                return stage.find(name.quantity) == values;
            });
            const Stage& stage =
                stages.of(run)[static_cast<std::size_t>(at - wall->stages.begin())];
            const std::string function = function_of(stage, name.quantity);
            auto group = std::ranges::find_if(seen, [&](const Seen& one) {
                return one.group.quantity == name.quantity && one.group.function == function;
            });
            if (group == seen.end())
                group = seen.insert(seen.end(), Seen{{name.quantity, function, 1, false}});
            const double reach = usual_reach * values->root_mean_square();
            if (std::isfinite(reach) && reach > 0) group->reaches.push_back(reach);
            group->group.negative |= values->least() < 0;
        }
    }
    for (Seen& one : seen) {
        if (!one.reaches.empty()) {
            const auto middle =
                one.reaches.begin() + static_cast<std::ptrdiff_t>(one.reaches.size() / 2);
            std::ranges::nth_element(one.reaches, middle);
            one.group.reach = rounded_axis(0, *middle, false).to;
        }
        groups_.push_back(one.group);
    }
}

CellAxis WallAxes::of(const Stage& stage, Quantity quantity, const Distribution& values,
                      bool own) const {
    if (own) {
        constexpr double outliers = 0.002;
        const double from = values.quantile(outliers), to = values.quantile(1 - outliers);
        if (from < to) return with_margin(from, to);
        const double room = std::max(std::abs(from) * 0.1, 1e-30);
        return std::isfinite(from) ? CellAxis{from - room, from + room} : CellAxis{};
    }
    if (bounded(stage, quantity)) return with_margin(stage.function->least, stage.function->most);
    const std::string function = function_of(stage, quantity);
    for (const Group& group : groups_) {
        if (group.quantity != quantity || group.function != function) continue;
        return group.negative ? CellAxis{-group.reach, group.reach} : with_margin(0, group.reach);
    }
    return {};
}

}  // namespace tani::figure
