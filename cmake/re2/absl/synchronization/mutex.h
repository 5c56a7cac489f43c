#ifndef ABSL_SYNCHRONIZATION_MUTEX_H_
#define ABSL_SYNCHRONIZATION_MUTEX_H_

#include "absl/base/config.h"
#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"

namespace absl {
ABSL_NAMESPACE_BEGIN

// The core runs on one thread, so a mutex has nothing to exclude.
class ABSL_LOCKABLE Mutex{
  public : void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION(){} void Unlock()
      ABSL_UNLOCK_FUNCTION(){} void ReaderLock() ABSL_SHARED_LOCK_FUNCTION(){} void ReaderUnlock()
          ABSL_UNLOCK_FUNCTION(){} void WriterLock()
              ABSL_EXCLUSIVE_LOCK_FUNCTION(){} void WriterUnlock()
                  ABSL_UNLOCK_FUNCTION(){} void lock()
                      ABSL_EXCLUSIVE_LOCK_FUNCTION(){} void unlock()
                          ABSL_UNLOCK_FUNCTION(){} void lock_shared()
                              ABSL_SHARED_LOCK_FUNCTION(){} void unlock_shared()
                                  ABSL_UNLOCK_FUNCTION(){} void AssertHeld()
                                      const ABSL_ASSERT_EXCLUSIVE_LOCK(){} void AssertReaderHeld()
                                          const ABSL_ASSERT_SHARED_LOCK(){}
};

class ABSL_SCOPED_LOCKABLE
MutexLock{public : explicit MutexLock(Mutex*){} explicit MutexLock(Mutex&){}};

class ABSL_SCOPED_LOCKABLE ReleasableMutexLock{
  public :
      explicit ReleasableMutexLock(Mutex*){} explicit ReleasableMutexLock(Mutex&){} void Release(){}
};

ABSL_NAMESPACE_END
}  // namespace absl

#endif  // ABSL_SYNCHRONIZATION_MUTEX_H_
