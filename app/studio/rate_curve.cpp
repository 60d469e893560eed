// What the curve of the rate shows.
#include "app/studio/rate_curve.h"

#include <algorithm>
#include <cmath>

namespace tani::studio {

namespace {

constexpr int looks = 4;                  // places that are looked at in a column
const double log_from = std::sqrt(30.0);  // medians

double lr_of(const Settings& settings) {
    const RuleEntry* rule = find_rule(settings.optimizer);
    const int index = rule ? rate_index(*rule) : -1;
    return index < 0 ? 0 : settings.optimizer.settings[static_cast<std::size_t>(index)];
}

}  // namespace

RunRates::RunRates(const RunRecording& run)
    : plan(run.plan()), steps(run.steps()), at([&run](int step) { return run.rate_at(step); }) {}

RunRates::RunRates(const TrainingRecording& run)
    : plan(run.plan()), steps(run.steps()), at([&run](int step) { return run.row(step).rate; }) {}

bool rate_varies(const RunRates& run) {
    if (run.steps < 1) return false;
    const auto scheduled = [](const Settings& settings) {
        return !settings.optimizer.schedule.name.empty();
    };
    if (scheduled(run.plan.settings)) return true;
    const double first = lr_of(run.plan.settings);
    return std::ranges::any_of(run.plan.changes, [&](const Change& change) {
        if (change.step >= run.steps) return false;
        return scheduled(change.settings) || lr_of(change.settings) != first;
    });
}

std::vector<RateColumn> rate_columns(const RunRates& run, int last, int columns) {
    std::vector<RateColumn> result;
    if (last < 1 || columns < 1) return result;
    const double width = static_cast<double>(last) / columns;
    for (int i = 0; i < columns; ++i) {
        const int from = static_cast<int>(width * i);
        if (from >= run.steps) break;
        const int to = std::clamp(static_cast<int>(width * (i + 1)), from + 1, run.steps);
        const int stride = std::max(1, (to - from) / looks);
        RateColumn column = {run.at(from), run.at(from)};
        for (int row = from + stride; row < to; row += stride) {
            column.least = std::min(column.least, run.at(row));
            column.most = std::max(column.most, run.at(row));
        }
        result.push_back(column);
    }
    return result;
}

double RateScale::height(double rate) const {
    if (!(most > least)) return 0.5;
    const double share = log ? std::log(std::max(rate, least) / least) / std::log(most / least)
                             : (rate - least) / (most - least);
    return std::clamp(share, 0.0, 1.0);
}

RateScale rate_scale(const std::vector<RateColumn>& columns) {
    if (columns.empty()) return {};
    std::vector<double> sorted;
    for (const RateColumn& column : columns) sorted.push_back(column.most);
    std::ranges::sort(sorted);
    const double median = sorted[sorted.size() / 2];
    RateScale scale = {std::ranges::min(columns, {}, &RateColumn::least).least, sorted.back(),
                       median > 0 && sorted.back() > log_from * median};
    if (!scale.log) {
        scale.least = std::min(scale.least, 0.0);
    } else if (scale.least <= 0) {
        scale.least = sorted.front() > 0 ? sorted.front() : median;
    }
    return scale;
}

}  // namespace tani::studio
