// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#if defined(__clang__)
#define PLIMSOLL_TSA(x) __attribute__((x))
#else
#define PLIMSOLL_TSA(x)
#endif
#define GUARDED_BY(m) PLIMSOLL_TSA(guarded_by(m))
#define REQUIRES(...) PLIMSOLL_TSA(requires_capability(__VA_ARGS__))

namespace plimsoll {

/// std::mutex that Clang's thread-safety analysis can see.
class PLIMSOLL_TSA(capability("mutex")) Mutex {
 public:
  void lock() PLIMSOLL_TSA(acquire_capability()) { m_.lock(); }
  void unlock() PLIMSOLL_TSA(release_capability()) { m_.unlock(); }

 private:
  std::mutex m_;
};

class PLIMSOLL_TSA(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& m) PLIMSOLL_TSA(acquire_capability(m)) : m_(m) {
    m_.lock();
  }
  ~MutexLock() PLIMSOLL_TSA(release_capability()) { m_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& m_;
};

}  // namespace plimsoll
