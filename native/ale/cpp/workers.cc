#include "workers.hpp"

#include <algorithm>
#include <exception>
#include <string>

#include "failure.hpp"

namespace a2pd {

Workers::Workers(int threads) {
  try {
    for (int i = 0; i < threads; i++) threads_.emplace_back([this] { serve(); });
  } catch (const std::exception& error) {
    // A thread that still ran when it is destroyed would end the process.
    stop();
    throw Failure{"OUT_OF_MEMORY", std::to_string(threads) + " threads for the emulators",
                  std::to_string(threads_.size()) + " before the system refused (" + error.what() + ")",
                  "give a smaller numThreads, or raise this process's limits (`ulimit -u`, `ulimit -v`)"};
  }
}

Workers::~Workers() { stop(); }

void Workers::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Workers::start(size_t count, int helpers, std::function<void(size_t)> task) {
  auto job = std::make_shared<Job>();
  job->count = count;
  job->task = std::move(task);
  helpers = std::min(helpers, static_cast<int>(threads_.size()));
  {
    const std::lock_guard lock(mutex_);
    job_ = std::move(job);
    calls_ = helpers;
  }
  for (int i = 0; i < helpers; i++) wake_.notify_one();
}

void Workers::finish(bool help) {
  const auto job = job_;
  if (help) work(*job);
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return job->completed == job->count; });
  calls_ = 0;
  if (job->error) std::rethrow_exception(job->error);
}

void Workers::serve() {
  for (;;) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || calls_ > 0; });
      // A started job is finished even when the pool is closing: its caller may read what it wrote.
      if (calls_ == 0) return;
      calls_--;
      job = job_;
    }
    work(*job);
  }
}

void Workers::work(Job& job) {
  for (size_t i = job.next++; i < job.count; i = job.next++) {
    try {
      job.task(i);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!job.error) job.error = std::current_exception();
    }
    if (++job.completed == job.count) {
      const std::lock_guard lock(mutex_);
      done_.notify_all();
    }
  }
}

}  // namespace a2pd
