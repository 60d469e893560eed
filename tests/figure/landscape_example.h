// A recording of the landscape lab whose plane and paths are made by hand: a tilted bowl with
// ripples, runs that spiral into it, and numbers that say how well the plane shows them.
#pragma once
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/recording/recording.h"

namespace tani {

inline double example_loss(double x, double y) {
    const double u = x - 2, v = 1.6 * y;
    return 0.06 + 1.1 * (1 - std::exp(-(u * u + v * v) / 22)) + 0.012 * (u * u + v * v) / 4 +
           0.05 * (1 - std::cos(1.7 * x)) * (1 + std::sin(1.3 * y)) / 2;
}

inline Slice example_slice(int points, bool line = false) {
    Slice slice{.x = {-6, 8, points}, .y = {-5, 5, points}, .values = {}};
    if (line) slice.y = {0, 0, 1};
    for (int j = 0; j < slice.y.points; ++j) {
        for (int i = 0; i < points; ++i) {
            slice.values.push_back(example_loss(slice.x.at(i), slice.y.at(j)));
        }
    }
    return slice;
}

/// Run k of so many, a point every fifth step. The third one is far from the plane, and mostly
/// hidden.
inline PlanePath example_path(int run, int steps) {
    PlanePath path{.run = run, .label = {}, .points = {}};
    const double turn = 0.6 + 0.25 * run;
    for (int step = 0; step <= steps; step += 5) {
        const double t = static_cast<double>(step) / steps, left = std::exp(-3.5 * t);
        PlanePoint p{.step = step};
        p.x = 2 - 6.5 * left * std::cos(turn * 5 * t);
        p.y = 3.2 * left * std::cos(turn * 7 * t + 0.2 * run) - 0.3 * run * t;
        p.distance = (run == 2 ? 4.2 : 0.35 + 0.1 * run) * std::sqrt(t);
        p.plane_loss = example_loss(p.x, p.y);
        p.loss = p.plane_loss + (run == 2 ? 0.35 : 0.04) * t;
        if (step > 0) p.explained = run == 2 ? 0.97 - 0.85 * t : 0.995 - 0.03 * t * (run + 1);
        path.points.push_back(p);
    }
    return path;
}

struct LandscapeExample {
    Recording recording;

    explicit LandscapeExample(int runs, const std::string& more = "",
                              const std::vector<std::string>& settings = {}) {
        const std::array<std::string, 5> rules{"sgd", "momentum", "adam", "rmsprop", "adagrad"};
        std::string text =
            "lab = 'landscape'\ntitle = { en = 'Five optimizers on one plane', ja = "
            "'1つの平面と5つの最適化手法' }\ncaption = { en = 'The plane of the principal "
            "components of all "
            "paths.', ja = '全経路の主成分が張る平面。' }\nsteps = 200\nbatch = 16\n[data]\nname = "
            "'moons'\nsamples "
            "= 60\n[network]\nlayers = [{ dense = 6 }, 'tanh', { dense = 2 }]\n";
        text += more;
        for (int i = 0; i < runs; ++i) {
            text += "\n[[runs]]\noptimizer = '" + rules[static_cast<std::size_t>(i)] + "'\n";
        }
        Experiment experiment = read_experiment(text, "test");
        for (const std::string& setting : settings) set_from_text(experiment, setting);
        recording = record(plan(experiment));
        recording.landscape = std::make_shared<Landscape>(on_one_plane(runs));
    }

    static Landscape on_one_plane(int runs, int points = 51) {
        Landscape landscape{.planes = {}, .finished = true};
        LandscapePlane plane;
        plane.spec.directions = Directions::joint_pca;
        plane.spec.shared = true;
        plane.slice = example_slice(points);
        plane.coarse = points < 20;
        plane.share_x = 0.83;
        plane.share_y = 0.094;
        plane.axes = {Text{"PC 1", "第1主成分"}, Text{"PC 2", "第2主成分"}};
        for (int run = 0; run < runs; ++run) plane.paths.push_back(example_path(run, 200));
        landscape.planes.push_back(plane);
        return landscape;
    }
};

}  // namespace tani
