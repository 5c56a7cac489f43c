#ifndef NACRE_BASE_MEMORY_H_
#define NACRE_BASE_MEMORY_H_

#include <cstddef>
#include <cstdint>

#include "base/status.h"

namespace nacre {

/// Fails with `kOutOfMemory` unless `limits::kHeadroomBytes`, and `more`, can still be had in one
/// piece. The many small allocations of a call have no way to fail, so what takes memory for good
/// asks here first, and leaves them that much; what makes very many of them adds their sum.
Result<void> CheckHeadroom(uint64_t more = 0);

/// Allocates as `malloc` does, for what has no small bound: contents and inputs. Null when it is
/// refused or would use up the headroom. To be freed with `std::free`.
void* AllocateSparingly(size_t size);

}  // namespace nacre

#endif  // NACRE_BASE_MEMORY_H_
