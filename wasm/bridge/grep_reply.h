#ifndef NACRE_WASM_BRIDGE_GREP_REPLY_H_
#define NACRE_WASM_BRIDGE_GREP_REPLY_H_

#include <cstddef>

#include "bridge/reply.h"
#include "search/grep_result.h"

namespace nacre::bridge {

/// A grep's result as a small JSON header and the rows as columns, so that tens of thousands of
/// matches cross at the cost of a copy.
///
/// Header: {files: [[path, count, firstRow], ...], rows, columns: bool, after, cutRows?: [row,
/// ...], matchCount, filesSearched, truncated, skipped: [{path, reason}, ...], stoppedAt?: path,
/// size?, wanted?: [id, ...]}. The last three say how to go on, as `GrepOptions` has it, once the
/// next contents are loaded. Payload: `rows`
/// line numbers (u32, little-endian); with `columns` also `rows` lengths (u32) and `rows` kinds
/// (u8, see `GrepResult::Kind`); then the text.
///
/// `after` is the number of context lines asked for: the host needs it to share context rows out.
Reply GrepReply(GrepResult result, size_t after);

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_GREP_REPLY_H_
