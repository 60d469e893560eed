// Waiting is by looking for a moment, as the next work is often microseconds away, then by
// sleeping.
#include "app/studio/pool.h"

#include <algorithm>
#include <memory>

#include <sys/resource.h>
#include <unistd.h>

namespace tani::studio {

namespace {

constexpr int looks = 4000;  // some tens of microseconds

void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

}  // namespace

void step_back() {
    constexpr int niceness = 10;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()),
                niceness);  // Linux: of the thread; a refusal costs only smoothness
}

Pool::Pool(int threads, Priority priority) {
    for (int i = 1; i < threads; ++i) {
        helpers_.emplace_back([this, priority](const std::stop_token& stop) {
            if (priority == Priority::background) step_back();
            wait_for_work(stop);
        });
    }
}

Pool::~Pool() {
    for (std::jthread& helper : helpers_) helper.request_stop();
    ++round_;
    round_.notify_all();
}

void Pool::wait_for_work(const std::stop_token& stop) {
    unsigned seen = 0;
    while (true) {
        for (int i = 0; i < looks && round_.load(std::memory_order_acquire) == seen; ++i) pause();
        round_.wait(seen, std::memory_order_acquire);
        seen = round_.load(std::memory_order_acquire);
        if (stop.stop_requested()) return;
        work();
        busy_.fetch_sub(1, std::memory_order_release);
    }
}

void Pool::work() {
    try {
        for (int i = next_++; i < count_; i = next_++) (*job_)(i);
    } catch (...) {
        const std::lock_guard lock(guard_);
        failure_ = std::current_exception();
    }
}

void Pool::run(int count, const std::function<void(int)>& job) {
    job_ = &job;
    count_ = count;
    next_ = 0;
    failure_ = nullptr;
    busy_.store(static_cast<int>(helpers_.size()), std::memory_order_relaxed);
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
    work();
    for (int i = 0; busy_.load(std::memory_order_acquire) > 0; ++i) {
        if (i < looks)
            pause();
        else
            std::this_thread::yield();
    }
    if (failure_) std::rethrow_exception(failure_);
}

ParallelFor processors(int threads, Pool::Priority priority) {
    const int count =
        threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return [pool = std::make_shared<Pool>(count, priority)](
               int jobs, const std::function<void(int)>& job) { pool->run(jobs, job); };
}

}  // namespace tani::studio
