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
    return {from - room, to + room, room};
}

bool backwards(Quantity quantity) {
    return quantity == Quantity::gradient || quantity == Quantity::weight_gradient;
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
    for (const QuantityName& name : quantities()) {
        const std::size_t before = groups_.size();
        std::vector<std::vector<double>> reaches;
        for (const int run : d.runs) {
            const Wall* wall = d.run(run).wall_at(0);
            if (!wall) continue;
            std::vector<std::string> seen;
            const std::size_t count = wall->stages.size();
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t at = backwards(name.quantity) ? count - 1 - i : i;
                const StageMeasures& measures = wall->stages[at];
                const Distribution* values = measures.find(name.quantity);
                // The output layer's weights have gradients of another kind.
                if (!values || (name.quantity == Quantity::weight_gradient &&
                                !measures.find(Quantity::activation)))
                    continue;
                const std::string function = function_of(stages.of(run)[at], name.quantity);
                if (std::ranges::find(seen, function) != seen.end()) continue;
                seen.push_back(function);
                auto group = std::find_if(
                    groups_.begin() + static_cast<std::ptrdiff_t>(before), groups_.end(),
                    [&](const Group& one) { return one.function == function; });
                if (group == groups_.end()) {
                    group = groups_.insert(groups_.end(), {name.quantity, function, 1, false});
                    reaches.emplace_back();
                }
                const double reach = usual_reach * values->root_mean_square();
                const auto index = static_cast<std::size_t>(group - groups_.begin()) - before;
                if (std::isfinite(reach) && reach > 0) reaches[index].push_back(reach);
                group->negative |= values->least() < 0;
            }
        }
        for (std::size_t i = 0; i < reaches.size(); ++i) {
            if (reaches[i].empty()) continue;
            const auto middle =
                reaches[i].begin() + static_cast<std::ptrdiff_t>(reaches[i].size() / 2);
            std::ranges::nth_element(reaches[i], middle);
            groups_[before + i].reach = rounded_axis(0, *middle, false).to;
        }
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
