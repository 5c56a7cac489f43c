#include "journal/volume.h"

#include <utility>

namespace nacre {
namespace {

Result<void> Done(const Result<Message>& answer) {
  if (!answer) return std::unexpected(answer.error());
  return {};
}

std::string TextOf(const Json& object, const char* name) {
  auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Task<Result<Message>> Volume::Ask(Json request, std::string payload) {
  Effect effect{.kind = "volume",
                .request = {.value = std::move(request), .payload = std::move(payload)}};
  Message answer = co_await host_->Perform(std::move(effect));
  if (!answer.value.is_object()) co_return answer;
  auto error = answer.value.find("error");
  if (error == answer.value.end() || !error->is_object()) co_return answer;
  co_return Fail(CodeFromName(TextOf(*error, "code")), TextOf(*error, "message"));
}

Task<Result<std::vector<BlobInfo>>> Volume::List() {
  Result<Message> answer = co_await Ask(Json{{"op", "list"}}, {});
  if (!answer) co_return std::unexpected(answer.error());
  std::vector<BlobInfo> blobs;
  if (!answer->value.is_object()) co_return blobs;
  auto list = answer->value.find("blobs");
  if (list == answer->value.end() || !list->is_array()) co_return blobs;
  for (const Json& row : *list) {
    if (!row.is_object()) continue;
    auto size = row.find("size");
    if (size == row.end() || !size->is_number_unsigned()) continue;
    blobs.push_back({.name = TextOf(row, "name"), .size = size->get<uint64_t>()});
  }
  co_return blobs;
}

Task<Result<std::string>> Volume::Read(std::string name, uint64_t offset, uint64_t length) {
  Json request{{"op", "read"}, {"name", std::move(name)}, {"offset", offset}, {"length", length}};
  Result<Message> answer = co_await Ask(std::move(request), {});
  if (!answer) co_return std::unexpected(answer.error());
  co_return std::move(answer->payload);
}

Task<Result<void>> Volume::Create(std::string name, uint64_t size) {
  Json request{{"op", "create"}, {"name", std::move(name)}, {"size", size}};
  co_return Done(co_await Ask(std::move(request), {}));
}

Task<Result<void>> Volume::CreateFilled(std::string name, std::string bytes) {
  Json request{{"op", "create"}, {"name", std::move(name)}};
  co_return Done(co_await Ask(std::move(request), std::move(bytes)));
}

Task<Result<void>> Volume::Write(std::string name, uint64_t offset, std::string bytes, bool flush) {
  Json request{{"op", "write"}, {"name", std::move(name)}, {"offset", offset}, {"flush", flush}};
  co_return Done(co_await Ask(std::move(request), std::move(bytes)));
}

Task<Result<void>> Volume::Remove(std::string name) {
  Json request{{"op", "remove"}, {"name", std::move(name)}};
  co_return Done(co_await Ask(std::move(request), {}));
}

}  // namespace nacre
