#ifndef NACRE_WASM_BRIDGE_STORE_JSON_H_
#define NACRE_WASM_BRIDGE_STORE_JSON_H_

#include <span>

#include "base/json_writer.h"
#include "store/store.h"

/// The store's answers as JSON.
namespace nacre::bridge {

/// {path, name, isDir, size: number|null, modifiedAt?, createdAt?}
void WriteFileInfo(JsonWriter& out, const FileInfo& info);

/// [fileInfo, ...]
void WriteFileInfos(JsonWriter& out, std::span<const FileInfo> infos);

/// {path, occurrences, diff, diffTruncated?, tolerant?, summary?}
void WriteEditOutcome(JsonWriter& out, const EditOutcome& outcome);

/// The fields created, modified and bytes of an open object.
void WriteBatchFields(JsonWriter& out, const BatchOutcome& outcome);

/// The fields entries, files and bytes of an open object.
void WriteTotalFields(JsonWriter& out, const TreeTotals& totals);

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_STORE_JSON_H_
