#include "store/documents.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/utf8.h"
#include "store/base64.h"
#include "store/byte_sink.h"
#include "store/directories.h"
#include "store/failures.h"
#include "store/surrogate_escapes.h"

namespace nacre {
namespace {

constexpr size_t kNamedFailures = 5;

// The parts of one document as they come in.
struct Document {
  std::string path;
  std::string joined;  // The parts, joined by LF.
  size_t parts = 0;
  bool has_content = false;
  bool is_base64 = false;
  EntryTimes times;
  std::string failure;  // The first thing wrong with it.
};

// Reads documents from a stream of JSON tokens: an object of objects, of which one member is an
// array of strings. Values of members that documents do not have are passed over.
class DocumentReader final : public JsonReader {
 public:
  explicit DocumentReader(bool marked) : marked_(marked) {}

  bool null() override { return Scalar(nullptr); }
  bool boolean(bool) override { return OtherValue(); }
  bool number_integer(number_integer_t) override { return OtherValue(); }
  bool number_unsigned(number_unsigned_t) override { return OtherValue(); }
  bool number_float(number_float_t, const string_t&) override { return OtherValue(); }
  bool binary(binary_t&) override { return OtherValue(); }
  bool string(string_t& value) override {
    if (marked_) value = UnmarkSurrogateEscapes(value);
    return Scalar(&value);
  }

  bool key(string_t& value) override {
    if (marked_) value = UnmarkSurrogateEscapes(value);
    if (depth_ == 1) {
      document_ = {};
      document_.path = std::move(value);
    } else if (depth_ == 2) {
      member_ = std::move(value);
    }
    return true;
  }

  bool start_object(std::size_t) override { return (depth_ < 2 || OtherValue()) && Enter(); }

  bool end_object() override {
    --depth_;
    return depth_ != 1 || Finish();
  }

  bool start_array(std::size_t) override {
    if (depth_ == 2 && member_ == "content") {
      document_.has_content = true;
      document_.joined.clear();
      document_.parts = 0;
    } else if (!OtherValue()) {
      return false;
    }
    return Enter();
  }

  bool end_array() override {
    --depth_;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    std::string where = depth_ >= 2 ? ", in " + Quoted(document_.path) : "";
    fatal_ = {
        Code::kCorrupt, Format("Documents are not valid JSON near byte {}{}", position, where), {}};
    return false;
  }

  Result<std::vector<EntryRef>> Take(bool finished) && {
    if (!finished) return std::unexpected(std::move(fatal_));
    if (failures_ == 0) return std::move(entries_);
    std::string message =
        Format("{} of {} documents cannot be imported: {}", failures_, documents_, named_failures_);
    if (failures_ > kNamedFailures) message += "; ...";
    return Fail(Code::kCorrupt, std::move(message), std::move(first_failed_));
  }

 private:
  static std::string Quoted(std::string_view path) {
    return Format("'{}'", Abbreviate(ToValidUtf8(path), limits::kMessageQuoteChars));
  }

  bool Enter() {
    if (++depth_ <= limits::kJsonDepth) return true;
    fatal_ = {Code::kCorrupt,
              Format("Documents are nested deeper than {} levels", limits::kJsonDepth),
              {}};
    return false;
  }

  void Refuse(std::string why) {
    if (document_.failure.empty()) document_.failure = std::move(why);
  }

  bool NotDocuments() {
    fatal_ = {Code::kCorrupt, "Documents must be a JSON object from path to file", {}};
    return false;
  }

  // A value that is no string or null, where it matters.
  bool OtherValue() {
    if (depth_ == 0) return NotDocuments();
    if (depth_ == 1) {
      Refuse("not an object");
      return Finish();
    }
    if (depth_ == 3 && member_ == "content") Refuse("'content' must be an array of strings");
    if (depth_ == 2 && (member_ == "content" || member_ == "encoding" || member_ == "created_at" ||
                        member_ == "modified_at")) {
      Refuse(Format("'{}' has the wrong type", member_));
    }
    return true;
  }

  bool Scalar(std::string* value) {
    if (depth_ == 3 && member_ == "content" && value != nullptr) {
      if (document_.parts++ > 0) document_.joined += '\n';
      document_.joined += *value;
      return true;
    }
    if (depth_ != 2 || member_ == "content") return OtherValue();
    if (member_ == "encoding") {
      document_.is_base64 = value != nullptr && *value == "base64";
      if (value != nullptr && *value != "base64") {
        Refuse(Format("encoding {} must be 'base64' or missing", Quoted(*value)));
      }
    } else if (member_ == "created_at") {
      document_.times.created = Time(value);
    } else if (member_ == "modified_at") {
      document_.times.modified = Time(value);
    }
    return true;
  }

