#ifndef NACRE_TESTS_NATIVE_JOURNAL_MEMORY_VOLUME_H_
#define NACRE_TESTS_NATIVE_JOURNAL_MEMORY_VOLUME_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "operation/operation.h"

namespace nacre {

/// What becomes of the effect that is under way when the machine or the process dies, or that the
/// host refuses.
enum class Fate : uint8_t {
  kNothing,  ///< Nothing of it is done.
  kWhole,    ///< All of it is done, but not answered.
  kPrefix,   ///< The first bytes of a write are there; a new blob holds garbage.
  kSectors,  ///< Some sectors of a write are there; a new blob holds garbage.
};
inline constexpr Fate kFates[] = {Fate::kNothing, Fate::kWhole, Fate::kPrefix, Fate::kSectors};

/// The blobs of a volume in memory, as a disk with a cache in front of it keeps them: what was
/// written and not flushed survives the death of the process, but not a loss of power. A flush
/// covers the blobs that were written since the process began, no others. A copy is a disk of its
/// own.
class MemoryVolume {
 public:
  /// What a write leaves behind the bytes written reads as zeros, as in an IndexedDB database.
  bool zeroes_behind = false;
  /// Bytes that all blobs may take together.
  uint64_t capacity = UINT64_MAX;

  /// Carries out an effect and answers it.
  Message Perform(const Message& request);

  /// Carries out an effect as far as `fate` has it, without an answer.
  void PerformPartly(const Message& request, Fate fate, std::mt19937& random);

  /// The process dies. What it wrote is there.
  void KillProcess();

  /// The power fails: of what was not flushed any sectors may be there, or none, or all.
  void CutPower(std::mt19937& random);

  std::vector<std::string> Names() const;
  /// The bytes of a blob, which must exist.
  const std::string& Bytes(const std::string& name) const { return blobs_.at(name).seen; }
  bool Has(const std::string& name) const { return blobs_.contains(name); }
  /// Changes the bytes of a blob, as damage does.
  std::string& Damage(const std::string& name) { return blobs_.at(name).seen; }

 private:
  struct Write {
    size_t offset = 0;
    std::string bytes;
  };
  struct Blob {
    std::string seen;
    std::string safe;
    std::vector<Write> unsafe;  ///< What turns `safe` into `seen`.
    bool touched = false;       ///< Whether this process has written to it since the last flush.
  };

  Message Refuse(const std::string& code, const std::string& message) const;
  Message Create(const Message& request);
  Message WriteTo(const Message& request);
  Write AsWritten(const Blob& blob, const Message& request) const;
  void Flush();
  static void Apply(std::string& bytes, const Write& write);
  static void ApplySectors(std::string& bytes, const Write& write, std::mt19937& random);

  std::map<std::string, Blob> blobs_;
};

}  // namespace nacre

#endif  // NACRE_TESTS_NATIVE_JOURNAL_MEMORY_VOLUME_H_
