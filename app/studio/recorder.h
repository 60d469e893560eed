// Records in the background what takes longer than a frame. Immutable plan in, immutable recording
// out.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "app/studio/pool.h"
#include "core/recording/recording.h"

namespace tani::studio {

class Recorder {
  public:
    /// Drops the job in hand, if any, and begins this one; see record() for `previous`.
    void start(Plan plan, std::shared_ptr<const Recording> previous = {});
    /// The same as soon as the job in hand has been seen once, so that something new is seen all the
    /// time while a slider is held; a job that still waits is dropped. Does not wait itself.
    void start_next(Plan plan, std::shared_ptr<const Recording> previous);
    void cancel();
    bool busy() const { return busy_; }
    /// Nothing of the job in hand has been taken yet.
    bool begins() const { return busy_ && !seen_; }
    /// The recording as far as it is, where it has grown since the last call, once more when it is
    /// finished; else null. Throws the job's Error.
    std::shared_ptr<const Recording> take();

  private:
    struct Result {
        std::mutex guard;
        std::shared_ptr<const Recording> recording;
        bool finished = false;
        std::optional<Error> error;
    };
    struct Job {
        Plan plan;
        std::shared_ptr<const Recording> previous;
    };
    void begin(Job job);
    std::shared_ptr<const Recording> take_of_job_in_hand();
    bool busy_ = false;
    bool seen_ = false;  ///< something of the job in hand has been taken
    std::optional<Job> next_;
    ParallelFor first_processors_, processors_;  ///< until something is seen, and afterwards
    std::shared_ptr<Result> result_;
    std::jthread worker_;  // last: it ends before the rest goes
};

}  // namespace tani::studio
