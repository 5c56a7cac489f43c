#ifndef NACRE_CONSOLE_SPEC_H_
#define NACRE_CONSOLE_SPEC_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "console/tool_text.h"
#include "permissions/ruleset.h"

namespace nacre {

enum class ToolId {
  kLs,
  kReadFile,
  kWriteFile,
  kEditFile,
  kHashlineEdit,
  kGlob,
  kGrep,
  kExecute,
  kRunInBackground,
  kReadOutput,
  kKillShell,
  kListShells,
};

enum class ParameterKind { kString, kInteger, kBoolean, kObjects };

inline constexpr int64_t kLargestInteger = (int64_t{1} << 53) - 1;  ///< Exact in every JSON reader.

struct ObjectShape;

/// One argument of a tool, or one member of the objects in a `kObjects` argument.
struct Parameter {
  std::string_view name;
  ParameterKind kind = ParameterKind::kString;
  std::string_view description;
  bool required = false;
  std::string_view default_json = {};  ///< A JSON text; empty when leaving it out has no value.
  bool nullable = false;               ///< Null means something of its own.
  bool allow_empty = true;             ///< Of a string.
  size_t max_bytes = SIZE_MAX;         ///< Of a string.
  int64_t minimum = 0;                 ///< Of an integer.
  int64_t maximum = kLargestInteger;   ///< Of an integer.
  std::span<const std::string_view> choices =
      {};                              ///< All values of a string; empty when it is free.
  const ObjectShape* shape = nullptr;  ///< Of each object of `kObjects`.
};

/// The members of the objects in an argument.
struct ObjectShape {
  std::span<const Parameter> members;
};

/// What a caller may assume of a tool, in the words of the Model Context Protocol.
struct ToolAnnotations {
  bool read_only = false;
  bool destructive = false;
  bool idempotent = false;
  bool open_world = false;
};

/// One console tool as it is told to a model.
struct ToolSpec {
  ToolId id;
  std::string_view name;
  PermissionOperation operation;
  ToolText text;
  std::span<const Parameter> parameters;
  ToolAnnotations annotations;
};

/// All tools, in the order of registration.
std::span<const ToolSpec> AllTools();

/// The tool of that name; null for an unknown one.
const ToolSpec* FindTool(std::string_view name);

/// What `read_file` says of itself when edits go by line hashes.
const ToolText& HashlineReadText();

}  // namespace nacre

#endif  // NACRE_CONSOLE_SPEC_H_
