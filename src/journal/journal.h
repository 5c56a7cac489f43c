#ifndef NACRE_JOURNAL_JOURNAL_H_
#define NACRE_JOURNAL_JOURNAL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "journal/blob_names.h"
#include "journal/change_plan.h"
#include "journal/checkpoint.h"
#include "journal/extents.h"
#include "journal/replay.h"
#include "journal/volume.h"
#include "store/store.h"

namespace nacre {

/// Sizes in bytes. All but `repair` must be the same whenever a workspace is opened. A segment must
/// have room for `frame_bytes`, `extent_threshold` and two long paths.
struct JournalOptions {
  uint32_t segment_bytes = 8 << 20;
  uint32_t checkpoint_bytes = 64 << 10;
  uint32_t frame_bytes = 256 << 10;     ///< A frame is closed once its records are that long.
  uint32_t extent_threshold = 1 << 20;  ///< A content from that size on lies in an extent.
  uint32_t extent_bytes = 16 << 20;     ///< The longest blob of an extent.
  /// The store's contents are kept elsewhere, and it has a home for them: what is not loaded is
  /// only said to be there, and what is beyond the home's budget is not loaded.
  bool cache = false;
  bool repair = false;  ///< Open a damaged log with what stands before the damage.
};

struct CommitReport {
  bool changed = false;  ///< False when there was nothing to make safe.
  uint64_t group = 0;    ///< The newest group.
  uint64_t serial = 0;   ///< Of the segment that the log now ends in.
  uint64_t offset = 0;   ///< Where in it.
  std::string frames;    ///< The group, for those who follow; empty when it is large.
};

/// Makes the changes of a `Store` survive: an append-only log of groups in recycled segments of
/// fixed size, with a snapshot of the tree that replaces the log's older part from time to time.
/// docs/durability.md tells the protocol.
///
/// Sans I/O, and on one volume. Reading needs no right; whoever calls `Claim`, `Commit` or `Tend`
/// must be the volume's only writer, and must have claimed it since another one was. At most one
/// call runs at a time; one that is given up half-way leaves a journal to be thrown away.
class Journal {
 public:
  Journal(std::shared_ptr<Store> store, const JournalOptions& options);
  ~Journal();

  /// Takes over what the volume holds as the store's state; nothing of the store's own survives.
  /// An empty volume is an empty workspace. `kCorrupt` when what was once safe is damaged.
  Task<Result<void>> Load(Volume volume);

  /// Takes over what another writer has added since. Requires a store without changes of its own.
  Task<Result<void>> CatchUp(Volume volume);

  /// Prepares for writing, after catching up. `clean` is false when the writer before this one may
  /// still be alive: what it writes from now on is kept from being read.
  Task<Result<void>> Claim(Volume volume, bool clean);

  /// Makes the store's present state safe, as one group. `writer` must be a number drawn anew. When
  /// that fails the store is back at the last safe state, the log is as it was, and this journal
  /// can go on.
  Task<Result<CommitReport>> Commit(Volume volume, uint32_t writer);

  /// Does a slice of what need not be done at once: room for what comes, a new snapshot. Answers
  /// whether there is more.
  Task<Result<bool>> Tend(Volume volume, uint32_t writer);

  /// Takes over a group as `Commit` reported it. False when it is not the next one: catch up.
  Result<bool> Follow(const CommitReport& report);

  /// Loads contents of the store, its forks and snapshots by their ids, in order. Answers whether
  /// some are not where they were: catch up. With `judge`, that is an error: `kCorrupt` for a
  /// content of the last safe state, `kConflict` for one that only forks and snapshots have. With
  /// `stay`, nothing is unloaded for them.
  Task<Result<bool>> Fetch(Volume volume, std::vector<uint64_t> ids, bool judge, bool stay);

  /// Forgets the changes since the last safe state.
  void RollBack();

  /// Whether the store has changes that are not safe.
  bool HasChanges() const { return !store_->tree().SharesRootWith(durable_); }

  /// The last safe state.
  const Tree& durable() const { return durable_; }
  /// The newest group; 0 for none.
  uint64_t group() const { return end_.group; }
  /// Whether the volume held a workspace.
  bool exists() const { return checkpoint_.number > 0; }
  /// Bytes of a group that had been begun at the end of the log, when it was loaded.
  uint64_t dropped_bytes() const { return dropped_bytes_; }

 private:
  /// Where in the log something stands: a row of `checkpoint_.log`, and bytes.
  struct Place {
    size_t segment = 0;
    uint32_t offset = 0;
  };
  /// A content, and where it is about to be.
  struct Placed {
    ContentRef content;
    uint64_t place = 0;
  };
  /// A group on its way to the log.
  struct Group {
    std::vector<PlannedStep> steps = {};
    uint32_t writer = 0;
    bool grows = false;  ///< Whether it takes nothing away, so that it may be refused for room.
    LogEnd end;          ///< What the log ends with after its frames so far.
    std::optional<Place> first = {};  ///< Where its first frame stands, once it may.
    std::string frames = {};          ///< For the report.
    std::vector<Placed> placed = {};  ///< What stands in the frames.
  };
  /// The two checkpoints.
  struct Heads {
    Checkpoint newest;
    bool damaged = false;  ///< Whether one of them is torn or damaged.
  };
  struct Reading;
  struct Compaction;

