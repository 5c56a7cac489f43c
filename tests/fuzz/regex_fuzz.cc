// Input: one byte of options, a pattern, NUL, a text. Scanning the text as a whole and matching
// each of its lines by itself must find the same lines.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "search/scanner.h"

namespace {

void Require(bool holds) {
  if (!holds) __builtin_trap();
}

void CheckLines(const nacre::Regex& regex, std::string_view text) {
  nacre::LineScanner scanner(regex, text);
  nacre::ByteSpan found;
  nacre::Outcome outcome = scanner.Next(found);
  for (size_t at = 0; at < text.size();) {
    if (outcome == nacre::Outcome::kTooComplex) return;
    const size_t feed = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, feed - at);
    const bool hides = feed < text.size() && !regex.sees_carriage_return();
    if (hides && line.ends_with('\r')) line.remove_suffix(1);
    const nacre::Outcome expected = regex.MatchesLine(line);
    if (expected == nacre::Outcome::kTooComplex) return;
    const bool reported = outcome == nacre::Outcome::kFound && found.begin == at;
    Require(reported == (expected == nacre::Outcome::kFound));
    Require(!reported || found.end == at + line.size());
    if (reported) outcome = scanner.Next(found);
    at = feed + 1;
  }
  Require(outcome == nacre::Outcome::kNone);
}

void CheckSpans(const nacre::Regex& regex, std::string_view text) {
  nacre::SpanScanner scanner(regex, text);
  size_t from = 0;
  for (nacre::ByteSpan lines; scanner.Next(lines) == nacre::Outcome::kFound;) {
    Require(lines.begin >= from && lines.begin <= lines.end && lines.end <= text.size());
    Require(lines.begin == 0 || text[lines.begin - 1] == '\n');
    Require(lines.end == text.size() || text[lines.end] == '\n');
    from = lines.end + 1;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const size_t nul = input.find('\0');
  if (nul == input.npos || nul > 512) return 0;
  const nacre::RegexOptions options{.ignore_case = (data[0] & 1) != 0,
                                    .fixed_string = (data[0] & 2) != 0,
                                    .multiline = (data[0] & 4) != 0};
  const auto regex = nacre::Regex::Compile(input.substr(0, nul), options);
  if (!regex) return 0;
  const std::string_view text = input.substr(nul + 1);
  options.multiline ? CheckSpans(*regex, text) : CheckLines(*regex, text);
  return 0;
}
