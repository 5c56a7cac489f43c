#ifndef NACRE_WASM_BRIDGE_STORE_ENDPOINT_H_
#define NACRE_WASM_BRIDGE_STORE_ENDPOINT_H_

#include <memory>
#include <string_view>

#include "bridge/endpoint.h"
#include "store/store.h"

namespace nacre::bridge {

/// A workspace in memory. Paths come in raw; every change takes "now". README.md lists the methods.
class StoreEndpoint final : public Endpoint {
 public:
  static constexpr EndpointKind kKind = EndpointKind::kStore;

  explicit StoreEndpoint(std::shared_ptr<Store> store);

  /// Opens an empty one. `options`: maxBytes, maxFiles, maxFileBytes, maxEvents, memoryBudget.
  static Result<Reply> Open(Arguments& options);

  const Store& store() const { return *store_; }

 private:
  Result<Reply> Run(std::string_view method, Arguments& args, std::string_view payload) override;

  // store_reading.cc
  Result<Reply> Exists(Arguments& args, std::string_view payload);
  Result<Reply> Stat(Arguments& args, std::string_view payload);
  Result<Reply> Ls(Arguments& args, std::string_view payload);
  Result<Reply> Read(Arguments& args, std::string_view payload);
  Result<Reply> ReadBytes(Arguments& args, std::string_view payload);
  Result<Reply> Usage(Arguments& args, std::string_view payload);

  // store_search.cc
  Result<Reply> Glob(Arguments& args, std::string_view payload);
  Result<Reply> Grep(Arguments& args, std::string_view payload);

  // store_writing.cc
  Result<Reply> Write(Arguments& args, std::string_view payload);
  Result<Reply> Remove(Arguments& args, std::string_view payload);
  Result<Reply> Move(Arguments& args, std::string_view payload);
  Result<Reply> Mkdir(Arguments& args, std::string_view payload);
  Result<Reply> BeginBatch(Arguments& args, std::string_view payload);

  // store_editing.cc
  Result<Reply> Edit(Arguments& args, std::string_view payload);
  Result<Reply> HashlineEdit(Arguments& args, std::string_view payload);
  Result<Reply> ApplyPatch(Arguments& args, std::string_view patch);

  // store_versions.cc
  Result<Reply> Fork(Arguments& args, std::string_view payload);
  Result<Reply> Snapshot(Arguments& args, std::string_view payload);
  Result<Reply> Restore(Arguments& args, std::string_view payload);
  Result<Reply> Diff(Arguments& args, std::string_view payload);
  Result<Reply> Merge(Arguments& args, std::string_view payload);
  Result<Reply> ChangesSince(Arguments& args, std::string_view payload);
  Result<Reply> OpenJournal(Arguments& options, std::string_view payload);

  // store_keeping.cc: for those who keep the files elsewhere.
  Result<Reply> Plan(Arguments& args, std::string_view payload);
  Result<Reply> Adopt(Arguments& args, std::string_view payload);
  Result<Reply> SetTimes(Arguments& args, std::string_view payload);

  // store_loading.cc: for those who keep the bytes elsewhere.
  /// {files: [{path, size}], now} -> {}: files whose bytes are kept, and were not read
  Result<Reply> WriteUnread(Arguments& args, std::string_view payload);
  /// {before: snapshot} -> {}, see `Store::MarkKept`
  Result<Reply> Keep(Arguments& args, std::string_view payload);
  /// {paths, in?: snapshot} -> {wanted: [id]}: of contents at and below the paths
  Result<Reply> Unloaded(Arguments& args, std::string_view payload);
  /// {wanted, in: snapshot} -> {files: [{path, size}], lost}: where they stand, and how many
  /// nowhere
  Result<Reply> Locate(Arguments& args, std::string_view payload);
  /// {path, in?: snapshot} + bytes -> {loaded}: false when they are not those of the file
  Result<Reply> Load(Arguments& args, std::string_view payload);
  /// {bytes} -> {}: unloads what is over the budget, with so much to come
  Result<Reply> MakeRoom(Arguments& args, std::string_view payload);

  // store_transfer.cc
  Result<Reply> ImportDocuments(Arguments& args, std::string_view payload);
  Result<Reply> ExportDocuments(Arguments& args, std::string_view payload);
  Result<Reply> ImportTar(Arguments& args, std::string_view payload);
  Result<Reply> ExportTar(Arguments& args, std::string_view payload);

  std::shared_ptr<Store> store_;
};

/// A state that a store once had. Has no methods: it is an argument of diff, merge and restore.
class SnapshotEndpoint final : public Endpoint {
 public:
  static constexpr EndpointKind kKind = EndpointKind::kSnapshot;

  explicit SnapshotEndpoint(Tree tree) : Endpoint(kKind), tree_(std::move(tree)) {}

  const Tree& tree() const { return tree_; }

 private:
  Result<Reply> Run(std::string_view method, Arguments& args, std::string_view payload) override;

  Tree tree_;
};

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_STORE_ENDPOINT_H_
