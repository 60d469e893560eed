#include "app/studio/plane_edits.h"

#include <algorithm>
#include <string>

#include "app/figure/landscape_figure.h"
#include "app/studio/network_edits.h"
#include "core/experiment/plane_names.h"
#include "core/network/layer.h"

namespace tani::studio {

namespace {

const RunPlan& run_of(const Plan& plan, int run) {
    return plan.runs[static_cast<std::size_t>(run)];
}

bool of_paths(Directions d) { return d == Directions::pca || d == Directions::joint_pca; }
bool of_all_runs(Directions d) { return d == Directions::joint_pca || d == Directions::between; }

bool has_statistics(const std::vector<LayerSpec>& layers) {
    return std::ranges::any_of(layers, [](const LayerSpec& layer) {
        return layer.name == "batch_norm" || has_statistics(layer.inside);
    });
}

void erase(Experiment& experiment, int run, const std::string& key) {
    erase_value(experiment, path_of(experiment, run, key));
}

}  // namespace

PlaneChoices plane_choices_of(const Plan& plan, int run) {
    const RunPlan& r = run_of(plan, run);
    const PlaneSpec& plane = *r.plane;
    const Directions d = plane.directions;
    const bool random = d == Directions::random || d == Directions::gradient;
    return {.normalization = random,
            .seed = random,
            .middle = d != Directions::between && d != Directions::weights,
            .mean = of_paths(d),
            .error = r.training->outline.kind != TargetKind::numbers,
            .validation = r.training->data.validation > 0,
            .batch = !plane.shared,
            .statistics = has_statistics(r.training->network.layers),
            .between = plan.runs.size() > 1};
}

void set_directions(Experiment& experiment, const Plan& plan, int run, Directions directions) {
    const PlaneSpec& before = *run_of(plan, run).plane;
    if (before.at == PlaneSpec::At::mean || !of_paths(directions)) {
        const Value* at = find_value(experiment, path_of(experiment, run, "plane.at"));
        if (at && std::holds_alternative<std::string>(at->data)) erase(experiment, run, "plane.at");
    }
    if (of_all_runs(directions)) {
        erase(experiment, run, "plane.shared");
        if (before.data == PlaneData::batch) erase(experiment, run, "plane.data");
    }
    if (directions != before.directions) {  // places of other directions mean nothing here
        erase(experiment, run, "plane.x");
        erase(experiment, run, "plane.y");
    }
    const std::string name(direction_names[static_cast<std::size_t>(directions)]);
    set_value(experiment, path_of(experiment, run, "plane.directions"), Value(name));
}

void set_extent(Experiment& experiment, int run, std::optional<double> extent) {
    erase(experiment, run, "plane.x");
    erase(experiment, run, "plane.y");
    if (extent)
        set_value(experiment, path_of(experiment, run, "plane.extent"), Value(*extent));
    else
        erase(experiment, run, "plane.extent");
}

std::optional<double> extent_of(const PlaneSpec& plane) {
    if (!plane.x || !plane.y || *plane.x != *plane.y || plane.x->from != -plane.x->to)
        return std::nullopt;
    return plane.x->to;
}

void set_sharpness(Experiment& experiment, const Plan& plan, int run, bool measured) {
    std::vector<std::string> panels = landscape_panels(plan.view);
    std::erase(panels, "sharpness");
    if (measured) {
        set_value(experiment, "curvature", Value(Table{}));
        panels.emplace_back("sharpness");
    } else {
        erase(experiment, run, "curvature");
    }
    Array names;
    for (const std::string& name : panels) names.emplace_back(name);
    set_value(experiment, "view.panels", Value(std::move(names)));
}

}  // namespace tani::studio
