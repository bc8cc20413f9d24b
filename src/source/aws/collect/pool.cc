// SPDX-License-Identifier: Apache-2.0
#include "source/aws/collect/pool.h"

#include <utility>

namespace plimsoll::aws {

WorkerPool::WorkerPool(std::size_t thread_count, KeyTable& keys) {
  threads_.reserve(thread_count);
  for (std::size_t i = 0; i < thread_count; ++i) {
    threads_.emplace_back([this, &keys] { Work(keys); });
  }
}

WorkerPool::~WorkerPool() {
  {
    const MutexLock lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  threads_.clear();  // Joins.
}

void WorkerPool::Submit(Job job) {
  {
    const MutexLock lock(mutex_);
    queue_.push_back(std::move(job));
  }
  changed_.notify_one();
}

void WorkerPool::Work(KeyTable& keys) {
  WorkerContext context(keys);
  while (true) {
    Job job;
    {
      const MutexLock lock(mutex_);
      while (queue_.empty() && !closing_) changed_.wait(mutex_);
      if (queue_.empty()) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    job(context);
    context.evaluator.Reset();
    context.list_evaluator.Reset();
  }
}

void JobGroup::Run(WorkerPool::Job job) {
  Hold();
  pool_->Submit([self = shared_from_this(),
                 work = std::move(job)](WorkerContext& context) {
    work(context);
    self->Release();
  });
}

void JobGroup::Hold() {
  const MutexLock lock(mutex_);
  ++open_;
}

void JobGroup::Release() {
  {
    const MutexLock lock(mutex_);
    if (--open_ > 0) return;
  }
  done_();
}

}  // namespace plimsoll::aws
