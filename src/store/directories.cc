#include "store/directories.h"

#include <string>
#include <utility>

#include "base/format.h"
#include "base/path.h"

namespace nacre {

bool IsDirectory(const Tree& tree, std::string_view path) {
  if (path == "/") return true;
  const Entry* entry = tree.Find(path);
  return entry != nullptr && entry->is_directory();
}

const Entry* BlockingFile(const Tree& tree, std::string_view path) {
  for (path = Dirname(path); path != "/"; path = Dirname(path)) {
    const Entry* entry = tree.Find(path);
    if (entry != nullptr) return entry->is_directory() ? nullptr : entry;
  }
  return nullptr;
}

Result<void> MakeParents(Tree& tree, std::string_view path, Timestamp now,
                         std::vector<EntryRef>& made) {
  std::vector<std::string_view> missing;
  for (std::string_view above = Dirname(path); above != "/"; above = Dirname(above)) {
    const Entry* entry = tree.Find(above);
    if (entry == nullptr) {
      missing.push_back(above);
      continue;
    }
    if (entry->is_directory()) break;
    return Fail(Code::kNotADirectory,
                Format("Path '{}' cannot exist: '{}' is a file, not a directory", path, above),
                std::string(path));
  }
  while (!missing.empty()) {
    EntryRef entry = Entry::Make(missing.back(), {}, {.created = now, .modified = now});
    missing.pop_back();
    made.push_back(entry);
    tree.Put(std::move(entry));
  }
  return {};
}

void EraseBelowPath(Tree& tree, std::string_view path) {
  if (path == "/") {
    tree = {};
    return;
  }
  for (const EntryRef& entry : EntriesBelow(tree, path)) tree.Erase(entry->path());
}

std::vector<EntryRef> EntriesBelow(const Tree& tree, std::string_view path) {
  std::vector<EntryRef> entries;
  std::string end = EndBelow(path);
  for (TreeCursor at(tree, BeginBelow(path)); !at.done() && at->path() < end; at.Next()) {
    entries.emplace_back(&*at);
  }
  return entries;
}

std::string BeginBelow(std::string_view path) { return JoinPath(path, ""); }

std::string EndBelow(std::string_view path) {
  std::string end = BeginBelow(path);
  end.back() = '/' + 1;
  return end;
}

}  // namespace nacre
