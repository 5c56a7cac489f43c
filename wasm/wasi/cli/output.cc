#include "wasi/cli/output.h"

#include <unistd.h>

namespace nacre::cli {
namespace {

constexpr size_t kBufferBytes = 64 << 10;

}  // namespace

void Output::Write(std::string_view text) {
  if (broken_) return;
  if (buffer_.size() + text.size() > kBufferBytes) Flush();
  if (text.size() > kBufferBytes) return Send(text);
  buffer_ += text;
}

void Output::WriteLine(std::string_view text) {
  Write(text);
  if (!text.ends_with('\n')) Write("\n");
}

void Output::Flush() {
  Send(buffer_);
  buffer_.clear();
}

void Output::Send(std::string_view bytes) {
  while (!bytes.empty() && !broken_) {
    ssize_t sent = write(descriptor_, bytes.data(), bytes.size());
    if (sent <= 0) {
      broken_ = true;
    } else {
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
  }
}

}  // namespace nacre::cli
