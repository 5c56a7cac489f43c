#include "bridge/batch_endpoint.h"

#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/memory.h"
#include "bridge/store_json.h"

namespace nacre::bridge {
namespace {

static_assert(std::endian::native == std::endian::little, "records are read as they lie");

constexpr size_t kHeaderBytes = 8;

uint32_t ReadWord(std::string_view bytes, size_t offset) {
  uint32_t word = 0;
  std::memcpy(&word, bytes.data() + offset, sizeof word);
  return word;
}

std::unexpected<Status> BadRecord(size_t index) {
  return Fail(Code::kInvalidArgument,
              Format("Record {} of this piece of the batch is longer than the piece", index + 1));
}

}  // namespace

BatchEndpoint::BatchEndpoint(std::shared_ptr<Store> store)
    : Endpoint(kKind), store_(std::move(store)) {}

Result<Reply> BatchEndpoint::Run(std::string_view method, Arguments& args,
                                 std::string_view payload) {
  static constexpr auto kMethods = std::to_array<Method<BatchEndpoint>>({
      {"add", &BatchEndpoint::Add},
      {"commit", &BatchEndpoint::Commit},
  });
  return RunMethod<BatchEndpoint>(*this, kMethods, method, args, payload);
}

Result<Reply> BatchEndpoint::Add(Arguments& args, std::string_view payload) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  uint64_t growth = 2 * static_cast<uint64_t>(items_.capacity()) * sizeof(BatchItem);
  if (auto room = CheckHeadroom(growth); !room) return std::unexpected(room.error());
  size_t before = items_.size();
  Result<uint64_t> added = AddRecords(payload);
  if (!added) {
    items_.resize(before);
    return std::unexpected(added.error());
  }
  bytes_ += *added;
  JsonWriter out;
  out.BeginObject();
  out.Field("files", items_.size());
  out.Field("bytes", bytes_);
  out.EndObject();
  return Reply(std::move(out));
}

Result<uint64_t> BatchEndpoint::AddRecords(std::string_view records) {
  const StoreOptions& quota = store_->options();
  uint64_t added = 0;
  for (size_t index = 0; !records.empty(); ++index) {
    if (records.size() < kHeaderBytes) return BadRecord(index);
    size_t path_length = ReadWord(records, 0);
    uint32_t content_length = ReadWord(records, 4);
    records.remove_prefix(kHeaderBytes);
    bool is_directory = content_length == kDirectory;
    size_t content_size = is_directory ? 0 : content_length;
    if (path_length > records.size() || content_size > records.size() - path_length) {
      return BadRecord(index);
    }
    BatchItem item{std::string(records.substr(0, path_length)), {}};
    if (!is_directory) {
      if (items_.size() >= quota.max_files || content_size > quota.max_bytes - bytes_ - added) {
        return Fail(Code::kQuotaExceeded, "The batch is larger than the store's quota", item.path);
      }
      Result<ContentRef> content = Content::Copy(records.substr(path_length, content_size));
      if (!content) return std::unexpected(content.error());
      item.content = std::move(*content);
      added += content_size;
    }
    items_.push_back(std::move(item));
    records.remove_prefix(path_length + content_size);
  }
  return added;
}

Result<Reply> BatchEndpoint::Commit(Arguments& args, std::string_view) {
  Timestamp now = args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<BatchOutcome> outcome = store_->Apply(items_, now);
  if (!outcome) return std::unexpected(outcome.error());
  items_.clear();
  items_.shrink_to_fit();
  bytes_ = 0;
  JsonWriter out;
  out.BeginObject();
  WriteBatchFields(out, *outcome);
  out.EndObject();
  return Reply(std::move(out));
}

}  // namespace nacre::bridge