  // journal_load.cc
  Task<Result<Heads>> ReadHeads(Volume volume);
  Task<Result<void>> ReadAll(Volume volume, Reading& reading);
  Task<Result<void>> ReadSnapshot(Volume volume, Reading& reading);
  Task<Result<void>> ReadLog(Volume volume, Reading& reading);
  Task<Result<void>> CheckUnnamed(Volume volume, const Reading& reading);
  Task<Result<void>> ReadMissing(Volume volume, Reading& reading);
  Task<Result<bool>> ReadNews(Volume volume);
  void Adopt(Reading& reading);
  static std::unexpected<Status> Unsure();
  static std::unexpected<Status> TooLong();
  uint32_t EndOf(const LogSegment& segment) const;
  ContentHome* home() const { return store_->options().home.get(); }
  static uint64_t PlaceIn(uint32_t segment, uint64_t offset) {
    return uint64_t{segment} << 32 | offset;
  }

  // journal_fetch.cc
  Task<Result<std::string>> ReadPlace(Volume volume, uint64_t place, uint64_t size);
  Task<Result<ContentRef>> ReadExtentContent(Volume volume, Extent extent);
  Task<Result<void>> Append(Volume volume, std::string& frame, PlannedStep step,
                            const Extent* extent, std::vector<Placed>& placed);
  static void PlaceAt(std::vector<Placed>& placed, size_t from, uint64_t place);
  bool MayReuse(uint32_t segment) const;
  void Settle(const std::vector<Placed>& placed) const;

  // journal_claim.cc
  void FindSpares(const std::vector<BlobInfo>& blobs);
  Task<Result<void>> Fence(Volume volume);
  Task<Result<void>> Tidy(Volume volume, std::vector<BlobInfo> blobs);
  Task<Result<void>> SettleHead(Volume volume);
  Task<Result<void>> SettleEnd(Volume volume, bool flush);
  void CutOff(Checkpoint& checkpoint) const;

  // journal_commit.cc
  Task<Result<void>> WriteExtents(Volume volume, const Group& group);
  Task<Result<Extent>> WriteExtent(Volume volume, const Content& content);
  Task<Result<void>> WriteFrames(Volume volume, Group& group);
  Task<Result<void>> MakeRoom(Volume volume, size_t size, bool grows);
  Task<Result<void>> Withdraw(Volume volume, const Group& group);
  Task<Result<void>> RemoveExtents(Volume volume, std::vector<Extent> extents);
  void CountExtents(const Tree& before, const Tree& after);
  CommitReport Report() const;

  // journal_space.cc
  Task<Result<void>> CheckOurs(Volume volume);
  Task<Result<void>> WriteCheckpoint(Volume volume, Checkpoint next);
  Task<Result<void>> AddSegment(Volume volume, bool grows);
  Task<Result<uint32_t>> TakeSegment(Volume volume, bool grows);
  Task<Result<void>> AddSpare(Volume volume);
  Task<Result<void>> Recycle(Volume volume, std::vector<uint32_t> ids);
  uint32_t NewSegmentId() const;

  // journal_compact.cc
  uint64_t NeededSegments() const;
  bool WantsCompaction() const;
  bool IsRoomy() const;
  Task<Result<void>> RefuseCompaction(Volume volume);
  Task<Result<void>> BeginCompaction(Volume volume, uint32_t writer, bool tight);
  const Extent* ExtentInSnapshot(const Entry& entry) const;
  Task<Result<bool>> CompactSlice(Volume volume);
  Task<Result<void>> WriteSnapshotFrame(Volume volume, std::string frame, bool flush);
  Task<Result<void>> FinishCompaction(Volume volume);

  /// Free segments that only what takes something away may use, and the snapshot.
  static constexpr size_t kReservedSegments = 2;

  std::shared_ptr<Store> store_;
  JournalOptions options_;
  Checkpoint checkpoint_;
  Tree durable_;
  LogEnd end_;
  Place place_;
  bool sure_ = true;  ///< False after a write that may be there or not.
  ExtentTable extents_;
  uint64_t next_extent_ = 1;
  std::vector<uint32_t> free_;
  std::vector<uint32_t> held_;  ///< Unused, but for contents that forks and snapshots have.
  std::unique_ptr<Compaction> compaction_;
  uint64_t refused_at_ = 0;   ///< Segments in use when a compaction found no room,
  uint64_t refused_for_ = 0;  ///< and those that it needed.
  bool pressed_ = false;      ///< Whether the host has refused room since the last compaction.
  uint32_t fence_ = 0;        ///< Another writer may still write to segments with lower ids.
  bool settled_ = false;      ///< Whether this journal wrote all that the volume holds.
  bool damaged_ = false;      ///< Whether the log was opened up to a damage.
  uint64_t dropped_bytes_ = 0;
};

}  // namespace nacre

#endif  // NACRE_JOURNAL_JOURNAL_H_
