#ifndef NACRE_STORE_DOCUMENTS_H_
#define NACRE_STORE_DOCUMENTS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "store/entry.h"
#include "store/store.h"

/// The reference's JSON documents: an object from path to FileData
/// {"content": ["line", ...], "created_at": "...", "modified_at": "...", "encoding"?: "base64"}.
namespace nacre {

/// Reads documents into file entries, ready for `Store::Import`. Text is joined with LF; base64 parts are
/// joined and decoded strictly; a document without an encoding may hold lone surrogates U+DC80 to U+DCFF, each one
/// byte. Times may be missing. All or nothing: the error names the first bad documents and counts them.
Result<std::vector<EntryRef>> ParseDocuments(std::string_view json);

/// The files of `tree` within `path` as documents, in path order. Bytes that are not UTF-8 become one base64 part.
/// Empty directories have no place in documents. `kNotFound` when nothing stands at `path`.
Result<std::string> ExportDocuments(const Tree& tree, std::string_view path);

}  // namespace nacre

#endif  // NACRE_STORE_DOCUMENTS_H_
