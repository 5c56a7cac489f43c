#include "bridge/journal_endpoint.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <utility>

#include "bridge/operation_endpoint.h"

namespace nacre::bridge {
namespace {

Message ToMessage(const Status& status) {
  return {.value = {{"error", {{"code", CodeName(status.code)}, {"message", status.message}}}},
          .payload = {}};
}

Message ToMessage(const Result<void>& result) {
  return result ? Message{.value = Json::object(), .payload = {}} : ToMessage(result.error());
}

Message ToMessage(const Result<bool>& more) {
  if (!more) return ToMessage(more.error());
  return {.value = {{"more", *more}}, .payload = {}};
}

Message ToMessage(Result<CommitReport> report) {
  if (!report) return ToMessage(report.error());
  return {.value = {{"changed", report->changed},
                    {"group", report->group},
                    {"serial", report->serial},
                    {"offset", report->offset}},
          .payload = std::move(report->frames)};
}

/// Runs a task of the journal, which lives as long as its operation.
template <typename T>
Task<Message> RunTask(Host& host, std::shared_ptr<Journal> journal,
                      std::function<Task<Result<T>>(Journal&, Volume)> task) {
  Result<T> result = co_await task(*journal, Volume(host));
  co_return ToMessage(std::move(result));
}

template <typename T>
Result<Reply> Start(const std::shared_ptr<Journal>& journal,
                    std::function<Task<Result<T>>(Journal&, Volume)> task) {
  auto start = [&](Host& host) { return RunTask<T>(host, journal, std::move(task)); };
  return Reply(std::make_unique<OperationEndpoint>(std::make_unique<nacre::Operation>(start)));
}

uint32_t ReadSize(Arguments& options, std::string_view name, uint32_t fallback) {
  constexpr uint64_t kLeast = 64;
  uint64_t size = options.Count(name, fallback, kLeast);
  return static_cast<uint32_t>(std::min<uint64_t>(size, 1U << 30));
}

}  // namespace

JournalEndpoint::JournalEndpoint(std::shared_ptr<Journal> journal)
    : Endpoint(kKind), journal_(std::move(journal)) {}

Result<Reply> JournalEndpoint::Open(std::shared_ptr<Store> store, Arguments& options) {
  JournalOptions chosen;
  chosen.segment_bytes = ReadSize(options, "segmentBytes", chosen.segment_bytes);
  chosen.checkpoint_bytes = ReadSize(options, "checkpointBytes", chosen.checkpoint_bytes);
  chosen.frame_bytes = ReadSize(options, "frameBytes", chosen.frame_bytes);
  chosen.extent_threshold = ReadSize(options, "extentThreshold", chosen.extent_threshold);
  chosen.extent_bytes = ReadSize(options, "extentBytes", chosen.extent_bytes);
  chosen.cache = options.Flag("cache", false) && store->options().home;
  chosen.repair = options.Flag("repair", false);
  if (auto read = options.Finish(); !read) return std::unexpected(read.error());
  return Reply(
      std::make_unique<JournalEndpoint>(std::make_shared<Journal>(std::move(store), chosen)));
}

Result<Reply> JournalEndpoint::Run(std::string_view method, Arguments& args,
                                   std::string_view payload) {
  static constexpr auto kMethods = std::to_array<Method<JournalEndpoint>>({
      {"load", &JournalEndpoint::Load},
      {"catchUp", &JournalEndpoint::CatchUp},
      {"claim", &JournalEndpoint::Claim},
      {"commit", &JournalEndpoint::Commit},
      {"tend", &JournalEndpoint::Tend},
      {"fetch", &JournalEndpoint::Fetch},
      {"follow", &JournalEndpoint::Follow},
      {"rollBack", &JournalEndpoint::RollBack},
      {"state", &JournalEndpoint::State},
  });
  return RunMethod<JournalEndpoint>(*this, kMethods, method, args, payload);
}

Result<Reply> JournalEndpoint::Load(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return Start<void>(journal_, &Journal::Load);
}

Result<Reply> JournalEndpoint::CatchUp(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return Start<void>(journal_, &Journal::CatchUp);
}

Result<Reply> JournalEndpoint::Claim(Arguments& args, std::string_view) {
  bool clean = args.Flag("clean", true);
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return Start<void>(
      journal_, [clean](Journal& journal, Volume volume) { return journal.Claim(volume, clean); });
}

Result<Reply> JournalEndpoint::Commit(Arguments& args, std::string_view) {
  auto writer = static_cast<uint32_t>(args.Integer("writer"));
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return Start<CommitReport>(journal_, [writer](Journal& journal, Volume volume) {
    return journal.Commit(volume, writer);
  });
}

Result<Reply> JournalEndpoint::Tend(Arguments& args, std::string_view) {
  auto writer = static_cast<uint32_t>(args.Integer("writer"));
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return Start<bool>(
      journal_, [writer](Journal& journal, Volume volume) { return journal.Tend(volume, writer); });
}

Result<Reply> JournalEndpoint::Fetch(Arguments& args, std::string_view) {
  std::vector<uint64_t> ids = args.Ids("wanted");
  bool judge = args.Flag("judge", false);
  bool stay = args.Flag("stay", false);
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return Start<bool>(journal_,
                     [ids = std::move(ids), judge, stay](Journal& journal, Volume volume) {
                       return journal.Fetch(volume, ids, judge, stay);
                     });
}

Result<Reply> JournalEndpoint::Follow(Arguments& args, std::string_view payload) {
  CommitReport report;
  report.group = args.Count("group", 0);
  report.serial = args.Count("serial", 0);
  report.offset = args.Count("offset", 0);
  report.frames = payload;
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<bool> followed = journal_->Follow(report);
  if (!followed) return std::unexpected(followed.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("followed", *followed);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> JournalEndpoint::RollBack(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  journal_->RollBack();
  JsonWriter out;
  out.BeginObject();
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> JournalEndpoint::State(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("exists", journal_->exists());
  out.Field("group", journal_->group());
  out.Field("changed", journal_->HasChanges());
  out.Field("droppedBytes", journal_->dropped_bytes());
  out.EndObject();
  return Reply(std::move(out));
}

}  // namespace nacre::bridge
