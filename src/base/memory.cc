#include "base/memory.h"

#include <cstdlib>

#include "base/limits.h"

namespace nacre {
namespace {

// Smaller pieces are not worth a look; those who make many of them look once for all.
constexpr size_t kSmall = 64 << 10;

bool HasHeadroom(uint64_t more) {
  if (more > SIZE_MAX - limits::kHeadroomBytes) return false;
  // Volatile, or the compiler leaves the pair out.
  void* volatile probe = std::malloc(limits::kHeadroomBytes + static_cast<size_t>(more));
  bool has = probe != nullptr;
  std::free(probe);
  return has;
}

}  // namespace

Result<void> CheckHeadroom(uint64_t more) {
  if (HasHeadroom(more)) return {};
  return Fail(Code::kOutOfMemory, "Out of memory; nothing changed");
}

void* AllocateSparingly(size_t size) {
  void* memory = std::malloc(size);
  if (memory == nullptr || size < kSmall || HasHeadroom(0)) return memory;
  std::free(memory);
  return nullptr;
}

}  // namespace nacre
