#include "bridge/reply.h"

#include "bridge/endpoint.h"

namespace nacre::bridge {

Reply::Reply() = default;
Reply::Reply(Reply&&) noexcept = default;
Reply& Reply::operator=(Reply&&) noexcept = default;
Reply::~Reply() = default;

Reply::Reply(JsonWriter writer, Blob bytes) : json(writer.Take()), payload(std::move(bytes)) {}
Reply::Reply(std::unique_ptr<Endpoint> made) : endpoint(std::move(made)) {}

void WriteLacks(JsonWriter& out) {
  out.Key("wanted");
  out.BeginArray();
  for (uint64_t id : Content::Lacks()) out.Value(id);
  out.EndArray();
}

Reply LackReply() {
  JsonWriter out;
  out.BeginObject();
  out.Key("error");
  out.BeginObject();
  out.Field("code", CodeName(Code::kNotLoaded));
  out.Field("message", "Contents are not loaded");
  WriteLacks(out);
  out.EndObject();
  out.EndObject();
  return Reply(std::move(out));
}

Reply FailureReply(const Status& status) {
  JsonWriter out;
  out.BeginObject();
  out.Key("error");
  out.BeginObject();
  out.Field("code", CodeName(status.code));
  out.Field("message", status.message);
  if (!status.path.empty()) out.Field("path", status.path);
  out.EndObject();
  out.EndObject();
  return Reply(std::move(out));
}

}  // namespace nacre::bridge
