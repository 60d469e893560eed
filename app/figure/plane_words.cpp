#include "app/figure/plane_words.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tani::figure {

namespace {

/// Null where a landscape has no plan of its own.
const RunPlan* run_of_file(const TrainingDrawing& d, int run) {
    const std::vector<RunPlan>& runs = d.recording.plan.runs;
    return static_cast<std::size_t>(run) < runs.size() ? &runs[static_cast<std::size_t>(run)]
                                                       : nullptr;
}

/// What loss-landscape and others call surfaces, and what people call them.
std::string surface_words(const TrainingDrawing& d, const std::string& surface) {
    struct Known {
        std::string_view surface, word;
    };
    static constexpr std::array<Known, 10> known{{{"losses", "figure.loss"},
                                                 {"loss", "figure.loss"},
                                                 {"train_loss", "network.train_loss"},
                                                 {"test_loss", "landscape.test_loss"},
                                                 {"val_loss", "network.validation_loss"},
                                                 {"validation_loss", "network.validation_loss"},
                                                 {"train_acc", "landscape.train_accuracy"},
                                                 {"test_acc", "landscape.test_accuracy"},
                                                 {"val_acc", "landscape.validation_accuracy"},
                                                 {"acc", "landscape.accuracy"}}};
    const auto found = std::ranges::find(known, surface, &Known::surface);
    return found == known.end() ? surface : d.word_of(found->word);
}

}  // namespace

bool is_read(const TrainingDrawing& d) { return d.recording.trainings.empty(); }

bool is_shown(const TrainingDrawing& d, const PlanePath& path) {
    if (path.points.empty()) return false;
    const RunPlan* run = is_read(d) ? run_of_file(d, path.run) : nullptr;
    if (is_read(d)) return !run || !run->hidden;
    return std::ranges::find(d.runs, path.run) != d.runs.end();
}

std::string path_label(const TrainingDrawing& d, const PlanePath& path) {
    if (!is_read(d)) return d.label(path.run);
    const RunPlan* run = run_of_file(d, path.run);
    return run && path.label.empty() ? run->shown.in(d.input.language) : path.label;
}

std::string plane_name(const TrainingDrawing& d, const LandscapePlane& plane) {
    if (is_read(d)) {
        if (plane.spec.surface.empty()) return d.word_of("landscape.read");
        return d.phrase("landscape.read_surface", height_name(d, plane));
    }
    switch (plane.spec.directions) {
        case Directions::random:
            return d.word_of(plane.spec.line ? "landscape.random_line" : "landscape.random");
        case Directions::pca:
            return d.word_of("landscape.pca");
        case Directions::joint_pca:
            return d.word_of("landscape.joint_pca");
        case Directions::hessian:
            return d.word_of(plane.spec.line ? "landscape.hessian_line" : "landscape.hessian");
        case Directions::gradient:
            return d.word_of(plane.spec.line ? "landscape.gradient_line" : "landscape.gradient");
        case Directions::between:
            return d.word_of(plane.spec.line ? "landscape.between_line" : "landscape.between");
        case Directions::weights:
            break;
    }
    return d.word_of("landscape.weights");
}

std::string height_name(const TrainingDrawing& d, const LandscapePlane& plane) {
    if (is_read(d) && plane.spec.surface.empty()) return d.word_of("figure.loss");
    if (is_read(d)) return surface_words(d, plane.spec.surface);
    const bool held_out = plane.spec.data == PlaneData::validation;
    if (plane.spec.data == PlaneData::batch) {
        return d.word_of(plane.spec.height == Height::error ? "landscape.batch_error"
                                                            : "landscape.batch_loss");
    }
    if (plane.spec.height == Height::error) {
        return d.word_of(held_out ? "landscape.validation_error" : "landscape.train_error");
    }
    return d.word_of(held_out ? "network.validation_loss" : "network.train_loss");
}

std::string batch_text(const TrainingDrawing& d, const BatchSlice& batch) {
    return d.phrase("landscape.batch", whole_text(batch.step), whole_text(batch.samples));
}

std::string percent_text(double share) {
    if (std::isnan(share)) return "–";
    const double percent = 100 * share;
    return fmt::format("{:.{}f} %", percent, percent > 0.05 && percent < 9.95 ? 1 : 0);
}

std::string axis_number(const LandscapePlane& plane, std::size_t axis) {
    const double share = axis == 0 ? plane.share_x : plane.share_y;
    const double eigenvalue = axis == 0 ? plane.eigenvalue_x : plane.eigenvalue_y;
    if (!std::isnan(eigenvalue)) return "λ = " + number_text(eigenvalue, 3);
    if (!std::isnan(share)) return percent_text(share);
    return axis == 0 ? "x" : "y";
}

std::string axis_name(const TrainingDrawing& d, const LandscapePlane& plane, std::size_t axis) {
    std::string name = plane.axes[axis].in(d.input.language);
    if (name.empty()) return axis_number(plane, axis);
    const std::string number = axis_number(plane, axis);
    return number == "x" || number == "y" ? name : name + " (" + number + ")";
}

std::vector<std::string> point_lines(const TrainingDrawing& d, const LandscapePlane& plane,
                                     const PlanePath& path, const PlanePoint& point) {
    std::vector<std::string> lines{path_label(d, path) + " · " + d.word_of("figure.step") + " " +
                                   whole_text(point.step)};
    const bool line_alone = plane.spec.line;
    lines.push_back(line_alone
                        ? number_text(point.x, 3)
                        : "(" + number_text(point.x, 3) + ", " + number_text(point.y, 3) + ")");
    const auto line = [&](std::string_view word, double value) {
        if (!std::isnan(value)) lines.push_back(d.word_of(word) + " " + number_text(value, 3));
    };
    line("landscape.true_loss", point.loss);
    line(line_alone ? "landscape.line_loss" : "landscape.plane_loss", point.plane_loss);
    line("landscape.distance", point.distance);
    return lines;
}

}  // namespace tani::figure
