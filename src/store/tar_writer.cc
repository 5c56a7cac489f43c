#include <algorithm>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/path.h"
#include "store/byte_sink.h"
#include "store/directories.h"
#include "store/failures.h"
#include "store/tar.h"
#include "store/tar_header.h"

namespace nacre {
namespace {

constexpr int64_t kMicros = 1'000'000;
constexpr uint32_t kFileMode = 0644;
constexpr uint32_t kDirectoryMode = 0755;
constexpr size_t kEndMark = 2 * kTarBlock;

void AppendPadding(ByteSink& sink, size_t size) { sink.Append(std::string(size, '\0')); }

void AppendBlock(ByteSink& sink, const std::array<char, kTarBlock>& block) {
  sink.Append({block.data(), block.size()});
}

// "<size> <key>=<value>\n", where the size counts itself.
std::string Record(std::string_view key, std::string_view value) {
  size_t rest = key.size() + value.size() + 3;
  size_t size = rest + std::to_string(rest).size();
  if (std::to_string(size).size() != std::to_string(rest).size()) {
    size = rest + std::to_string(size).size();
  }
  return Format("{} {}={}\n", size, key, value);
}

std::string FormatSeconds(Timestamp time) {
  uint64_t magnitude = time < 0 ? 0 - static_cast<uint64_t>(time) : static_cast<uint64_t>(time);
  std::string fraction = std::to_string(magnitude % kMicros);
  return Format("{}{}.{}{}", time < 0 ? "-" : "", magnitude / kMicros,
                std::string(6 - fraction.size(), '0'), fraction);
}

bool IsAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The header of a member, after an extended one when ustar cannot carry what it says.
void AppendHeader(ByteSink& sink, TarHeader header, std::optional<Timestamp> modified) {
  uint32_t mode = header.type == '5' ? kDirectoryMode : kFileMode;
  Timestamp time = modified.value_or(0);
  bool fits = time >= 0 && time / kMicros <= kMaxTarSeconds;
  header.mtime = fits ? time / kMicros : 0;
  std::string records;
  if (!fits || time % kMicros != 0) records += Record("mtime", FormatSeconds(time));
  auto block = WriteTarHeader(header, mode);
  if (!block || !IsAscii(header.name)) {
    records += Record("path", header.name);
    header.name = header.type == '5' ? "long/" : "long";
  }
  if (!records.empty()) {
    TarHeader extended{
        .type = 'x', .name = "././@PaxHeader", .size = records.size(), .mtime = std::nullopt};
    AppendBlock(sink, *WriteTarHeader(extended, kFileMode));
    sink.Append(records);
    AppendPadding(sink, TarPadding(records.size()));
    block = WriteTarHeader(header, mode);
  }
  AppendBlock(sink, *block);
}

void AppendMember(ByteSink& sink, const Entry& entry, std::string_view name) {
  TarHeader header{.type = entry.is_directory() ? '5' : '0',
                   .name = std::string(name),
                   .size = entry.size(),
                   .mtime = std::nullopt};
  if (entry.is_directory()) header.name += '/';
  AppendHeader(sink, std::move(header), entry.times().modified);
  if (entry.is_directory()) return;
  sink.Append(entry.content()->bytes());
  AppendPadding(sink, TarPadding(entry.size()));
}

}  // namespace

Result<ContentRef> WriteTar(const Tree& tree, std::string_view raw) {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  const Entry* top = tree.Find(*path);
  if (top == nullptr && *path != "/") return NoSuchPath(tree, *path);
  std::vector<EntryRef> entries = EntriesBelow(tree, *path);
  return WriteContent([&](ByteSink& sink) {
    if (top != nullptr && !top->is_directory()) AppendMember(sink, *top, Basename(*path));
    for (const EntryRef& entry : entries) {
      AppendMember(sink, *entry, RelativeTo(entry->path(), *path));
    }
    AppendPadding(sink, kEndMark);
  });
}

}  // namespace nacre
