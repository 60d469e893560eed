#include "core/recording/plane_maker.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/landscape/directions.h"
#include "core/recording/curvature.h"

namespace tani {

namespace {

bool finite(std::span<const float> numbers) { return std::isfinite(norm(numbers)); }

/// The last point of a path whose weights are still numbers.
const TrainedState* last_finite(const TrainingRecording& training) {
    for (std::size_t i = training.path().size(); i-- > 0;) {
        if (finite(training.path()[i]->weights)) return training.path()[i].get();
    }
    return nullptr;
}

AlignedVector<float> difference(const AlignedVector<float>& to, const AlignedVector<float>& from) {
    AlignedVector<float> result(to.size());
    for (std::size_t i = 0; i < to.size(); ++i) result[i] = to[i] - from[i];
    return result;
}

AlignedVector<float> in_float(const std::vector<double>& numbers) {
    return {numbers.begin(), numbers.end()};
}

class PlaneMaker {
  public:
    PlaneMaker(const Recording& recording, const PlaneSpec& spec, const std::vector<int>& runs,
               const ParallelFor& parallel)
        : recording_(recording), spec_(spec), runs_(runs), parallel_(parallel) {}

    PlaneMade make() {
        if (!find_middle()) return std::move(made_);
        switch (spec_.directions) {
            case Directions::random:
                random(made_.plane.x, 0, made_.axes[0]);
                random(made_.plane.y, 1, made_.axes[1]);
                break;
            case Directions::pca:
                components({runs_.front()});
                break;
            case Directions::joint_pca:
                components(runs_);
                break;
            case Directions::hessian:
                eigenvectors();
                break;
            case Directions::gradient:
                gradient();
                random(made_.plane.y, 1, made_.axes[1]);
                break;
            case Directions::between:
                between();
                break;
            case Directions::weights:
                first_weights();
                break;
        }
        if (spec_.line) {
            made_.plane.y.clear();
            made_.plane.statistics_y.clear();
        }
        return std::move(made_);
    }

  private:
    const TrainingRecording& training(int run) const {
        return recording_.trainings[static_cast<std::size_t>(run)];
    }
    const TrainingRecording& own() const { return training(runs_.front()); }
    const Network<float>& network() const { return own().setup().network; }

    /// The weights that the plane goes through; false where there are none.
    bool find_middle() {
        TrainedState state;
        if (spec_.at == PlaneSpec::At::step) {
            state = Replay().at(own(), std::min(spec_.step, own().steps()));
        } else if (const TrainedState* last = last_finite(own())) {
            state = *last;
        }
        if (state.weights.empty() || !finite(state.weights)) {
            made_.problem = {"The weights are not finite: there is nothing to put a plane through.",
                             "重みが有限でないため、平面を置けない。"};
            return false;
        }
        middle_ = state;
        made_.plane.center = std::move(state.weights);
        made_.plane.statistics = std::move(state.statistics);
        return true;
    }

    void random(AlignedVector<float>& direction, int number, Text& name) const {
        direction = random_direction(network(), spec_.seed, number);
        normalize(network(), made_.plane.center, spec_.normalization, spec_.biases, direction);
        name = {fmt::format("random direction {}", number + 1),
                fmt::format("ランダムな方向{}", number + 1)};
    }

    void components(const std::vector<int>& runs) {
        std::vector<std::span<const float>> points;
        for (const int run : runs) {
            const auto& path = training(run).path();
            for (std::size_t i = 0; i < path.size(); ++i) {
                if (finite(path[i]->weights)) points.emplace_back(path[i]->weights);
            }
        }
        try {
            PrincipalComponents found = principal_components(points);
            made_.plane.x = std::move(found.x);
            made_.plane.y = std::move(found.y);
            made_.share_x = found.share_x;
            made_.share_y = found.share_y;
            if (spec_.at == PlaneSpec::At::mean) made_.plane.center = std::move(found.mean);
        } catch (const Error&) {
            made_.problem = {"The path does not move: it has no principal components.",
                             "経路が動いていないため、主成分がない。"};
        }
        made_.axes = {Text{"principal component 1", "第1主成分"},
                      Text{"principal component 2", "第2主成分"}};
    }

