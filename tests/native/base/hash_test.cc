#include "base/hash.h"

#include <gtest/gtest.h>

#include <string>

namespace nacre {
namespace {

std::string Md5Hex(std::string_view bytes) {
  std::string hex;
  for (uint8_t byte : Md5(bytes)) hex.append(HexByte(byte).data(), 2);
  return hex;
}

// RFC 1321, appendix A.5.
TEST(Md5, AnswersTheTestSuiteOfItsSpecification) {
  EXPECT_EQ(Md5Hex(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(Md5Hex("a"), "0cc175b9c0f1b6a831c399e269772661");
  EXPECT_EQ(Md5Hex("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
  EXPECT_EQ(
      Md5Hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
      "57edf4a22be3c955ac49da2e2107b67a");
}

// Lengths where the padding spills into a second block; digests by md5sum.
TEST(Md5, PadsCorrectlyAroundTheBlockSize) {
  EXPECT_EQ(Md5Hex(std::string(55, 'a')), "ef1772b6dff9a122358552954ad0df65");
  EXPECT_EQ(Md5Hex(std::string(56, 'a')), "3b0c8ac703f828b04c6c197006d17218");
  EXPECT_EQ(Md5Hex(std::string(64, 'a')), "014842d480b571495a4a0363793f7367");
}

// Digests by xxhsum 0.8.1.
TEST(Xxh3, AgreesWithTheReferenceTool) {
  EXPECT_EQ(Xxh3(""), 0x2d06800538d394c2ull);
  EXPECT_EQ(Xxh3Hex128(""), "99aa06d3014798d86001c324468d497f");
}

}  // namespace
}  // namespace nacre
