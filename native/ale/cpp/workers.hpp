// Threads that share out the tasks of a job: each takes the next one left, so that a slow environment holds up nobody.
#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace a2pd {

class Workers {
 public:
  /** Throws OUT_OF_MEMORY when the system gives fewer threads. */
  explicit Workers(int threads);
  /** Waits for the running job, then ends the threads. */
  ~Workers();

  /** Starts `task(0) ... task(count - 1)` on `helpers` of the threads. One job at a time. */
  void start(size_t count, int helpers, std::function<void(size_t)> task);
  /** Waits for the job; the calling thread works too when `help`. Throws again what a task threw. */
  void finish(bool help);

 private:
  struct Job {
    size_t count;
    std::function<void(size_t)> task;
    std::atomic<size_t> next{0};
    std::atomic<size_t> completed{0};
    std::exception_ptr error;
  };

  void stop();
  void serve();
  void work(Job& job);

  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  std::shared_ptr<Job> job_;
  int calls_ = 0;
  bool stopping_ = false;
};

}  // namespace a2pd
