// Threads that wait for work: begun once, woken within microseconds.
#pragma once
#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/recording/recording.h"

namespace tani::studio {

class Pool {
  public:
    /// So many threads, the caller's among them. Background threads leave the processors to others
    /// who want them.
    enum class Priority { normal, background };
    explicit Pool(int threads, Priority priority = Priority::normal);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Runs job(0) … job(count − 1) and returns when all are done; throws what one of them threw.
    /// One caller at a time.
    void run(int count, const std::function<void(int)>& job);

  private:
    void wait_for_work(const std::stop_token& stop);
    void work();

    std::atomic<unsigned> round_ = 0;  ///< rises with every run()
    std::atomic<int> next_ = 0, busy_ = 0;
    int count_ = 0;
    const std::function<void(int)>* job_ = nullptr;
    std::mutex guard_;
    std::exception_ptr failure_;
    std::vector<std::jthread> helpers_;
};

/// On so many threads, 0: as many as the machine has. What is computed does not depend on it.
/// Copies share the threads.
ParallelFor processors(int threads = 0, Pool::Priority priority = Pool::Priority::normal);

/// Leaves the processor to threads that draw. Of the calling thread.
void step_back();

}  // namespace tani::studio
