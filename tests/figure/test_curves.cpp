// Curves over the steps, the evaluations and the learning rate: every row, head and cross stands at its own place.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "app/figure/curves.h"
#include "core/experiment/experiment.h"
#include "core/recording/range_test.h"
#include "tests/figure/sheet.h"

using namespace tani;
using namespace tani::figure;

namespace {

struct Drawn {
    std::map<std::pair<int, int>, ImVec2> at;  ///< of a run's row
    std::vector<ImVec2> vertices;

    double x(int run, int row) const { return at.at({run, row}).x; }
    /// The middle of what was drawn last.
    ImVec2 last_middle(float within) const {
        ImVec2 least = vertices.back(), most = least;
        for (auto vertex = vertices.rbegin(); vertex != vertices.rend(); ++vertex) {
            if (tani::distance(*vertex, vertices.back()) > within) break;
            least = {std::min(least.x, vertex->x), std::min(least.y, vertex->y)};
            most = {std::max(most.x, vertex->x), std::max(most.y, vertex->y)};
        }
        return between(least, most, 0.5f);
    }
};

struct Look {
    double playhead = 0;
    std::optional<StepMark> hovered{};
    Rect rect{10, 10, 700, 400};
    Language language = Language::en;
};

Drawn drawn(const Recording& recording, const Look& look = {}, const std::string& name = "loss") {
    Sheet sheet;
    Hits hits;
    const FigureInput input{.view = &recording.plan.view, .playhead = look.playhead, .language = look.language, .hovered = look.hovered};
    Drawing d{.list = sheet.list, .fonts = sheet.fonts, .colours = palette(Theme::dark), .sizes = sizes_for(1280, 720, 1, false), .recording = recording,
              .input = input, .view = recording.plan.view, .marks = {}, .runs = {}, .selected = recording.plan.view.selected, .hits = hits};
    for (int i = 0; i < static_cast<int>(recording.runs.size()); ++i) {
        d.runs.push_back(i);
        d.marks.push_back(static_cast<std::uint64_t>(i) + 1);
    }
    CurvePanel panel;
    panel.draw(d, name, look.rect);
    Drawn result;
    for (const Hits::Step& step : hits.steps) result.at[{step.mark.run, step.mark.step}] = step.at;
    for (const ImDrawVert& vertex : sheet.list.VtxBuffer) result.vertices.push_back(vertex.pos);
    return result;
}

Recording recorded(const std::string& text) { return record(plan(read_experiment(text, "test"))); }

const std::string bowl = "surface = { formula = 'x^2 + 3*y^2', x = [-3, 3], y = [-3, 3] }\nstart = [2, 1]\nsteps = 60\n";
const std::string evaluations = "[view]\nloss_scale = 'linear'\ncurves_over = 'evaluations'\n";

double asked(const Recording& r, int run, int row) { return r.runs[static_cast<std::size_t>(run)].at(row, RunRecording::evaluations); }

}  // namespace

TEST_CASE("over the evaluations every row stands at its own run's evaluations") {
    const Recording r = recorded(bowl + "[[runs]]\noptimizer = 'sgd'\n[[runs]]\noptimizer = 'cma_es'\nsteps = 30\n" + evaluations);
    REQUIRE(asked(r, 1, 30) == 180);
    const Drawn d = drawn(r);
    const double from = d.x(0, 0), to = d.x(1, 30);
    CHECK(to > from + 500);
    CHECK(d.x(1, 0) == from);
    CHECK(d.at.size() == 61 + 31);
    for (const auto& [mark, at] : d.at) {
        CAPTURE(mark.second);
        CHECK(std::abs(at.x - (from + (to - from) * asked(r, mark.first, mark.second) / 180)) < 0.01);
    }
    CHECK(std::abs(d.x(0, 60) - d.x(1, 10)) < 0.01);
}

TEST_CASE("evaluations that differ by more than thirty times stand on a logarithmic axis with the start at its edge") {
    const Recording r = recorded(bowl + "[[runs]]\noptimizer = 'sgd'\n[[runs]]\noptimizer = { name = 'cma_es', population = 100 }\n" + evaluations);
    const Drawn d = drawn(r);
    const double one = d.x(0, 1), ten = d.x(0, 10);
    CHECK(ten > one + 100);
    for (const auto& [mark, at] : d.at) {
        if (mark.second == 0) {
            CHECK(at.x < one - 5);
        } else {
            CHECK(std::abs(at.x - (one + (ten - one) * std::log10(asked(r, mark.first, mark.second)))) < 0.02);
        }
    }
}

