// A training for other programs to check.
#include "core/recording/training_files.h"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <sstream>

#include <fmt/format.h>

#include "core/base/npy.h"
#include "core/recording/batch_walk.h"
#include "core/recording/csv_text.h"
#include "core/recording/landscape_files.h"
#include "core/recording/wall_files.h"

namespace tani {

namespace {

void append(fmt::memory_buffer& out, double value, bool there) {
    if (there)
        append_number(out, value);
    else
        out.push_back(',');
}

void append_row(fmt::memory_buffer& out, const TrainingRecording& run, int step) {
    const TrainingRecording::Row& row = run.row(step);
    const Measured* at = run.measured_at(step);
    const bool measured = at && at->step == step;
    const bool validated = measured && run.setup().data.validation.outline.samples > 0;
    append_number(out, row.epoch);
    append_number(out, row.batch_loss);
    append(out, measured ? at->validation_loss : 0, validated);
    append(out, measured ? at->train_metric : 0, measured);
    append(out, measured ? at->validation_metric : 0, validated);
    append(out, row.rate, !std::isnan(row.rate));
    out.push_back('\n');
}

std::vector<std::size_t> with_samples(const Dataset& data) {
    const Shape shape = data.outline.input;
    std::vector<std::size_t> result = {static_cast<std::size_t>(data.outline.samples),
                                       static_cast<std::size_t>(shape.channels)};
    if (shape.picture()) {
        result.push_back(static_cast<std::size_t>(shape.height));
        result.push_back(static_cast<std::size_t>(shape.width));
    }
    return result;
}

void write_data(const Dataset& data, std::span<const float> y, const Network<float>& network,
                const std::string& name, const FileSink& file) {
    file(name + "_x.npy", [&](std::ostream& out) {
        write_npy(out, with_samples(data), std::span<const float>(data.x));
    });
    file(name + "_y.npy", [&](std::ostream& out) {
        const auto samples = static_cast<std::size_t>(data.outline.samples);
        if (network.loss().wanted == Wanted::index) {
            std::vector<std::int64_t> classes(samples);
            for (std::size_t i = 0; i < samples; ++i) classes[i] = static_cast<std::int64_t>(y[i]);
            write_npy(out, std::vector{samples}, std::span<const std::int64_t>(classes));
        } else {
            write_npy(out, std::vector{samples, network.target_size()}, y);
        }
    });
}

void write_state(const Network<float>& network, const TrainedState& state,
                 const std::string& folder, const FileSink& file) {
    const auto write = [&](std::span<const WeightWindow> windows, std::span<const float> numbers) {
        for (const WeightWindow& window : windows) {
            file(folder + window.name + ".npy", [&](std::ostream& out) {
                write_npy(out, window.shape, numbers.subspan(window.offset, window.size()));
            });
        }
    };
    write(network.windows(), state.weights);
    write(network.statistics_windows(), state.statistics);
}

void write_batches(const TrainingRecording& run, std::ostream& out) {
    BatchWalk walk(run);
    std::vector<std::vector<int>> batches;
    std::size_t longest = 0;
    for (int step = 0; step < run.steps(); ++step) {
        const auto batch = walk.at(step);
        batches.emplace_back(batch.begin(), batch.end());
        longest = std::max(longest, batch.size());
    }
    std::vector<std::int64_t> rows(batches.size() * longest, -1);
    for (std::size_t i = 0; i < batches.size(); ++i)
        std::copy(batches[i].begin(), batches[i].end(),
                  rows.begin() + static_cast<std::ptrdiff_t>(i * longest));
    write_npy(out, std::vector{batches.size(), longest}, std::span<const std::int64_t>(rows));
}

std::string batches_of(const TrainingRecording& run) {
    std::ostringstream out;
    write_batches(run, out);
    return out.str();
}

/// Whether `same` holds between the first run and every other one.
template <class Same>
bool all_share(const std::vector<TrainingRecording>& runs, const Same& same) {
    return std::all_of(runs.begin(), runs.end(),
                       [&](const TrainingRecording& run) { return same(runs.front(), run); });
}

bool same_data(const TrainingRecording& a, const TrainingRecording& b) {
    const TrainingSetup &one = a.setup(), &other = b.setup();
    return &one == &other ||
           (one.data.train.x == other.data.train.x &&
            one.data.validation.x == other.data.validation.x && one.train_y == other.train_y &&
            one.validation_y == other.validation_y &&
            one.network.loss().wanted == other.network.loss().wanted);
}

}  // namespace

void write_training_csv(const Recording& recording, std::ostream& out) {
    out << "run,step,epoch,train_loss,validation_loss,train_metric,validation_metric,lr\n";
    fmt::memory_buffer rows;
    for (const TrainingRecording& run : recording.trainings) {
        const std::string label = csv_quoted(run.plan().label);
        for (int step = 0; step < run.rows(); ++step) {
            fmt::format_to(std::back_inserter(rows), "{},{}", label, step);
            append_row(rows, run, step);
            if (rows.size() < 1 << 16) continue;
            out.write(rows.data(), static_cast<std::streamsize>(rows.size()));
            rows.clear();
        }
    }
    out.write(rows.data(), static_cast<std::streamsize>(rows.size()));
}

void write_trainings(const Recording& recording, const FileSink& file) {
    for (std::size_t i = 0; i < recording.trainings.size(); ++i) {
        const TrainingRecording& run = recording.trainings[i];
        const TrainingSetup& setup = run.setup();
        const std::string folder = fmt::format("run{}/", i);
        Replay replay;
        write_state(setup.network, replay.at(run, 0), folder + "initial/", file);
        write_state(setup.network, replay.at(run, run.steps()), folder + "final/", file);
        write_data(setup.data.train, setup.train_y, setup.network, folder + "train", file);
        write_data(setup.data.validation, setup.validation_y, setup.network, folder + "validation",
                   file);
        file(folder + "batches.npy", [&](std::ostream& out) { write_batches(run, out); });
    }
    if (recording.trainings.empty()) return;
    if (recording.plan.lab == "initializer") write_wall_values(recording, file);
    write_planes(recording, file);
    const TrainingRecording& first = recording.trainings.front();
    if (all_share(recording.trainings, same_data)) {
        const TrainingSetup& setup = first.setup();
        write_data(setup.data.train, setup.train_y, setup.network, "train", file);
        write_data(setup.data.validation, setup.validation_y, setup.network, "validation", file);
    }
    const std::string batches = batches_of(first);
    if (all_share(recording.trainings, [&](const TrainingRecording&, const TrainingRecording& run) {
            return &run == &first || batches_of(run) == batches;
        })) {
        file("batches.npy", [&](std::ostream& out) { out << batches; });
    }
}

}  // namespace tani
