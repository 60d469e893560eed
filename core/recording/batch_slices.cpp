#include "core/recording/batch_slices.h"

#include <algorithm>

#include "core/recording/batch_walk.h"

namespace tani {

namespace {

constexpr std::size_t at_once = 48;  // slices between two looks

using Values = std::shared_ptr<const std::vector<float>>;

Values in_float(const Slice& slice) {
    return std::make_shared<const std::vector<float>>(slice.values.begin(), slice.values.end());
}

}  // namespace

std::vector<std::vector<int>> batches_on_path(const TrainingRecording& training) {
    std::vector<std::vector<int>> batches;
    BatchWalk walk(training);
    for (std::size_t i = 0; i < training.path().size(); ++i) {
        const auto rows = walk.at(training.path()[i]->step);
        batches.emplace_back(rows.begin(), rows.end());
    }
    return batches;
}

Objective on_batch(const Objective& whole, std::span<const int> rows, BatchMemory& memory) {
    if (rows.size() == whole.samples) return whole;
    const std::size_t inputs = whole.network->input().size(),
                      targets = whole.network->target_size();
    memory.x.resize(rows.size() * inputs);
    memory.y.resize(rows.size() * targets);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<std::size_t>(rows[i]);
        std::copy_n(whole.x.data() + row * inputs, inputs, memory.x.data() + i * inputs);
        std::copy_n(whole.y.data() + row * targets, targets, memory.y.data() + i * targets);
    }
    Objective batch = whole;
    batch.x = memory.x;
    batch.y = memory.y;
    batch.samples = rows.size();
    return batch;
}

void slice_batches(const BatchSurvey& survey, LandscapePlane& plane,
                   const std::function<void()>& seen) {
    plane.batches.clear();
    if (plane.slice.values.empty() || plane.paths.empty()) return;
    const auto batches = batches_on_path(survey.training);
    const std::vector<PlanePoint>& points = plane.paths.front().points;
    const std::size_t most =
        std::max<std::size_t>(survey.most_values / plane.slice.values.size(), 1);
    const std::size_t every = (points.size() + most - 1) / most;
    const Values all = in_float(plane.slice);
    for (std::size_t first = 0; first < points.size(); first += at_once * every) {
        std::vector<BatchSlice> lot;
        for (std::size_t i = first; i < points.size() && lot.size() < at_once; i += every) {
            const std::vector<int>& rows = batches[i];
            lot.push_back({points[i].step, static_cast<int>(rows.size()),
                           rows.size() == survey.whole.samples ? all : nullptr});
        }
        run_jobs(survey.parallel, static_cast<int>(lot.size()), [&](int index) {
            BatchSlice& slice = lot[static_cast<std::size_t>(index)];
            if (slice.values) return;
            const std::size_t i = first + static_cast<std::size_t>(index) * every;
            BatchMemory memory;
            const Objective objective = on_batch(survey.whole, batches[i], memory);
            slice.values = in_float(
                slice_of(objective, *plane.plane, plane.slice.x, plane.slice.y, {}, survey.stop));
        });
        if (survey.stop.stop_requested()) return;
        plane.batches.insert(plane.batches.end(), lot.begin(), lot.end());
        seen();
    }
}

}  // namespace tani
