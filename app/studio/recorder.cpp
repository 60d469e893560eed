// The worker.
#include "app/studio/recorder.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <vector>

namespace tani::studio {

ParallelFor all_processors() {
    return [](int count, const std::function<void(int)>& job) {
        const int threads =
            std::min(count, std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
        std::atomic<int> next = 0;
        std::exception_ptr failure;
        std::mutex guard;
        const auto work = [&] {
            try {
                for (int i = next++; i < count; i = next++) job(i);
            } catch (...) {
                const std::lock_guard lock(guard);
                failure = std::current_exception();
            }
        };
        {
            std::vector<std::jthread> helpers;
            for (int i = 1; i < threads; ++i) helpers.emplace_back(work);
            work();
        }
        if (failure) std::rethrow_exception(failure);
    };
}

void Recorder::start(Plan plan, std::shared_ptr<const Recording> previous) {
    cancel();
    result_ = std::make_shared<Result>();
    busy_ = true;
    worker_ = std::jthread([result = result_, job = std::move(plan),
                           previous = std::move(previous)](const std::stop_token& stop) {
        try {
            auto recording = std::make_shared<const Recording>(
                record(job, all_processors(), stop, previous.get()));
            const std::lock_guard lock(result->guard);
            result->recording = std::move(recording);
        } catch (const std::exception& error) {  // too little memory for a million steps, above all
            const std::lock_guard lock(result->guard);
            result->error = Error(error.what());
        }
    });
}

void Recorder::cancel() {
    worker_ = {};  // asks the old job to stop and waits for it: it looks every few steps
    result_.reset();
    busy_ = false;
}

std::shared_ptr<const Recording> Recorder::take() {
    if (!busy_) return nullptr;
    const std::lock_guard lock(result_->guard);
    if (!result_->recording && !result_->error) return nullptr;
    busy_ = false;
    if (result_->error) throw Error(*result_->error);
    return std::move(result_->recording);
}

}  // namespace tani::studio
