// Measures maps in the background, coarse first. The maps it shows keep their last values until the
// next ones are there.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/recording/run_map.h"

namespace tani::studio {

class Mapper {
  public:
    /// Shows these maps from now on; measures those that differ from what it shows. What is asked
    /// for while it works replaces what was asked for before, but not before something was shown of
    /// it: a start that is dragged without a pause moves the map with it.
    void show(std::vector<RunMap> maps, const Experiment& experiment);
    const std::vector<RunMap>& maps() const { return maps_; }
    bool busy() const { return busy_; }
    /// Takes what is finished; true when there is something new to see.
    bool take();
    /// Waits until everything is measured.
    void finish();

  private:
    struct Job {
        std::vector<RunMap> maps;
        Experiment experiment;
        long number = 0;
    };
    /// What the two threads share.
    struct Desk {
        std::mutex guard;
        std::condition_variable_any changed;
        std::optional<Job> wanted;
        std::optional<Job> done;  ///< the latest result, perhaps coarse
        long finished = 0;        ///< the number of the last job that is whole
        std::stop_source stop;    ///< of the measurement in hand, once it has shown something
    };
    static void work(Desk& desk, const std::stop_token& end);
    static bool measure_in_steps(Desk& desk, Job& job);

    std::vector<RunMap> maps_;
    bool busy_ = false;
    long asked_ = 0;
    std::shared_ptr<Desk> desk_;
    std::jthread worker_;  // last: it ends before the rest goes
};

}  // namespace tani::studio
