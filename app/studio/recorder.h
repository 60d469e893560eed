// Records in the background what takes longer than a frame. Immutable plan in, immutable recording
// out.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/recording/recording.h"

namespace tani::studio {

/// On as many threads as the machine has; the result does not depend on how many those are.
ParallelFor all_processors();

class Recorder {
  public:
    /// Drops the job in hand, if any, and begins this one; see record() for `previous`.
    void start(Plan plan, std::shared_ptr<const Recording> previous = {});
    void cancel();
    bool busy() const { return busy_; }
    /// The finished recording, once; null while there is none. Throws the job's Error.
    std::shared_ptr<const Recording> take();

  private:
    struct Result {
        std::mutex guard;
        std::shared_ptr<const Recording> recording;
        std::optional<Error> error;
    };
    bool busy_ = false;
    std::shared_ptr<Result> result_;
    std::jthread worker_;  // last: it ends before the rest goes
};

}  // namespace tani::studio
