#ifndef NACRE_WASM_WASI_CLI_OPTIONS_H_
#define NACRE_WASM_WASI_CLI_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace nacre::cli {

/// An option that a command knows.
struct OptionSpec {
  std::string_view name;       ///< "--ignore-case"
  std::string_view shorthand;  ///< "-i", or "".
  bool takes_value = false;
};

/// What stands after a command's name on the command line.
class Options {
 public:
  /// Reads `--name value`, `--name=value`, `-n value` and plain words; "--" ends the options.
  /// Between `least` and `most` plain words must be there.
  static Result<Options> Parse(std::span<const std::string_view> arguments,
                               std::span<const OptionSpec> specs, size_t least, size_t most);

  bool Has(std::string_view name) const { return values_.contains(name); }

  /// The value of an option, or `fallback`.
  std::string_view Value(std::string_view name, std::string_view fallback) const;

  /// The value of an option as a number from 0 to 10^9, or `fallback`.
  Result<int64_t> Number(std::string_view name, int64_t fallback) const;

  /// The plain word at `index`, or `fallback`.
  std::string_view Word(size_t index, std::string_view fallback = {}) const;

 private:
  std::map<std::string_view, std::string_view> values_;
  std::vector<std::string_view> words_;
};

}  // namespace nacre::cli

#endif  // NACRE_WASM_WASI_CLI_OPTIONS_H_
