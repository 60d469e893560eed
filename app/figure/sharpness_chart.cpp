#include "app/figure/sharpness_chart.h"

#include <algorithm>
#include <cmath>

#include "app/figure/plane_words.h"
#include "core/optimizer/optimizer.h"

namespace tani::figure {

namespace {

/// "2/η", or with momentum "2(1+α)/η".
std::string limit_name(const TrainingDrawing& d, int run) {
    const OptimizerSpec& spec = d.run(run).plan().settings.optimizer;
    const RuleEntry* rule = find_rule(spec);
    if (rule == nullptr) return "2/η";
    for (std::size_t i = 0; i < rule->parameters.size() && i < spec.settings.size(); ++i) {
        const bool is_momentum = rule->parameters[i].id == "momentum";
        if (is_momentum && spec.settings[i] > 0) return "2(1+α)/η";
    }
    return "2/η";
}

}  // namespace

StepChart sharpness_chart(const TrainingDrawing& d) {
    StepChart chart{.title = d.word_of("landscape.sharpness"),
                    .empty = d.word_of("landscape.no_curvature"),
                    .scale = d.view.loss_scale,
                    .lines = {}};
    std::vector<double> named;  // limits that have their name
    for (const int run : d.runs) {
        const Growing<Curvature>& curvatures = d.run(run).curvatures();
        StepLine line{.run = run, .points = {}, .head = {}}, limit = line;
        limit.limit = true;
        for (std::size_t i = 0; i < curvatures.size(); ++i) {
            const Curvature& c = curvatures[i];
            line.points.push_back({c.step, c.eigenvalue});
            if (!std::isnan(c.limit)) limit.points.push_back({c.step, c.limit});
        }
        if (line.points.empty()) continue;
        const double now = value_at(line, d.head(run));
        if (!std::isnan(now)) line.head = "λ = " + number_text(now, 3);
        if (!limit.points.empty()) {
            const double bound = value_at(limit, d.head(run));
            if (std::ranges::find(named, bound) == named.end()) limit.head = limit_name(d, run);
            named.push_back(bound);
            chart.lines.push_back(std::move(limit));
        }
        chart.lines.push_back(std::move(line));
    }
    return chart;
}

StepChart distance_chart(const TrainingDrawing& d, const Landscape* landscape) {
    StepChart chart{.title = d.word_of("landscape.distance_title"),
                    .empty = d.word_of("landscape.no_plane"),
                    .scale = HeightScale::automatic,
                    .lines = {}};
    if (landscape == nullptr) return chart;
    for (const int run : d.runs) {
        const PlanePath* path = landscape->path_of(run);
        if (path == nullptr) continue;
        StepLine line{.run = run, .points = {}, .head = {}};
        for (const PlanePoint& p : path->points) line.points.push_back({p.step, p.distance});
        const double now = value_at(line, d.head(run));
        if (!std::isnan(now)) line.head = number_text(now, 3);
        chart.lines.push_back(std::move(line));
    }
    return chart;
}

}  // namespace tani::figure
