// SPDX-License-Identifier: Apache-2.0
// The threads of a scan, and groups of jobs that one waits for.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/thread_annotations.h"
#include "cel/program.h"

namespace plimsoll::aws {

/// What a worker thread owns: jobs may use it freely while they run.
struct WorkerContext {
  explicit WorkerContext(KeyTable& keys)
      : evaluator(keys), list_evaluator(keys) {}
  cel::Evaluator evaluator;       ///< Reset for each resource.
  cel::Evaluator list_evaluator;  ///< Reset for each page.
};

/// A fixed number of threads working off a queue. A job may submit more jobs
/// but must not wait for them. Thread-safe.
class WorkerPool {
 public:
  using Job = std::function<void(WorkerContext&)>;

  WorkerPool(std::size_t thread_count, KeyTable& keys);
  /// Finishes every queued job first.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void Submit(Job job);
  std::size_t thread_count() const { return threads_.size(); }

 private:
  void Work(KeyTable& keys);

  Mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> queue_ GUARDED_BY(mutex_);
  bool closing_ GUARDED_BY(mutex_) = false;
  std::vector<std::jthread> threads_;
};

/// Counts jobs and calls `done` when the last has ended. The jobs of a group
/// may add to it; the group must be kept by its jobs (shared_ptr). Thread-safe.
class JobGroup : public std::enable_shared_from_this<JobGroup> {
 public:
  JobGroup(WorkerPool& pool, std::function<void()> done)
      : pool_(&pool), done_(std::move(done)) {}

  /// Submits a job of this group.
  void Run(WorkerPool::Job job);
  /// Keeps `done` back until one more Release.
  void Hold();
  void Release();

 private:
  WorkerPool* pool_;
  std::function<void()> done_;
  Mutex mutex_;
  std::size_t open_ GUARDED_BY(mutex_) = 1;  ///< One for the maker.
};

}  // namespace plimsoll::aws