    void eigenvectors() {
        Sharpness sharpness(own().setup(), spec_.seed);
        const auto pairs = sharpness.pairs(middle_, 2, parallel_);
        if (pairs.size() < 2) {
            made_.problem = {"The Hessian has no two eigenvectors here.",
                             "ここではヘッセ行列の固有ベクトルが2つ求まらない。"};
            return;
        }
        made_.plane.x = in_float(pairs[0].vector);
        made_.plane.y = in_float(pairs[1].vector);
        made_.eigenvalue_x = pairs[0].value;
        made_.eigenvalue_y = pairs[1].value;
        made_.axes = {Text{"eigenvector 1", "固有ベクトル1"}, Text{"eigenvector 2", "固有ベクトル2"}};
    }

    void gradient() {
        made_.plane.x = gradient_of(own().setup(), middle_);
        normalize(network(), made_.plane.center, spec_.normalization, spec_.biases, made_.plane.x);
        made_.axes[0] = {"gradient", "勾配"};
        if (norm(made_.plane.x) == 0) {
            made_.problem = {"The gradient is zero here: it is no direction.",
                             "ここでは勾配が0なので、方向にならない。"};
        }
    }

    void between() {
        std::vector<const TrainedState*> ends;
        std::vector<std::string> labels;
        for (const std::string& label : spec_.through) {
            const auto found = std::ranges::find(recording_.plan.runs, label, &RunPlan::label);
            const TrainedState* end =
                found == recording_.plan.runs.end()
                    ? nullptr
                    : last_finite(training(static_cast<int>(found - recording_.plan.runs.begin())));
            if (!end) {
                made_.problem = {"A run's weights are not finite: there is no plane through them.",
                                 "重みが有限でない実行があるため、平面を置けない。"};
                return;
            }
            ends.push_back(end);
            labels.push_back(label);
        }
        Plane& plane = made_.plane;
        plane.center = ends[0]->weights;
        plane.statistics = ends[0]->statistics;
        plane.x = difference(ends[1]->weights, plane.center);
        plane.statistics_x = difference(ends[1]->statistics, plane.statistics);
        made_.axes[0] = {labels[0] + " → " + labels[1], labels[0] + " → " + labels[1]};
        const TrainedState* third = ends.size() > 2 ? ends[2] : own().path()[0].get();
        plane.y = difference(third->weights, plane.center);
        plane.statistics_y = difference(third->statistics, plane.statistics);
        const std::string name = ends.size() > 2 ? labels[2] : "";
        made_.axes[1] = {labels[0] + " → " + (name.empty() ? "start" : name),
                         labels[0] + " → " + (name.empty() ? "初期値" : name)};
        if (norm(plane.x) == 0) {
            made_.problem = {"Both runs end at the same weights: there is no line between them.",
                             "2つの実行が同じ重みで終わっているため、間の直線がない。"};
        }
    }

    /// The coordinates are the weights themselves.
    void first_weights() {
        Plane& plane = made_.plane;
        int found = 0;
        for (const WeightWindow& window : network().windows()) {
            for (std::size_t i = 0; i < window.size() && found < 2; ++i, ++found) {
                AlignedVector<float>& direction = found == 0 ? plane.x : plane.y;
                direction.assign(network().weights(), 0.0f);
                direction[window.offset + i] = 1;
                plane.center[window.offset + i] = 0;
                const std::string name =
                    window.size() > 1 ? fmt::format("{}[{}]", window.name, i) : window.name;
                made_.axes[static_cast<std::size_t>(found)] = {name, name};
            }
        }
        if (found < 2) plane.y.assign(network().weights(), 0.0f);
    }

    const Recording& recording_;
    const PlaneSpec& spec_;
    const std::vector<int>& runs_;
    const ParallelFor& parallel_;
    PlaneMade made_;
    TrainedState middle_;
};

}  // namespace

PlaneMade make_plane(const Recording& recording, const PlaneSpec& spec,
                     const std::vector<int>& runs, const ParallelFor& parallel) {
    return PlaneMaker(recording, spec, runs, parallel).make();
}

}  // namespace tani
