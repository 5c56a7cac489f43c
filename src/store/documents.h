#ifndef NACRE_STORE_DOCUMENTS_H_
#define NACRE_STORE_DOCUMENTS_H_

#include <string_view>
#include <vector>

#include "base/status.h"
#include "store/content.h"
#include "store/entry.h"
#include "store/tree.h"

/// The reference's JSON documents: an object from path to FileData
/// {"content": ["line", ...], "created_at": "...", "modified_at": "...", "encoding"?: "base64"}.
namespace nacre {

/// Reads documents into file entries, ready for `Store::Import`. Text is joined with LF; base64
/// parts are joined and decoded strictly; a document without an encoding may hold lone surrogates
/// U+DC80 to U+DCFF, each one byte. Times may be missing or null. All or nothing: `kCorrupt` names
/// the first bad documents and counts them. Holds one file's text at a time beside the entries.
Result<std::vector<EntryRef>> ParseDocuments(std::string_view json);

/// The files of `tree` within `path` as documents, in path order. Bytes that are not UTF-8 become
/// one base64 part. Empty directories have no place in documents, nor has a time that is unknown.
/// `kNotFound` when nothing stands at `path`; `kOutOfMemory` when the text does not fit.
Result<ContentRef> ExportDocuments(const Tree& tree, std::string_view path);

}  // namespace nacre

#endif  // NACRE_STORE_DOCUMENTS_H_
