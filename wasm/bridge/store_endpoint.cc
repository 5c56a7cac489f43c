#include "bridge/store_endpoint.h"

#include <array>
#include <utility>

namespace nacre::bridge {

StoreEndpoint::StoreEndpoint(std::shared_ptr<Store> store)
    : Endpoint(kKind), store_(std::move(store)) {}

Result<Reply> StoreEndpoint::Open(Arguments& options) {
  StoreOptions chosen;
  chosen.max_bytes = options.Count("maxBytes", chosen.max_bytes);
  chosen.max_files = options.Count("maxFiles", chosen.max_files);
  chosen.max_file_bytes = options.Count("maxFileBytes", chosen.max_file_bytes);
  chosen.max_events = options.Size("maxEvents", chosen.max_events);
  if (auto budget = options.OptionalCount("memoryBudget")) {
    chosen.home = Ref(new ContentHome(*budget));
  }
  if (auto read = options.Finish(); !read) return std::unexpected(read.error());
  return Reply(std::make_unique<StoreEndpoint>(std::make_shared<Store>(chosen)));
}

Result<Reply> StoreEndpoint::Run(std::string_view method, Arguments& args,
                                 std::string_view payload) {
  static constexpr auto kMethods = std::to_array<Method<StoreEndpoint>>({
      {"exists", &StoreEndpoint::Exists},
      {"stat", &StoreEndpoint::Stat},
      {"ls", &StoreEndpoint::Ls},
      {"read", &StoreEndpoint::Read},
      {"readBytes", &StoreEndpoint::ReadBytes},
      {"usage", &StoreEndpoint::Usage},
      {"glob", &StoreEndpoint::Glob},
      {"grep", &StoreEndpoint::Grep},
      {"write", &StoreEndpoint::Write},
      {"remove", &StoreEndpoint::Remove},
      {"move", &StoreEndpoint::Move},
      {"mkdir", &StoreEndpoint::Mkdir},
      {"beginBatch", &StoreEndpoint::BeginBatch},
      {"edit", &StoreEndpoint::Edit},
      {"hashlineEdit", &StoreEndpoint::HashlineEdit},
      {"applyPatch", &StoreEndpoint::ApplyPatch},
      {"fork", &StoreEndpoint::Fork},
      {"snapshot", &StoreEndpoint::Snapshot},
      {"restore", &StoreEndpoint::Restore},
      {"diff", &StoreEndpoint::Diff},
      {"merge", &StoreEndpoint::Merge},
      {"changesSince", &StoreEndpoint::ChangesSince},
      {"journal", &StoreEndpoint::OpenJournal},
      {"plan", &StoreEndpoint::Plan},
      {"adopt", &StoreEndpoint::Adopt},
      {"setTimes", &StoreEndpoint::SetTimes},
      {"writeUnread", &StoreEndpoint::WriteUnread},
      {"keep", &StoreEndpoint::Keep},
      {"unloaded", &StoreEndpoint::Unloaded},
      {"locate", &StoreEndpoint::Locate},
      {"load", &StoreEndpoint::Load},
      {"makeRoom", &StoreEndpoint::MakeRoom},
      {"importDocuments", &StoreEndpoint::ImportDocuments},
      {"exportDocuments", &StoreEndpoint::ExportDocuments},
      {"importTar", &StoreEndpoint::ImportTar},
      {"exportTar", &StoreEndpoint::ExportTar},
  });
  return RunMethod<StoreEndpoint>(*this, kMethods, method, args, payload);
}

Result<Reply> SnapshotEndpoint::Run(std::string_view method, Arguments&, std::string_view) {
  return std::unexpected(UnknownMethod(kKind, method));
}

}  // namespace nacre::bridge
