// Runs the vectors of the reference's StateBackend. A vector whose answer is deliberately different
// stands in deviations/store.json with the decision and the new expectation.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "base/json.h"
#include "store/base64.h"
#include "store/documents.h"
#include "workspace.h"

namespace nacre {
namespace {

const std::string kParity = std::string(NACRE_FIXTURES) + "/parity/";
const std::set<std::string> kAreas = {"state-read", "state-store", "state-ls",
                                      "state-glob", "state-grep",  "state32"};

Json ReadJson(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return Json::parse(text, nullptr, false);
}

std::string Text(const Json& json, const char* key, std::string fallback = {}) {
  return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : fallback;
}

// Text, or bytes written as "base64:...". One vector describes its text in words, being too long to
// write out.
std::string BytesOf(const std::string& value) {
  if (value.starts_with("base64:")) return *DecodeBase64(value.substr(7));
  if (!value.starts_with("1,000,001 lines")) return value;
  std::string lines;
  for (int i = 0; i <= 1'000'000; ++i) lines += (i > 0 ? "\nL" : "L") + std::to_string(i);
  return lines;
}

Store StoreOf(const Json& input) {
  Store store;
  if (!input.contains("files")) return store;
  for (const auto& [key, value] : input["files"].items()) {
    bool list = input["files"].is_array();
    std::string path = list ? value.get<std::string>() : key;
    EXPECT_TRUE(Put(store, path, list ? "x" : BytesOf(value.get<std::string>())));
  }
  return store;
}

Json ErrorOf(const Status& status) { return {{"error", "Error: " + status.message}}; }

Json Read(const Json& input) {
  Store store = StoreOf(input);
  ReadOptions options;
  options.page.offset = input.value("offset", options.page.offset);
  options.page.limit = input.value("limit", options.page.limit);
  auto page = store.Read(Text(input, "path"), options);
  return {{"text", page ? page->page.text : "Error: " + page.error().message}};
}

// What the store's own document of `path` holds, times left out.
Json Stored(const Store& store, const std::string& path) {
  auto text = ExportDocuments(store.tree(), path);
  EXPECT_TRUE(text);
  Json document = Json::parse((*text)->bytes(), nullptr, false)[path];
  document.erase("created_at");
  document.erase("modified_at");
  return document;
}

Json Write(const Json& input) {
  Store store;
  std::string bytes = BytesOf(Text(input, "content"));
  auto written = Put(store, Text(input, "path"), bytes);
  if (!written) return {{"path", nullptr}, {"error", written.error().message}};
  if (!input.contains("kind")) return {{"path", written->path}, {"error", nullptr}};
  return {{"stored", Stored(store, written->path)},
          {"size", written->size},
          {"read_bytes_base64", EncodeBase64((*store.ReadBytes(written->path))->bytes())}};
}

Json ReadStored(const Json& input) {
  auto entries = ParseDocuments(DumpJson(input["stored"]));
  if (!entries) return ErrorOf(entries.error());
  Store store;
  EXPECT_TRUE(store.Import(*entries, kEarly));
  return {{"bytes_base64", EncodeBase64((*store.ReadBytes(Text(input, "path")))->bytes())}};
}

Json EditBinary(const Json& input) {
  Store store;
  std::string path = Text(input, "binary_file");
  EXPECT_TRUE(Put(store, path, "\x89PNG\xFF"));
  std::string old_string = Text(input, "old_string");
  std::string new_string = Text(input, "new_string");
  TextEdit edit{.old_string = old_string, .new_string = new_string};
  auto edited = store.Edit(path, {{edit}}, false, kLate);
  EXPECT_FALSE(edited);
  return {{"path", nullptr}, {"error", edited.error().message}, {"occurrences", nullptr}};
}

Json List(const Json& input) {
  auto listing = StoreOf(input).List(Text(input, "path"));
  if (!listing) return ErrorOf(listing.error());
  Json entries = Json::array();
  for (const FileInfo& info : listing->entries) {
    Json size = info.size ? Json(*info.size) : Json(nullptr);
    entries.push_back({{"name", info.name},
                       {"path", info.path},
                       {"is_dir", info.is_directory},
                       {"size", std::move(size)}});
    EXPECT_EQ(info.modified_at.has_value(), !info.is_directory);
  }
  return {{"entries", std::move(entries)}};
}

Json GlobPaths(const Json& input) {
  GlobRequest request;
  request.pattern = Text(input, "pattern");
  request.path = Text(input, "path");
  auto found = StoreOf(input).Glob(request);
  if (!found) return ErrorOf(found.error());
  Json paths = Json::array();
  for (const FileInfo& info : found->matches) paths.push_back(info.path);
  return {{"paths", std::move(paths)}};
}

Json GrepRows(const Json& input) {
  GrepOptions options;
  options.pattern = Text(input, "pattern");
  options.root = Text(input, "path", "/");
  options.glob = Text(input, "glob");
  options.ignore_hidden = input.value("ignore_hidden", true);
  auto found = StoreOf(input).Grep(options);
  if (!found) return ErrorOf(found.error());
  Json matches = Json::array();
  std::string_view text = found->text;
  for (size_t file = 0, row = 0; row < found->lines.size(); ++row) {
    while (file + 1 < found->files.size() && found->files[file + 1].first_row <= row) ++file;
    size_t end = text.find('\n');
    matches.push_back({{"path", found->files[file].path},
                       {"line_number", found->lines[row]},
                       {"line", text.substr(0, end)}});
    text.remove_prefix(end + 1);
  }
  return {{"matches", std::move(matches)}};
}

std::string PythonErrorOf(Code code) {
  if (code == Code::kIsADirectory) return "IsADirectoryError";
  return code == Code::kNotADirectory ? "NotADirectoryError" : "FileNotFoundError";
}

Json ListDirectory(const Store& store, const std::string& path) {
  Json names = Json::array();
  for (const FileInfo& info : store.List(path)->entries) {
    names.push_back({info.name, info.is_directory});
  }
  return names;
}

Json OperateLikeLineB(const Json& input) {
  Store store = StoreOf(input);
  if (input.contains("read_bytes")) {
    auto bytes = store.ReadBytes(Text(input, "read_bytes"));
    return bytes ? Json(nullptr) : Json({{"raises", PythonErrorOf(bytes.error().code)}});
  }
  if (input.contains("make_dir")) {
    for (const Json& path : input["make_dir"]) {
      EXPECT_TRUE(store.MakeDirectory(path.get<std::string>(), true, kEarly));
    }
    Json directories = Json::array();
    for (TreeCursor at(store.tree()); !at.done(); at.Next()) directories.push_back(at->path());
    return {{"directories", std::move(directories)}};
  }
  EXPECT_TRUE(Put(store, Text(input, "write"), "x"));
  EXPECT_TRUE(store.Remove(Text(input, "remove"), true));
  return {{"list_dir /src", ListDirectory(store, "/src")},
          {"list_dir /src/pkg", ListDirectory(store, "/src/pkg")}};
}

Json Answer(const Json& vector) {
  std::string operation = Text(vector, "op");
  const Json& input = vector["input"];
  if (operation == "read") return Read(input);
  if (operation == "write") return Write(input);
  if (operation == "read_bytes") return ReadStored(input);
  if (operation == "edit") return EditBinary(input);
  if (operation == "ls_info") return List(input);
  if (operation == "glob_info") return GlobPaths(input);
  if (operation == "grep_raw") return GrepRows(input);
  if (operation == "operation") return OperateLikeLineB(input);
  if (operation == "exists") {
    return {{"exists", StoreOf(input).Exists(Text(input, "path"))}};
  }
  if (operation == "normal") {
    Store store;
    auto written = store.MakeDirectory(Text(input, "path"), true, kEarly);
    if (!written) return ErrorOf(written.error());
    TreeCursor last(store.tree());
    std::string path = "/";
    for (; !last.done(); last.Next()) path = last->path();
    return {{"path", path}};
  }
  ADD_FAILURE() << "unknown operation " << operation;
  return nullptr;
}

TEST(StoreParity, AnswersTheVectorsOfTheReference) {
  const Json vectors = ReadJson(kParity + "core-vectors.json");
  const Json own = ReadJson(kParity + "deviations/store.json");
  ASSERT_TRUE(vectors.is_object() && own.is_object());
  Json deviations = own;
  for (const char* file : {"text", "search"}) {
    deviations.update(ReadJson(kParity + "deviations/" + file + ".json"));
  }
  size_t count = 0;
  size_t deviating = 0;
  for (const Json& vector : vectors["vectors"]) {
    if (!kAreas.contains(Text(vector, "area"))) continue;
    ++count;
    const std::string id = Text(vector, "id");
    const Json answer = Answer(vector);
    if (!deviations.contains(id)) {
      EXPECT_EQ(answer, vector["expected"]) << id << " " << vector["input"];
      continue;
    }
    deviating += own.contains(id);
    EXPECT_EQ(answer, deviations[id]["expected"]) << id;
    EXPECT_NE(answer, vector["expected"]) << id << " deviates no more";
    EXPECT_TRUE(Text(deviations[id], "decision").starts_with("D")) << id;
    EXPECT_FALSE(Text(deviations[id], "why").empty()) << id;
  }
  EXPECT_EQ(count, 84u);
  EXPECT_EQ(deviating, own.size()) << "store.json names no vector of ours";
}

}  // namespace
}  // namespace nacre