TEST_CASE("a run that is thrown out early does not make the axis logarithmic") {
    const Recording r = recorded(bowl + "[[runs]]\noptimizer = { name = 'sgd', lr = 1e100 }\n[[runs]]\noptimizer = 'sgd'\n" + evaluations);
    REQUIRE(r.runs[0].rows() < 6);
    const Drawn d = drawn(r);
    CHECK(std::abs(d.x(1, 60) - d.x(1, 30) - (d.x(1, 30) - d.x(1, 0))) < 0.02);
}

TEST_CASE("over the rate every row stands at the rate that led to it and steps forth and back are kept") {
    const std::string view = "[view]\ncurves_over = 'rate'\nloss_scale = 'linear'\n";
    const Recording grows = recorded(bowl + "optimizer = { name = 'sgd', schedule = { name = 'exponential_range', from = 1e-4, to = 0.1 } }\n" + view);
    const Drawn d = drawn(grows);
    const double from = d.x(0, 1), to = d.x(0, 60);
    CHECK(d.x(0, 0) == from);
    for (const auto& [mark, at] : d.at) {
        CHECK(std::abs(at.x - (from + (to - from) * std::log(rate_before(grows.runs[0], mark.second) / 1e-4) / std::log(1000.0))) < 0.02);
    }
    const Recording returns = recorded(bowl + "optimizer = { name = 'sgd', lr = 0.1, schedule = { name = 'cyclic', base_lr = 0.01, step_size_up = 15 } }\n" + view);
    const Drawn there = drawn(returns);
    CHECK(there.x(0, 10) > there.x(0, 3));
    CHECK(there.x(0, 25) < there.x(0, 15));
    // A rule without a rate has no place there, and is no error.
    CHECK(drawn(recorded(bowl + "optimizer = 'sgd'\n" + view)).at.size() >= 2);
}

TEST_CASE("head and hovered step and cross stand where their rows do") {
    for (const char* over : {"steps", "evaluations", "rate"}) {
        CAPTURE(over);
        const std::string view = std::string("[view]\ncurves_over = '") + over + "'\n";
        const Recording r = recorded(bowl + "[[runs]]\noptimizer = { name = 'simulated_annealing', schedule = { name = 'exponential_range', from = 0.1, to = 1 } }\n" + view);
        const Drawn still = drawn(r, {.playhead = 20});
        const ImVec2 row = still.at.at({0, 20}), next = still.at.at({0, 21});
        CHECK(tani::distance(still.last_middle(12), row) < 1);
        const ImVec2 halfway = drawn(r, {.playhead = 20.5}).last_middle(12);
        CHECK(tani::distance(halfway, between(row, next, 0.5f)) < 1);
        const Drawn hovered = drawn(r, {.playhead = 20, .hovered = StepMark{0, 40}});
        CHECK(tani::distance(hovered.last_middle(25), still.at.at({0, 40})) < 1);
        const Recording thrown = recorded(bowl + "optimizer = { name = 'sgd', schedule = { name = 'exponential_range', from = 0.1, to = 100 } }\n" + view);
        const Outcome& outcome = thrown.runs[0].outcome();
        REQUIRE(outcome.diverged);
        const Drawn cross = drawn(thrown, {.playhead = 60});
        const Drawn before = drawn(thrown, {.playhead = static_cast<double>(outcome.diverged_step) - 1});
        // Its row itself is above the box: between its neighbours along the axis.
        const double left = before.x(0, outcome.diverged_step - 2), here = cross.last_middle(20).x;
        const double pitch = before.x(0, outcome.diverged_step - 2) - before.x(0, outcome.diverged_step - 3);
        CHECK(std::abs(here - (left + 2 * pitch)) < 1.5);
    }
}

TEST_CASE("the labels of a range test fit beside each other in both languages and at any width") {
    const Recording r = recorded("surface = 'valley'\nsteps = 400\nnoise = { gradient = 0.3 }\noptimizer = { name = 'sgd', schedule = 'exponential_range' }\n"
                                 "[view]\ncurves_over = 'rate'\n");
    REQUIRE(suggest_rates(r.runs[0]).turn);
    for (const Language language : {Language::en, Language::ja}) {
        for (const float width : {120.0f, 200.0f, 300.0f, 700.0f, 1800.0f}) {
            CAPTURE(width);
            const Drawn d = drawn(r, {.playhead = 100, .rect = {10, 10, width, 300}, .language = language});
            const auto rightmost = std::max_element(d.vertices.begin(), d.vertices.end(), [](ImVec2 a, ImVec2 b) { return a.x < b.x; });
            CHECK(rightmost->x < 10 + width + 10);
            CHECK(d.at.size() > 20);
        }
    }
}