  std::optional<Timestamp> Time(const std::string* value) {
    if (value == nullptr) return std::nullopt;
    auto time = ParseTimestamp(*value);
    if (!time) Refuse(Format("'{}' {} is not an ISO 8601 time", member_, Quoted(*value)));
    return time;
  }

  // The last document is complete: it becomes an entry, or a failure.
  bool Finish() {
    ++documents_;
    if (!document_.has_content) Refuse("'content' is missing");
    auto path = NormalizePath(document_.path);
    if (!path) {
      Refuse(path.error().message);
    } else if (*path == "/") {
      Refuse("Path '/' is a directory");
    }
    std::optional<std::string> bytes =
        document_.is_base64 ? Decode() : std::optional(std::move(document_.joined));
    if (!document_.failure.empty()) return NameFailure();
    auto content = Content::Copy(*bytes);
    if (!content) {
      fatal_ = std::move(content.error());
      return false;
    }
    entries_.push_back(Entry::Make(*path, std::move(*content), document_.times));
    return true;
  }

  // The parts were joined by LF, which base64 never holds: a part that does hold one does not
  // decode.
  std::optional<std::string> Decode() {
    std::string& text = document_.joined;
    size_t removed = std::erase(text, '\n');
    std::optional<std::string> bytes;
    if (removed + 1 == document_.parts || document_.parts == 0) bytes = DecodeBase64(text);
    if (!bytes) Refuse("base64 that does not decode");
    return bytes;
  }

  bool NameFailure() {
    if (++failures_ == 1) first_failed_ = ToValidUtf8(document_.path);
    if (failures_ <= kNamedFailures) {
      if (failures_ > 1) named_failures_ += "; ";
      named_failures_ += Format("{}: {}", Quoted(document_.path), document_.failure);
    }
    return true;
  }

  bool marked_;
  size_t depth_ = 0;
  std::string member_;
  Document document_;
  std::vector<EntryRef> entries_;
  size_t documents_ = 0;
  size_t failures_ = 0;
  std::string first_failed_;
  std::string named_failures_;
  Status fatal_;
};

// `text` is well-formed UTF-8.
void AppendJsonString(ByteSink& sink, std::string_view text) {
  sink.Append('"');
  size_t plain = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    sink.Append(text.substr(plain, i - plain));
    plain = i + 1;
    if (c == '"' || c == '\\') {
      sink.Append('\\');
      sink.Append(c);
    } else {
      sink.Append("\\u00");
      auto digits = HexByte(static_cast<uint8_t>(c));
      sink.Append({digits.data(), digits.size()});
    }
  }
  sink.Append(text.substr(plain));
  sink.Append('"');
}

void AppendTime(ByteSink& sink, std::string_view name, std::optional<Timestamp> time) {
  if (!time) return;
  sink.Append(",\"");
  sink.Append(name);
  sink.Append("\":");
  AppendJsonString(sink, FormatTimestamp(*time));
}

void AppendDocument(ByteSink& sink, const Entry& file) {
  std::string_view bytes = file.content()->bytes();
  bool is_text = file.content()->IsText();
  AppendJsonString(sink, file.path());
  sink.Append(":{\"content\":[");
  if (is_text) {
    for (size_t start = 0; start <= bytes.size();) {
      size_t end = std::min(bytes.find('\n', start), bytes.size());
      if (start > 0) sink.Append(',');
      AppendJsonString(sink, bytes.substr(start, end - start));
      start = end + 1;
    }
  } else {
    AppendJsonString(sink, EncodeBase64(bytes));
  }
  sink.Append(']');
  AppendTime(sink, "created_at", file.times().created);
  AppendTime(sink, "modified_at", file.times().modified);
  if (!is_text) sink.Append(",\"encoding\":\"base64\"");
  sink.Append('}');
}

}  // namespace

Result<std::vector<EntryRef>> ParseDocuments(std::string_view json) {
  std::optional<std::string> marked = MarkSurrogateEscapes(json);
  std::string_view text = marked ? *marked : json;
  DocumentReader reader(marked.has_value());
  bool finished = ReadJson(text, reader);
  return std::move(reader).Take(finished);
}

Result<ContentRef> ExportDocuments(const Tree& tree, std::string_view raw) {
  auto path = NormalizePath(raw);
  if (!path) return std::unexpected(std::move(path.error()));
  const Entry* entry = tree.Find(*path);
  if (entry == nullptr && *path != "/") return NoSuchPath(tree, *path);
  std::vector<EntryRef> entries = EntriesBelow(tree, *path);
  if (entry != nullptr) entries.insert(entries.begin(), EntryRef(entry));
  return WriteContent([&entries](ByteSink& sink) {
    std::string_view separator = "{";
    for (const EntryRef& file : entries) {
      if (file->is_directory()) continue;
      sink.Append(separator);
      AppendDocument(sink, *file);
      separator = ",";
    }
    sink.Append(separator == "{" ? "{}" : "}");
  });
}

}  // namespace nacre
