// The worker.
#include "app/studio/recorder.h"

#include <chrono>
#include <exception>
#include <utility>

namespace tani::studio {

namespace {

/// Copies of a recording that is being made, a few for every picture of the window.
class Looks {
  public:
    bool due() {
        const auto now = std::chrono::steady_clock::now();
        if (now < next_) return false;
        next_ = now + std::chrono::milliseconds(25);
        return true;
    }

  private:
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace

void Recorder::start(Plan plan, std::shared_ptr<const Recording> previous) {
    cancel();
    begin({std::move(plan), std::move(previous)});
}

void Recorder::start_next(Plan plan, std::shared_ptr<const Recording> previous) {
    if (busy_ && !seen_) {
        next_ = {std::move(plan), std::move(previous)};
    } else {
        begin({std::move(plan), std::move(previous)});
    }
}

void Recorder::begin(Job job) {
    result_ = std::make_shared<Result>();
    busy_ = true;
    seen_ = false;
    next_.reset();
    if (!processors_) {
        first_processors_ = processors(0, Pool::Priority::normal);
        processors_ = processors(0, Pool::Priority::background);
    }
    worker_.request_stop();
    worker_ = std::jthread([result = result_, plan = std::move(job.plan), first = first_processors_,
                            rest = processors_, previous = std::move(job.previous),
                            before = std::move(worker_)](const std::stop_token& stop) mutable {
        if (before.joinable()) before.join();  // the processors are one job's
        // Somebody waits for the first picture; those that follow leave room to draw them.
        bool seen = false;
        const ParallelFor parallel = [&](int count, const std::function<void(int)>& part) {
            (seen ? rest : first)(count, part);
        };
        try {
            Looks looks;
            const Watch watch{[&] { return looks.due(); },
                              [&](Recording so_far) {
                                  if (!std::exchange(seen, true)) step_back();
                                  auto copy = std::make_shared<const Recording>(std::move(so_far));
                                  const std::lock_guard lock(result->guard);
                                  result->recording = std::move(copy);
                              }};
            auto recording = std::make_shared<const Recording>(
                record(plan, parallel, stop, previous.get(), &watch));
            const std::lock_guard lock(result->guard);
            result->recording = std::move(recording);
            result->finished = true;
        } catch (const std::exception& error) {  // too little memory for a million steps, above all
            const std::lock_guard lock(result->guard);
            result->error = Error(error.what());
        }
    });
}

void Recorder::cancel() {
    worker_ = {};  // asks the old job to stop and waits for it: it looks every few steps
    result_.reset();
    next_.reset();
    busy_ = false;
}

std::shared_ptr<const Recording> Recorder::take_of_job_in_hand() {
    if (!busy_) return nullptr;
    const std::lock_guard lock(result_->guard);
    if (result_->error) {
        busy_ = false;
        throw Error(*result_->error);
    }
    if (result_->finished) busy_ = false;
    auto taken = std::exchange(result_->recording, nullptr);
    seen_ = seen_ || taken;
    return taken;
}

std::shared_ptr<const Recording> Recorder::take() {
    auto taken = take_of_job_in_hand();
    if (taken && next_) begin({std::move(next_->plan), taken});
    return taken;
}

}  // namespace tani::studio
