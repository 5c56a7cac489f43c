#ifndef NACRE_WASM_BRIDGE_ARGUMENTS_H_
#define NACRE_WASM_BRIDGE_ARGUMENTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/status.h"
#include "base/timestamp.h"

namespace nacre::bridge {

class Endpoint;

/// The arguments of one call, a JSON object, read by name and type. The first argument that is
/// missing or mistyped is remembered, later reads answer neutral values, and `Finish` reports it:
/// so a method reads everything, then asks once.
///
///     std::string_view path = args.Text("path");
///     bool recursive = args.Flag("recursive", false);
///     if (auto read = args.Finish(); !read) return std::unexpected(read.error());
///
/// Null is the same as absent. Views last as long as the arguments.
class Arguments {
 public:
  /// `object` should be an object; anything else is the first problem found.
  explicit Arguments(Json object);

  bool Has(std::string_view name) const;

  std::string_view Text(std::string_view name);
  std::string_view Text(std::string_view name, std::string_view fallback);
  bool Flag(std::string_view name, bool fallback);

  /// Any integer that a JSON number holds exactly.
  int64_t Integer(std::string_view name);
  int64_t Integer(std::string_view name, int64_t fallback);

  /// A whole number from `least` up.
  uint64_t Count(std::string_view name, uint64_t fallback, uint64_t least = 0);
  /// As `Count`, for what is counted in memory: a number beyond it means "all".
  size_t Size(std::string_view name, size_t fallback, size_t least = 0);
  std::optional<uint64_t> OptionalCount(std::string_view name);

  /// The time of the call, "now": microseconds since 1970. The core reads no clock.
  Timestamp Now() { return Integer("now"); }

  std::vector<std::string> Texts(std::string_view name);

  /// The ids of contents, which must be in order, each once. Whatever is no id is passed over.
  std::vector<uint64_t> Ids(std::string_view name);

  /// The objects of a list. Their own problems are reported by their own `Finish`.
  std::vector<Arguments> Objects(std::string_view name);

  /// Any JSON; null when absent.
  Json Take(std::string_view name);

  /// The live endpoint whose number was given.
  Endpoint* FindEndpoint(std::string_view name);

  /// Records that `name` is not what it must be: `expected` completes "must be ...".
  void Refuse(std::string_view name, std::string_view expected);

  /// The first problem: an argument missing, mistyped, or never asked for.
  Result<void> Finish() const;

 private:
  const Json* Find(std::string_view name);
  const Json* Require(std::string_view name, std::string_view expected);
  std::optional<int64_t> ReadInteger(std::string_view name, const Json& value);

  Json object_;
  std::vector<std::string_view> known_;  ///< Every name asked for; names are literals.
  std::optional<Status> problem_;
};

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_ARGUMENTS_H_
