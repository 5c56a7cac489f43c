#include <string>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "console/backend_call.h"
#include "console/fields.h"
#include "console/paging.h"
#include "console/tools.h"
#include "text/hashline.h"

namespace nacre {
namespace {

// A file that is no text: says so for kinds of files that another toolset could show.
Status WithMediaHint(Status status, const Call& call) {
  std::optional<Media> media = MediaOf(call.path);
  if (status.code == Code::kNotText && media) {
    status.message =
        Format("'{}' is {}, which cannot be shown here", StringField(call.args, "path"),
               media->kind == MediaKind::kImage ? "an image" : "a PDF document");
  }
  return status;
}

Json PageMetadata(const std::string& path, const Page& page, const std::string& version) {
  Json metadata = Json{{"path", path},
                       {"totalLines", page.total_lines},
                       {"startLine", page.start_line},
                       {"endLine", page.end_line},
                       {"truncated", page.truncated}};
  if (page.next_offset) metadata["nextOffset"] = *page.next_offset;
  metadata["version"] = version;
  return metadata;
}

}  // namespace

Task<ToolAnswer> RunReadNumbered(Call& call) {
  PageRequest page = PageOf(call.args);
  Result<Message> read = co_await CallBackend(*call.host, "read",
                                              Json{{"path", call.path},
                                                   {"offset", page.offset},
                                                   {"limit", page.limit},
                                                   {"format", "numbered"}});
  if (!read) co_return ErrorAnswer(WithMediaHint(std::move(read.error()), call));
  Result<std::string> version = co_await VersionAfter(*call.host, call.path, read->value);
  ToolAnswer answer;
  answer.text = TextOf(*read, "text");
  if (std::optional<int64_t> next = IntegerField(read->value, "nextOffset")) {
    answer.text += GoOnNote(*next);
  }
  answer.metadata = read->value.is_object() ? std::move(read->value) : Json::object();
  answer.metadata.erase("text");
  answer.metadata["path"] = call.path;
  if (version) {
    call.state->tracker.Saw(call.path, *version);
    answer.metadata["version"] = *version;
  }
  co_return answer;
}

Task<ToolAnswer> RunReadHashlines(Call& call) {
  Result<std::string> bytes = co_await ReadAllBytes(*call.host, call.path);
  if (!bytes && bytes.error().code == Code::kNotFound) {
    co_return ErrorAnswer(
        {Code::kNotFound,
         Format("File '{}' not found. Check the path with `ls` or `glob`, then read it again.",
                StringField(call.args, "path")),
         call.path});
  }
  if (!bytes) co_return ErrorAnswer(bytes.error());
  std::string version = Xxh3Hex128(*bytes);
  Result<HashlinePage> page =
      RenderHashlines(call.path, *bytes, PageOf(call.args), call.state->options.hash);
  if (!page) co_return ErrorAnswer(WithMediaHint(std::move(page.error()), call));
  ToolAnswer answer;
  answer.metadata = PageMetadata(call.path, *page, version);
  answer.text = std::move(page->text);
  if (page->next_offset) answer.text += GoOnNote(static_cast<int64_t>(*page->next_offset));
  answer.text += Format("\n\n[version {}]", version.substr(0, kVersionTagDigits));
  call.state->tracker.SawLines(call.path, version, page->start_line, std::move(page->hashes));
  co_return answer;
}

}  // namespace nacre
