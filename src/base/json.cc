#include "base/json.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/json_writer.h"
#include "base/limits.h"

namespace nacre {
namespace {

// Builds a value from the tokens of its text.
class ValueBuilder final : public JsonReader {
 public:
  bool null() override { return Add(nullptr); }
  bool boolean(bool value) override { return Add(value); }
  bool number_integer(number_integer_t value) override { return Add(value); }
  bool number_unsigned(number_unsigned_t value) override { return Add(value); }
  bool number_float(number_float_t value, const string_t&) override { return Add(value); }
  bool string(string_t& value) override { return Add(std::move(value)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return Open(Json::object()); }
  bool key(string_t& name) override {
    member_ = &(*open_.back())[std::move(name)];
    return true;
  }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(Json::array()); }
  bool end_array() override { return Close(); }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

  bool too_deep() const { return too_deep_; }
  Json Take() { return std::move(root_); }

 private:
  Json& Place(Json value) {
    if (open_.empty()) return root_ = std::move(value);
    Json& parent = *open_.back();
    if (parent.is_object()) return *member_ = std::move(value);
    return parent.emplace_back(std::move(value));
  }

  bool Add(Json value) {
    Place(std::move(value));
    return true;
  }

  bool Open(Json value) {
    too_deep_ = open_.size() == limits::kJsonDepth;
    if (too_deep_) return false;
    open_.push_back(&Place(std::move(value)));
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  Json root_;
  std::vector<Json*> open_;  // Containers around the next token; each lies in the one before.
  Json* member_ = nullptr;   // Where the value of the last key goes.
  bool too_deep_ = false;
};

}  // namespace

bool ReadJson(std::string_view text, JsonReader& reader) {
  return Json::sax_parse(text.begin(), text.end(), &reader);
}

Result<Json> ParseJson(std::string_view text, std::string_view what) {
  ValueBuilder builder;
  if (ReadJson(text, builder)) return builder.Take();
  if (builder.too_deep()) {
    return Fail(Code::kLimitExceeded,
                Format("{} are nested deeper than {} levels", what, limits::kJsonDepth));
  }
  return Fail(Code::kInvalidArgument, Format("{} are not valid JSON", what));
}

std::string DumpJson(const Json& value) {
  JsonWriter out;
  out.Value(value);
  return out.Take();
}

}  // namespace nacre
