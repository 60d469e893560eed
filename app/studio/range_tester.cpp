#include "app/studio/range_tester.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace tani::studio {

namespace {

constexpr double most_evaluations = 50'000;  // a few milliseconds
constexpr int least_steps = 50;
constexpr int training_steps = 200;

/// What the test's curve does not depend on is the same for all.
RunPlan stripped(const RunPlan& run) {
    RunPlan plan = run;
    plan.label.clear();
    plan.shown = {};
    plan.hidden = false;
    plan.steps = 0;
    plan.changes.clear();
    plan.settings.stop = {};
    plan.settings.optimizer.schedule = {};
    if (const RuleEntry* rule = find_rule(run.settings.optimizer)) {
        const int rate = rate_index(*rule);
        if (rate >= 0) plan.settings.optimizer.settings[static_cast<std::size_t>(rate)] = 0;
    }
    return plan;
}

double evaluations_per_step(const RunPlan& run, const Recording& recording) {
    for (const TrainingRecording& trained : recording.trainings) {
        if (trained.plan().settings.optimizer != run.settings.optimizer || trained.steps() < 1)
            continue;
        return trained.row(trained.steps()).evaluations / trained.steps();
    }
    for (const RunRecording& recorded : recording.runs) {
        if (recorded.plan().settings.optimizer != run.settings.optimizer || recorded.steps() < 1)
            continue;
        return recorded.at(recorded.steps(), RunRecording::evaluations) / recorded.steps();
    }
    return 1;
}

double two_digits(double rate) {
    const std::string text = fmt::format("{:.1e}", rate);
    std::from_chars(text.data(), text.data() + text.size(), rate);
    return rate;
}

std::vector<RateMark> marks_of(const RateSuggestions& found) {
    std::vector<RateMark> marks;
    const auto add = [&](std::string_view word, std::optional<double> rate) {
        if (rate) marks.push_back({word, two_digits(*rate)});
    };
    add("mark_steepest", found.steepest ? std::optional(found.steepest->rate) : std::nullopt);
    add("mark_turn", found.tenth_of_turn());
    add("mark_divergence", found.half_of_divergence());
    std::ranges::sort(marks, {}, &RateMark::rate);
    return marks;
}

}  // namespace

const TestedRates* RangeTester::of(const RunPlan& run, const Recording& recording) {
    RunPlan wanted = stripped(run);
    if (kept_ && kept_->of == wanted) return kept_.get();
    RangeTest test;
    if (run.training) test.steps = training_steps;
    const double most = most_evaluations / std::max(evaluations_per_step(run, recording), 1.0);
    if (most < test.steps) test.steps = std::max(least_steps, static_cast<int>(most));
    const auto tested = range_test(run, test);
    if (!tested) {
        kept_.reset();
        return nullptr;
    }
    Plan plan;
    plan.lab = recording.plan.lab;
    plan.runs = {*tested};
    auto result = std::make_unique<TestedRates>();
    result->of = std::move(wanted);
    result->plan = *tested;
    const Recording recorded = record(plan, {}, {}, &recording);
    result->curve = tested->training ? rate_curve_of(recorded.trainings.front())
                                     : rate_curve_of(recorded.runs.front());
    result->suggestions = suggest_rates(result->curve);
    result->marks = marks_of(result->suggestions);
    kept_ = std::move(result);
    return kept_.get();
}

}  // namespace tani::studio
