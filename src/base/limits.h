#ifndef NACRE_BASE_LIMITS_H_
#define NACRE_BASE_LIMITS_H_

#include <cstddef>
#include <cstdint>

/// Every fixed bound of the core. Hitting one is reported: `truncated`, or `Code::kLimitExceeded`.
namespace nacre::limits {

// What a change must leave free for the small allocations of later calls.
inline constexpr size_t kHeadroomBytes = 8 << 20;

// Paths (bytes of UTF-8).
inline constexpr size_t kPathBytes = 4096;
inline constexpr size_t kSegmentBytes = 255;
inline constexpr size_t kPathDepth = 256;

// Files.
inline constexpr uint64_t kFileBytes = 512ull << 20;
inline constexpr uint64_t kDefaultStoreBytes = 1536ull << 20;
inline constexpr uint64_t kDefaultStoreFiles = 1'000'000;
inline constexpr size_t kStoreEvents = 4096;

// What a model reads (code points and lines).
inline constexpr size_t kReadLines = 2000;
inline constexpr size_t kReadChars = 200'000;
inline constexpr size_t kLineChars = 2000;
inline constexpr size_t kMessageQuoteChars = 200;
inline constexpr size_t kGlobRows = 100;
inline constexpr size_t kGrepRows = 50;
inline constexpr size_t kGrepLineChars = 100;
inline constexpr size_t kExecuteOutputChars = 100'000;

// Search.
inline constexpr size_t kPatternBytes = 64 << 10;
inline constexpr size_t kRegexMemory = 8 << 20;
inline constexpr size_t kRegexUnicodeClasses = 256;
inline constexpr uint64_t kRegexSlowWork = 1ull << 31;  // Bytes times instructions.
inline constexpr size_t kGlobPatternBytes = 8192;
inline constexpr size_t kGlobAlternatives = 1024;
inline constexpr size_t kGrepMatches = 1'000'000;
inline constexpr size_t kGrepResultBytes = 64 << 20;
inline constexpr size_t kGrepContextLines = 1000;
inline constexpr size_t kGrepRowBytes = 16 << 10;
inline constexpr size_t kBinaryProbeBytes = 8192;

// Edits and diffs.
inline constexpr size_t kEditsPerCall = 1000;
inline constexpr size_t kDiffBytes = 1 << 20;
inline constexpr size_t kDiffLines = 4'000'000;
inline constexpr size_t kDiffCost = 1 << 22;
inline constexpr size_t kChangesPerEdit = 1 << 16;
inline constexpr uint64_t kEditScanBytes = 16ull << 30;
inline constexpr size_t kNearestScanBytes = 16 << 20;
inline constexpr size_t kPatchBytes = 16 << 20;
inline constexpr size_t kPatchFiles = 1000;
inline constexpr size_t kPatchHunks = 100'000;

// Permissions.
inline constexpr size_t kCommandBytes = 256 << 10;
inline constexpr size_t kCommandParts = 1000;
inline constexpr size_t kCommandDepth = 32;
inline constexpr size_t kRules = 10'000;
inline constexpr size_t kRulePatternBytes = 4096;
inline constexpr size_t kCommandWork =
    4 << 20;  // Bytes of shell text read for one command line, nested ones included.
inline constexpr size_t kCommandWords = 20'000;
inline constexpr size_t kCommandDirectories = 8;
inline constexpr size_t kCommandPathBytes = 256 << 10;
inline constexpr size_t kSessionGrants = 10'000;

// JSON that arrives from outside.
inline constexpr size_t kJsonDepth = 64;

// Images and documents (bytes, pixels).
inline constexpr uint64_t kBinaryPartBytes = 52'428'800;
inline constexpr uint32_t kImageEdgePixels = 1568;

// Commands (milliseconds, seconds).
inline constexpr int64_t kExecuteTimeoutMs = 120'000;
inline constexpr int64_t kExecuteTimeoutSeconds = 86'400;

// Tool calls.
inline constexpr size_t kArgumentBytes = 64 << 20;  // The JSON text of one call's arguments.
inline constexpr size_t kArgumentTokens = 100'000;  // Its brackets, commas and colons.
inline constexpr size_t kArgumentMembers = 10'000;  // Its colons: object lookups are linear.
inline constexpr size_t kToolGlobMatches = 10'000;
inline constexpr size_t kToolGrepMatches =
    1000;  // Matches (or files) looked for unless told otherwise.
inline constexpr int64_t kToolGrepMatchesMost = 10'000;
inline constexpr int64_t kToolContextLines = 20;
inline constexpr size_t kToolGrepTextRows = 500;  // Matching and context rows of one answer.
inline constexpr size_t kToolDiffChars = 20'000;
inline constexpr size_t kNamedSkips = 5;         // Skipped files that an answer names.
inline constexpr size_t kTrackedFiles = 10'000;  // Files whose last seen version is kept.
inline constexpr size_t kTrackedLineFiles = 64;  // Files whose last seen line hashes are kept.
inline constexpr size_t kTrackedLines = 20'000;  // Line hashes kept a file.

}  // namespace nacre::limits

#endif  // NACRE_BASE_LIMITS_H_
