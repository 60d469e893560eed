// tani run and tani check.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "app/cli/landscape_words.h"
#include "app/cli/part_stream.h"
#include "app/cli/verbs.h"
#include "app/studio/recorder.h"
#include "core/recording/recording.h"
#include "core/recording/spread.h"
#include "core/recording/training_files.h"
#include "core/recording/wall_files.h"

namespace tani {

namespace {

std::string outcome_of(const TrainingRecording& run) {
    const int last = run.steps();
    if (run.diverged()) return fmt::format("diverged at step {}", last);
    return last < run.plan().steps ? fmt::format("stopped at step {}", last) : "ran all steps";
}

void print_trainings(const Recording& recording) {
    std::size_t width = 3;
    for (const TrainingRecording& run : recording.trainings) width = std::max(width, run.plan().label.size());
    fmt::print("{:<{}}  {:>7}  {:>7}  {:>8}  {:>12}  {:>12}  {:>10}  {:>10}  outcome\n", "run", width, "steps", "epochs", "weights", "train loss",
               "valid. loss", "train", "validation");
    for (const TrainingRecording& run : recording.trainings) {
        const int last = run.steps();
        const Measured& end = run.measured().back();
        std::string outcome = outcome_of(run);
        if (const auto early = run.early_stop(); early && early->stopped_step) {
            outcome += fmt::format("; early stopping at step {}, best at {}", *early->stopped_step, early->best_step);
        }
        fmt::print("{:<{}}  {:>7}  {:>7.4g}  {:>8}  {:>12.6g}  {:>12.6g}  {:>10.4g}  {:>10.4g}  {}\n", run.plan().label, width, last, run.row(last).epoch,
                   run.setup().network.trained(), end.train_loss, end.validation_loss, end.train_metric, end.validation_metric, outcome);
    }
}

std::string_view trend_word(Trend trend) {
    return trend == Trend::vanishing ? "vanishes" : trend == Trend::exploding ? "explodes" : "is kept";
}

/// What the first and the last layer hand on and get back, at the start.
void print_walls(const Recording& recording) {
    std::size_t width = 3;
    for (const TrainingRecording& run : recording.trainings) width = std::max(width, run.plan().label.size());
    fmt::print("{:<{}}  {:>6}  {:>10}  {:>10}  {:>10}  {:>10}  {:>10}  {:>10}  outcome\n", "run", width, "layers", "std first", "std last",
               "grad last", "grad first", "loss", "final loss");
    for (const TrainingRecording& run : recording.trainings) {
        const Wall& start = *run.walls()[0];
        const Spread spread = spread_of(start);
        std::size_t first = 0, last = spread.forward.size() - 1;
        while (first < last && !start.stages[first].find(Quantity::activation)) ++first;
        while (last > first && !start.stages[last].find(Quantity::activation)) --last;
        fmt::print("{:<{}}  {:>6}", run.plan().label, width, start.stages.size());
        for (const double number : {spread.forward[first], spread.forward[last], spread.backward[last], spread.backward[first], start.loss,
                                    run.walls().back()->loss}) {
            fmt::print("  {:>10}", std::isnan(number) ? "nan" : fmt::format("{:.4g}", number));  // fmt would write the sign of a NaN
        }
        fmt::print("  the signal {}, the gradient {}; {}\n", trend_word(spread.forward_trend), trend_word(spread.backward_trend),
                   outcome_of(run));
    }
}

/// The folder's files one by one, each whole or not at all.
void write_weights(const Recording& recording, const std::string& folder) {
    write_trainings(recording, [&](const std::string& name, const std::function<void(std::ostream&)>& write) {
        const std::filesystem::path path = std::filesystem::path(folder) / name;
        std::error_code problem;
        std::filesystem::create_directories(path.parent_path(), problem);
        if (problem) throw Error("the folder " + path.parent_path().string() + " cannot be made: " + problem.message());
        PartStream file(path.string());
        std::ostream out(&file);
        write(out);
        file.commit();
    });
}

/// What each run reached, and how much of its path its plane shows.
void print_landscape(const Recording& recording) {
    std::size_t width = 3;
    for (const TrainingRecording& run : recording.trainings) width = std::max(width, run.plan().label.size());
    fmt::print("{:<{}}  {:>7}  {:>8}  {:>12}  {:>12}  {:>10}  {:>10}  {:>10}  outcome\n", "run", width, "steps", "weights", "loss",
               "on the plane", "distance", "explained", "sharpness");
    const auto number = [](double value) { return std::isnan(value) ? std::string("-") : fmt::format("{:.5g}", value); };
    for (std::size_t i = 0; i < recording.trainings.size(); ++i) {
        const TrainingRecording& run = recording.trainings[i];
        const PlanePath* path = recording.landscape ? recording.landscape->path_of(static_cast<int>(i)) : nullptr;
        const PlanePoint end = path && !path->points.empty() ? path->points.back() : PlanePoint{.distance = PlanePoint::unknown};
        const double sharpness = run.curvatures().empty() ? PlanePoint::unknown : run.curvatures().back().eigenvalue;
        fmt::print("{:<{}}  {:>7}  {:>8}  {:>12}  {:>12}  {:>10}  {:>10}  {:>10}  {}\n", run.plan().label, width, run.steps(),
                   run.setup().network.trained(), number(end.loss), number(end.plane_loss), number(end.distance), number(end.explained),
                   number(sharpness), outcome_of(run));
    }
    for (const LandscapePlane& plane : recording.landscape->planes) {
        const std::string& label = recording.plan.runs[static_cast<std::size_t>(plane.run)].label;
        if (!plane.problem.empty()) {
            fmt::print("plane of {}: {}\n", label, plane.problem.en);
            continue;
        }
        const std::string directions =
            plane.spec.line ? plane.axes[0].en : fmt::format("{} and {}", plane.axes[0].en, plane.axes[1].en);
        fmt::print("{} of {}: {}; {:.3g} % of it not quasi-convex\n", plane.spec.line ? "line" : "plane", label, directions,
                   100 * plane.not_quasi_convex);
    }
}

void print_summary(const Recording& recording) {
    if (reads_planes(recording.plan)) return print_read_planes(recording);
    if (recording.plan.lab == "landscape") return print_landscape(recording);
    if (recording.plan.lab == "initializer") return print_walls(recording);
    if (!recording.trainings.empty()) return print_trainings(recording);
    std::size_t width = 3;
    for (const RunRecording& run : recording.runs) width = std::max(width, run.plan().label.size());
    fmt::print("{:<{}}  {:>7}  {:>12}  {:>12}  {:>12}  outcome\n", "run", width, "steps", "x", "y", "loss");
    for (const RunRecording& run : recording.runs) {
        const int last = run.steps();
        fmt::print("{:<{}}  {:>7}  {:>12.6g}  {:>12.6g}  {:>12.6g}  {}\n", run.plan().label, width, last, run.point(last)[0],
                   run.point(last)[1], run.loss_at(last), run.outcome().sentence().en);
        if (const auto mean = run.average(last)) {
            const int from = run.settings_at(last).optimizer.average.value_or(Averaging{}).from;
            fmt::print("{:<{}}  {:>7}  {:>12.6g}  {:>12.6g}  {:>12.6g}  average from step {}\n", "", width, "", (*mean)[0],
                       (*mean)[1], run.average_loss(last), from);
        }
    }
}

/// Data that cannot be read are a wrong experiment.
Recording recorded(const Plan& plan, int threads) {
    try {
        return record(plan, studio::processors(threads));
    } catch (const Error& error) {
        throw WrongUsage(error.what());
    }
}

}  // namespace

int run_verb(const RunWords& words) {
    const Plan plan = plan_from(experiment_from(words.experiment));
    if (!words.weights.empty() && !trains_networks(plan.lab)) throw WrongUsage("--weights is for experiments of the labs \"network\", \"initializer\" and \"landscape\"");
    if (!words.histograms.empty() && plan.lab != "initializer") throw WrongUsage("--histograms is for experiments of the lab \"initializer\"");
    if (!words.weights.empty() && reads_planes(plan)) throw WrongUsage("--weights is for networks that are trained; this plane is read from a file");
    if (!words.slice.empty()) expect_slice_name(words.slice);
    if (!words.slice.empty() && plan.lab != "landscape") throw WrongUsage("--slice is for experiments of the lab \"landscape\"");
    const Recording recording = recorded(plan, words.threads);
    if (!words.slice.empty()) write_slice(recording, words.slice);
    if (!words.weights.empty()) write_weights(recording, words.weights);
    if (!words.histograms.empty()) {
        PartStream file(words.histograms);
        std::ostream out(&file);
        write_wall_histograms(recording, out);
        file.commit();
    }
    if (words.csv.empty()) {
        print_summary(recording);
    } else if (words.csv == "-") {
        write_csv(recording, std::cout);
        std::cout.flush();
        if (!std::cout) throw Error("standard output cannot be written");
    } else {
        PartStream file(words.csv);
        std::ostream out(&file);
        write_csv(recording, out);
        file.commit();
    }
    return 0;
}

int check_verb(const std::vector<std::string>& files) {
    int status = 0;
    for (const std::string& file : files) {
        try {
            plan_from(experiment_from({.file = file, .assignments = {}}));
            fmt::print("{}: ok\n", file);
        } catch (const WrongUsage& error) {
            fmt::print(stderr, "{}\n", error.what());
            status = 2;
        }
    }
    return status;
}

}  // namespace tani
