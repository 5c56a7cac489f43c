#include "wasi/cli/options.h"

#include <algorithm>
#include <charconv>

namespace nacre::cli {
namespace {

constexpr int64_t kMaxNumber = 1'000'000'000;

std::unexpected<Status> Misuse(std::string message) {
  return Fail(Code::kInvalidArgument, std::move(message));
}

const OptionSpec* FindSpec(std::span<const OptionSpec> specs, std::string_view name) {
  auto found = std::ranges::find_if(specs, [name](const OptionSpec& spec) {
    return spec.name == name || (!spec.shorthand.empty() && spec.shorthand == name);
  });
  return found == specs.end() ? nullptr : &*found;
}

}  // namespace

Result<Options> Options::Parse(std::span<const std::string_view> arguments,
                               std::span<const OptionSpec> specs, size_t least, size_t most) {
  Options options;
  bool only_words = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    std::string_view argument = arguments[i];
    if (only_words || argument.size() < 2 || !argument.starts_with('-')) {
      options.words_.push_back(argument);
      continue;
    }
    if (argument == "--") {
      only_words = true;
      continue;
    }
    size_t equals = argument.starts_with("--") ? argument.find('=') : std::string_view::npos;
    const OptionSpec* spec = FindSpec(specs, argument.substr(0, equals));
    if (spec == nullptr) return Misuse("Unknown option '" + std::string(argument) + "'");
    bool has_value = equals != std::string_view::npos;
    if (has_value != spec->takes_value && has_value) {
      return Misuse("Option '" + std::string(spec->name) + "' takes no value");
    }
    if (spec->takes_value && !has_value && ++i == arguments.size()) {
      return Misuse("Option '" + std::string(spec->name) + "' needs a value");
    }
    std::string_view value = has_value ? argument.substr(equals + 1) : arguments[i];
    options.values_[spec->name] = spec->takes_value ? value : std::string_view();
  }
  size_t count = options.words_.size();
  if (count < least) return Misuse("Too few arguments: " + std::to_string(count));
  if (count > most)
    return Misuse("Unexpected argument '" + std::string(options.words_[most]) + "'");
  return options;
}

std::string_view Options::Value(std::string_view name, std::string_view fallback) const {
  auto found = values_.find(name);
  return found == values_.end() ? fallback : found->second;
}

Result<int64_t> Options::Number(std::string_view name, int64_t fallback) const {
  auto found = values_.find(name);
  if (found == values_.end()) return fallback;
  std::string_view text = found->second;
  int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool whole = error == std::errc() && end == text.data() + text.size();
  if (whole && number >= 0 && number <= kMaxNumber) return number;
  return Misuse("Option '" + std::string(name) + "' must be a number from 0 to 1000000000, not '" +
                std::string(text) + "'");
}

std::string_view Options::Word(size_t index, std::string_view fallback) const {
  return index < words_.size() ? words_[index] : fallback;
}

}  // namespace nacre::cli
