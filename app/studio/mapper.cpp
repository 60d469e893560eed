#include "app/studio/mapper.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "app/studio/pool.h"

namespace tani::studio {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int first_cells = 32;  // along an axis
constexpr double glance = 0.02;  // seconds that a finer map may take before it is shown

int largest_count(const std::vector<RunMap>& maps) {
    int most = 0;
    for (const RunMap& map : maps) most = std::max({most, map.plan.x.count, map.plan.y.count});
    return most;
}

bool same_measurement(const std::vector<RunMap>& a, const std::vector<RunMap>& b) {
    return std::ranges::equal(a, b, [](const RunMap& one, const RunMap& other) { return one.measures_as(other); });
}

}  // namespace

void Mapper::show(std::vector<RunMap> maps, const Experiment& experiment) {
    const bool same = same_measurement(maps, maps_);
    for (std::size_t i = 0; i < maps.size() && i < maps_.size(); ++i) {
        const SweepPlan &now = maps[i].plan, &before = maps_[i].plan;
        // A map of something else is worse than none.
        if (same || (now.x == before.x && now.y == before.y && now.measure == before.measure)) maps[i].map = maps_[i].map;
    }
    maps_ = std::move(maps);
    if (same) return;
    busy_ = !maps_.empty();
    if (!desk_) {
        if (!busy_) return;
        desk_ = std::make_shared<Desk>();
        worker_ = std::jthread([desk = desk_](const std::stop_token& end) { work(*desk, end); });
    }
    const std::lock_guard lock(desk_->guard);
    desk_->wanted = Job{maps_, experiment, ++asked_};
    desk_->stop.request_stop();
    desk_->changed.notify_all();
}

bool Mapper::take() {
    if (!busy_) return false;
    std::optional<Job> done;
    {
        const std::lock_guard lock(desk_->guard);
        done = std::exchange(desk_->done, {});
        if (desk_->finished >= asked_) busy_ = false;
    }
    if (!done || done->maps.size() != maps_.size()) return false;
    for (std::size_t i = 0; i < maps_.size(); ++i) {
        // An older answer serves until the newer one is there, where it is about the same thing.
        const SweepPlan &now = maps_[i].plan, &then = done->maps[i].plan;
        if (!(now.x == then.x && now.y == then.y && now.measure == then.measure)) continue;
        maps_[i].map = done->maps[i].map;
        if (done->number == asked_) maps_[i].problem = done->maps[i].problem;
    }
    return true;
}

void Mapper::finish() {
    while (busy_) {
        {
            std::unique_lock lock(desk_->guard);
            desk_->changed.wait(lock, [&] { return desk_->finished >= asked_; });
        }
        take();
    }
}

void Mapper::work(Desk& desk, const std::stop_token& end) {
    step_back();
    const std::stop_callback stop_measuring(end, [&desk] {
        const std::lock_guard lock(desk.guard);
        desk.stop.request_stop();
    });
    while (!end.stop_requested()) {
        Job job;
        {
            std::unique_lock lock(desk.guard);
            if (!desk.changed.wait(lock, end, [&] { return desk.wanted.has_value(); })) return;
            job = std::move(*std::exchange(desk.wanted, {}));
            desk.stop = {};
        }
        if (!measure_in_steps(desk, job)) continue;
        const std::lock_guard lock(desk.guard);
        desk.finished = job.number;
        desk.changed.notify_all();
    }
}

/// False when it was dropped for a newer one.
bool Mapper::measure_in_steps(Desk& desk, Job& job) {
    const int most = largest_count(job.maps);
    int cells = std::min(first_cells, most);
    for (bool first = true;; first = false) {
        const auto begin = Clock::now();
        // The coarsest map is measured whatever happens: it is a glance.
        measure(job.maps, job.experiment, processors(), first ? std::stop_token() : desk.stop.get_token(), cells);
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        const std::lock_guard lock(desk.guard);
        if (!first && desk.stop.stop_requested()) return false;
        desk.done = job;
        if (cells >= most) return true;
        if (desk.wanted) return false;
        const double growth = std::sqrt(glance / std::max(seconds, 1e-6));
        cells = static_cast<int>(std::min<double>(most, cells * std::max(growth, 2.0)));
    }
}

}  // namespace tani::studio
