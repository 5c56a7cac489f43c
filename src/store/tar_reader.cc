#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/utf8.h"
#include "store/tar.h"
#include "store/tar_header.h"

namespace nacre {
namespace {

constexpr int64_t kMicros = 1'000'000;
constexpr int64_t kMostSeconds = INT64_MAX / kMicros - 1;

// What extension headers say of the member that follows them.
struct Extension {
  std::optional<std::string> name;
  std::optional<uint64_t> size;
  std::optional<Timestamp> mtime;
  bool sparse = false;
};

std::string_view WithoutNuls(std::string_view text) { return text.substr(0, text.find('\0')); }

// "1234.5678" as microseconds; nothing when it is no number or too large.
std::optional<Timestamp> ParseSeconds(std::string_view text) {
  int64_t seconds = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || seconds > kMostSeconds || seconds < -kMostSeconds) {
    return std::nullopt;
  }
  std::string_view rest(end, static_cast<size_t>(text.data() + text.size() - end));
  int64_t fraction = 0;
  if (rest.starts_with('.')) {
    for (size_t i = 1; i <= 6; ++i) {
      char digit = i < rest.size() ? rest[i] : '0';
      if (digit < '0' || digit > '9') return std::nullopt;
      fraction = fraction * 10 + (digit - '0');
    }
  } else if (!rest.empty()) {
    return std::nullopt;
  }
  return seconds * kMicros + (text.starts_with('-') ? -fraction : fraction);
}

std::string_view ReasonToSkip(char type) {
  switch (type) {
    case '1':
      return "hard link";
    case '2':
      return "symbolic link";
    case '3':
    case '4':
      return "device";
    case '6':
      return "named pipe";
    case 'S':
      return "sparse file";
    default:
      return "unknown kind of member";
  }
}

bool IsFile(char type) { return type == '0' || type == '\0' || type == '7'; }

// Only these never have data after their header, whatever it says of their size.
bool HasNoData(char type) { return type >= '2' && type <= '6'; }

class TarReader {
 public:
  TarReader(std::string_view archive, std::string_view into) : archive_(archive), into_(into) {}

  Result<TarContents> Run() {
    for (;;) {
      if (archive_.size() - at_ < kTarBlock) return Corrupt("ends without its end mark");
      std::string_view block = archive_.substr(at_, kTarBlock);
      if (block.find_first_not_of('\0') == std::string_view::npos) return std::move(contents_);
      auto header = ReadTarHeader(block);
      if (!header) return Corrupt("has a header with a wrong checksum or number");
      at_ += kTarBlock;
      if (auto read = ReadMember(std::move(*header)); !read) {
        return std::unexpected(std::move(read.error()));
      }
    }
  }

 private:
  std::unexpected<Status> Corrupt(std::string_view what) const {
    return Fail(Code::kCorrupt, Format("Archive {} at byte {}", what, at_));
  }

  Result<void> ReadMember(TarHeader header) {
    bool extends =
        header.type == 'x' || header.type == 'g' || header.type == 'L' || header.type == 'K';
    uint64_t size = HasNoData(header.type) ? 0 : header.size;
    if (!extends && !HasNoData(header.type)) size = extension_.size.value_or(size);
    if (size > archive_.size() - at_) return Corrupt("is cut short");
    std::string_view data = archive_.substr(at_, static_cast<size_t>(size));
    at_ += std::min(data.size() + TarPadding(size), archive_.size() - at_);
    if (extends) return Extend(header.type, data);
    Extension extension = std::exchange(extension_, {});
    if (extension.name) header.name = std::move(*extension.name);
    if (!extension.mtime && header.mtime && *header.mtime < kMostSeconds &&
        *header.mtime > -kMostSeconds) {
      extension.mtime = *header.mtime * kMicros;
    }
    return Add(header, data, extension);
  }

  Result<void> Extend(char type, std::string_view data) {
    if (type == 'L') extension_.name = WithoutNuls(data);
    if (type != 'x') return {};
    while (!data.empty()) {
      size_t size = 0;
      auto [end, error] = std::from_chars(data.data(), data.data() + data.size(), size);
      size_t digits = static_cast<size_t>(end - data.data());
      // "<size> <key>=<value>\n", the size counting the whole record.
      if (error != std::errc() || size > data.size() || size < digits + 3 || *end != ' ' ||
          data[size - 1] != '\n') {
        return Corrupt("has an extended header that does not decode");
      }
      std::string_view record = data.substr(digits + 1, size - digits - 2);
      size_t equals = record.find('=');
      if (equals == std::string_view::npos) {
        return Corrupt("has an extended header that does not decode");
      }
      if (!Apply(record.substr(0, equals), record.substr(equals + 1))) {
        return Corrupt("has an extended header with a wrong size");
      }
      data.remove_prefix(size);
    }
    return {};
  }

  bool Apply(std::string_view key, std::string_view value) {
    if (key == "path") {
      extension_.name = value;
    } else if (key == "mtime") {
      extension_.mtime = ParseSeconds(value);
    } else if (key.starts_with("GNU.sparse.")) {
      extension_.sparse = true;
    } else if (key == "size") {
      uint64_t size = 0;
      auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
      if (error != std::errc() || end != value.data() + value.size()) return false;
      extension_.size = size;
    }
    return true;
  }

  Result<void> Add(const TarHeader& header, std::string_view data, const Extension& extension) {
    bool is_directory = header.type == '5' || (IsFile(header.type) && header.name.ends_with('/'));
    if (extension.sparse || (!is_directory && !IsFile(header.type))) {
      std::string_view reason = ReasonToSkip(extension.sparse ? 'S' : header.type);
      contents_.skipped.push_back(
          {.path = Abbreviate(ToValidUtf8(header.name), limits::kMessageQuoteChars),
           .reason = std::string(reason)});
      return {};
    }
    auto path = NormalizePath(JoinPath(into_, header.name));
    if (!path) return std::unexpected(std::move(path.error()));
    EntryTimes times{.created = std::nullopt, .modified = extension.mtime};
    if (is_directory) {
      if (*path != "/") contents_.entries.push_back(Entry::Make(*path, {}, times));
      return {};
    }
    if (header.name.empty() || *path == into_) {
      return Fail(Code::kInvalidPath, "Archive has a file without a name", *path);
    }
    auto content = Content::Copy(data);
    if (!content) return std::unexpected(std::move(content.error()));
    contents_.entries.push_back(Entry::Make(*path, std::move(*content), times));
    return {};
  }

  std::string_view archive_;
  std::string into_;
  size_t at_ = 0;
  Extension extension_;
  TarContents contents_;
};

}  // namespace

Result<TarContents> ReadTar(std::string_view archive, std::string_view into) {
  auto base = NormalizePath(into);
  if (!base) return std::unexpected(std::move(base.error()));
  return TarReader(archive, *base).Run();
}

}  // namespace nacre
