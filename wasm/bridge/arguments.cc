#include "bridge/arguments.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "bridge/endpoint.h"

namespace nacre::bridge {
namespace {

/// Beyond this a JSON number from JavaScript is not exact.
constexpr int64_t kMaxExact = (int64_t{1} << 53) - 1;

std::string Quoted(const Json& value) {
  return Abbreviate(DumpJson(value), limits::kMessageQuoteChars);
}

}  // namespace

Arguments::Arguments(Json object) : object_(std::move(object)) {
  if (object_.is_object()) return;
  problem_ =
      Status{Code::kInvalidArgument, "Arguments must be an object, not " + Quoted(object_), {}};
  object_ = Json::object();
}

bool Arguments::Has(std::string_view name) const {
  auto found = object_.find(name);
  return found != object_.end() && !found->is_null();
}

std::string_view Arguments::Text(std::string_view name) {
  const Json* value = Require(name, "a string");
  return value == nullptr ? std::string_view() : Text(name, {});
}

std::string_view Arguments::Text(std::string_view name, std::string_view fallback) {
  const Json* value = Find(name);
  if (value == nullptr) return fallback;
  if (value->is_string()) return value->get_ref<const std::string&>();
  Refuse(name, "a string");
  return fallback;
}

bool Arguments::Flag(std::string_view name, bool fallback) {
  const Json* value = Find(name);
  if (value == nullptr) return fallback;
  if (value->is_boolean()) return value->get<bool>();
  Refuse(name, "true or false");
  return fallback;
}

int64_t Arguments::Integer(std::string_view name) {
  const Json* value = Require(name, "an integer");
  return value == nullptr ? 0 : ReadInteger(name, *value).value_or(0);
}

int64_t Arguments::Integer(std::string_view name, int64_t fallback) {
  const Json* value = Find(name);
  return value == nullptr ? fallback : ReadInteger(name, *value).value_or(fallback);
}

uint64_t Arguments::Count(std::string_view name, uint64_t fallback, uint64_t least) {
  const Json* value = Find(name);
  if (value == nullptr) return fallback;
  std::optional<int64_t> number = ReadInteger(name, *value);
  if (!number) return fallback;
  if (*number >= 0 && static_cast<uint64_t>(*number) >= least)
    return static_cast<uint64_t>(*number);
  Refuse(name, Format("a whole number from {} up", least));
  return fallback;
}

size_t Arguments::Size(std::string_view name, size_t fallback, size_t least) {
  return static_cast<size_t>(
      std::min<uint64_t>(Count(name, fallback, least), std::numeric_limits<size_t>::max()));
}

std::optional<uint64_t> Arguments::OptionalCount(std::string_view name) {
  if (Find(name) == nullptr) return std::nullopt;
  return Count(name, 0);
}

std::vector<std::string> Arguments::Texts(std::string_view name) {
  std::vector<std::string> texts;
  const Json* value = Require(name, "a list of strings");
  if (value == nullptr) return texts;
  bool all_strings = value->is_array() &&
                     std::ranges::all_of(*value, [](const Json& item) { return item.is_string(); });
  if (!all_strings) {
    Refuse(name, "a list of strings");
    return texts;
  }
  for (const Json& item : *value) texts.push_back(item.get<std::string>());
  return texts;
}

std::vector<uint64_t> Arguments::Ids(std::string_view name) {
  std::vector<uint64_t> ids;
  const Json* value = Require(name, "a list of ids");
  if (value == nullptr || !value->is_array()) return ids;
  for (const Json& id : *value) {
    if (id.is_number_unsigned()) ids.push_back(id.get<uint64_t>());
  }
  return ids;
}

std::vector<Arguments> Arguments::Objects(std::string_view name) {
  std::vector<Arguments> objects;
  const Json* value = Require(name, "a list of objects");
  if (value == nullptr) return objects;
  if (!value->is_array()) {
    Refuse(name, "a list of objects");
    return objects;
  }
  for (const Json& item : *value) objects.emplace_back(item);
  return objects;
}

Json Arguments::Take(std::string_view name) {
  const Json* value = Find(name);
  return value == nullptr ? Json() : *value;
}

Endpoint* Arguments::FindEndpoint(std::string_view name) {
  const Json* value = Require(name, "a handle");
  if (value == nullptr) return nullptr;
  std::optional<int64_t> number = ReadInteger(name, *value);
  if (!number) return nullptr;
  Endpoint* endpoint = Endpoint::Find(static_cast<uint64_t>(*number));
  if (endpoint == nullptr) Refuse(name, "a handle that is not disposed");
  return endpoint;
}

void Arguments::Refuse(std::string_view name, std::string_view expected) {
  if (problem_) return;
  std::string message = Format("Argument '{}' must be {}", name, expected);
  auto found = object_.find(name);
  if (found != object_.end()) message += ", not " + Quoted(*found);
  problem_ = Status{Code::kInvalidArgument, std::move(message), {}};
}

Result<void> Arguments::Finish() const {
  if (problem_) return std::unexpected(*problem_);
  for (const auto& [name, value] : object_.items()) {
    if (std::ranges::find(known_, name) != known_.end()) continue;
    std::string allowed;
    for (std::string_view one : known_) {
      allowed += allowed.empty() ? "'" : ", '";
      allowed += one;
      allowed += "'";
    }
    return Fail(Code::kInvalidArgument,
                Format("Unknown argument '{}'; {}", Abbreviate(name, limits::kMessageQuoteChars),
                       allowed.empty() ? "there are none here" : "there are " + allowed));
  }
  return {};
}

const Json* Arguments::Find(std::string_view name) {
  if (std::ranges::find(known_, name) == known_.end()) known_.push_back(name);
  auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

const Json* Arguments::Require(std::string_view name, std::string_view expected) {
  const Json* value = Find(name);
  if (value == nullptr) Refuse(name, expected);
  return value;
}

std::optional<int64_t> Arguments::ReadInteger(std::string_view name, const Json& value) {
  if (value.is_number_integer()) {
    int64_t number = value.get<int64_t>();
    if (number >= -kMaxExact && number <= kMaxExact) return number;
  } else if (value.is_number_float()) {
    double number = value.get<double>();
    if (std::trunc(number) == number && std::abs(number) <= static_cast<double>(kMaxExact)) {
      return static_cast<int64_t>(number);
    }
  }
  Refuse(name, "an integer of at most 53 bits");
  return std::nullopt;
}

}  // namespace nacre::bridge
