#ifndef NACRE_WASM_WASI_CLI_OUTPUT_H_
#define NACRE_WASM_WASI_CLI_OUTPUT_H_

#include <string>
#include <string_view>

namespace nacre::cli {

/// A stream of the process, buffered: what is written leaves in pieces, so memory stays bounded.
class Output {
 public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { Flush(); }

  void Write(std::string_view text);

  /// `text`, and a line end unless it has one.
  void WriteLine(std::string_view text);

  void Flush();

  /// Whether the reader is gone, so that going on is of no use.
  bool broken() const { return broken_; }

 private:
  void Send(std::string_view bytes);

  int descriptor_;
  bool broken_ = false;
  std::string buffer_;
};

}  // namespace nacre::cli

#endif  // NACRE_WASM_WASI_CLI_OUTPUT_H_
