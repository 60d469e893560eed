// How work is handed to however many threads there are. The core has none of its own.
#pragma once
#include <functional>

namespace tani {

/// Runs job(0) … job(count - 1), in any order, on however many threads; returns when all are done.
using ParallelFor = std::function<void(int count, const std::function<void(int)>& job)>;

/// The same, one after another where there are no threads.
inline void run_jobs(const ParallelFor& parallel, int count, const std::function<void(int)>& job) {
    if (parallel && count > 1) return parallel(count, job);
    for (int i = 0; i < count; ++i) job(i);
}

}  // namespace tani
