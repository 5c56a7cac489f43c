#include "bridge/store_keeping.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "bridge/journal_endpoint.h"
#include "bridge/store_endpoint.h"
#include "journal/change_plan.h"

namespace nacre::bridge {
namespace {

std::string_view StepName(StepKind kind) {
  constexpr std::array<std::string_view, 4> kNames = {"erase", "directory", "file", "same"};
  return kNames[static_cast<size_t>(kind)];
}

}  // namespace

const Tree* ReadSnapshot(Arguments& args, std::string_view name) {
  Endpoint* endpoint = args.FindEndpoint(name);
  if (endpoint == nullptr) return nullptr;
  if (endpoint->kind() == SnapshotEndpoint::kKind) {
    return &static_cast<SnapshotEndpoint*>(endpoint)->tree();
  }
  args.Refuse(name, "a snapshot");
  return nullptr;
}

Reply Nothing() {
  JsonWriter out;
  out.BeginObject();
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::OpenJournal(Arguments& options, std::string_view) {
  return JournalEndpoint::Open(store_, options);
}

Result<Reply> StoreEndpoint::Plan(Arguments& args, std::string_view) {
  const Tree* before = ReadSnapshot(args, "before");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  JsonWriter out;
  out.BeginObject();
  out.Key("steps");
  out.BeginArray();
  for (const PlannedStep& step : PlanChanges(*before, store_->tree())) {
    out.BeginObject();
    out.Field("kind", StepName(step.kind));
    out.Field("path", step.path);
    if (!step.source.empty()) out.Field("source", step.source);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Adopt(Arguments& args, std::string_view) {
  const Tree* snapshot = ReadSnapshot(args, "snapshot");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  store_->Adopt(Tree(*snapshot));
  return Nothing();
}

Result<Reply> StoreEndpoint::Keep(Arguments& args, std::string_view) {
  const Tree* before = ReadSnapshot(args, "before");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  store_->MarkKept(*before);
  return Nothing();
}

Result<Reply> StoreEndpoint::SetTimes(Arguments& args, std::string_view) {
  std::vector<FileTime> times;
  for (Arguments& row : args.Objects("times")) {
    FileTime& time = times.emplace_back();
    time.path = row.Text("path");
    time.modified = row.Integer("modified");
    if (auto read = row.Finish(); !read) return std::unexpected(read.error());
  }
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  store_->SetTimes(times);
  return Nothing();
}

}  // namespace nacre::bridge
