#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "console/image_size.h"
#include "console/store_host.h"

namespace nacre {
namespace {

using ::testing::StartsWith;

std::string Bytes(std::initializer_list<int> bytes) {
  return std::string(bytes.begin(), bytes.end());
}

std::string Big16(int value) { return Bytes({value >> 8, value & 0xff}); }
std::string Little16(int value) { return Bytes({value & 0xff, value >> 8}); }

std::string Png(int width, int height) {
  return "\x89PNG\r\n\x1a\n" + Bytes({0, 0, 0, 13}) + "IHDR" + Bytes({0, 0}) + Big16(width) +
         Bytes({0, 0}) + Big16(height) + Bytes({8, 6, 0, 0, 0});
}

std::string Jpeg(int width, int height) {
  return Bytes({0xff, 0xd8, 0xff, 0xe0}) + Big16(6) + "JFIF" + Bytes({0xff, 0xff, 0xc4}) +
         Big16(4) + Bytes({0, 0, 0xff, 0xc2}) + Big16(17) + Bytes({8}) + Big16(height) +
         Big16(width) + Bytes({3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1});
}

std::string Webp(const std::string& chunk) {
  return "RIFF" + Bytes({40, 0, 0, 0}) + "WEBP" + chunk + std::string(12, '\0');
}

struct Size {
  std::string media_type;
  uint32_t width;
  uint32_t height;
  bool operator==(const Size&) const = default;
};

Size SizeOf(const std::string& bytes) {
  std::optional<ImageHeader> header = ReadImageHeader(bytes);
  return header ? Size{std::string(header->media_type), header->width, header->height}
                : Size{"none", 0, 0};
}

TEST(ReadImageHeader, ReadsEachFormat) {
  EXPECT_EQ(SizeOf(Png(2000, 300)), (Size{"image/png", 2000, 300}));
  EXPECT_EQ(SizeOf(Jpeg(640, 480)), (Size{"image/jpeg", 640, 480}));
  EXPECT_EQ(SizeOf("GIF89a" + Little16(500) + Little16(20)), (Size{"image/gif", 500, 20}));
  std::string lossy = Bytes({10, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a});
  EXPECT_EQ(SizeOf(Webp("VP8 " + lossy + Little16(800 | 0x4000) + Little16(600))),
            (Size{"image/webp", 800, 600}));
  // 14 bits of width - 1, 14 of height - 1: 4096 x 3.
  EXPECT_EQ(SizeOf(Webp("VP8L" + Bytes({5, 0, 0, 0, 0x2f, 0xff, 0x8f, 0x00, 0x00}))),
            (Size{"image/webp", 4096, 3}));
  EXPECT_EQ(SizeOf(Webp("VP8X" + Bytes({10, 0, 0, 0, 0, 0, 0, 0, 0xff, 0x0f, 0, 9, 0, 0}))),
            (Size{"image/webp", 4096, 10}));
}

TEST(ReadImageHeader, SurvivesEveryPrefixAndDamage) {
  for (const std::string& image : {Png(9, 9), Jpeg(9, 9), "GIF89a" + Little16(9) + Little16(9),
                                   Webp("VP8X"), Webp("VP8 "), Webp("VP8L")}) {
    for (size_t length = 0; length <= image.size(); ++length) {
      ReadImageHeader(std::string(image, 0, length));
      for (char filler : {'\0', '\xff'}) {
        ReadImageHeader(image.substr(0, length) + std::string(image.size() - length, filler));
      }
    }
  }
  EXPECT_EQ(SizeOf(Png(0, 5)).media_type, "none");
  EXPECT_EQ(SizeOf("").media_type, "none");
}

Toolset Showing(Json more = Json::object()) {
  Json options = {{"imageSupport", true}, {"documentSupport", true}};
  options.update(more);
  return MakeToolset(options);
}

TEST(ReadMedia, HandsImagesAndDocumentsOverAsBytes) {
  StoreHost host;
  host.Put("/d/a.PNG", Png(20, 10));
  host.Put("/b.pdf", "%PDF-1.7");
  Toolset tools = Showing();
  Answered image = host.Run(tools, "read_file", {{"path", "d/a.PNG"}});
  EXPECT_EQ(image.payload, Png(20, 10));
  EXPECT_EQ(DumpJson(image.value["content"][1]),
            R"({"type":"image","mediaType":"image/png","filename":"a.PNG"})");
  EXPECT_THAT(image.text, StartsWith("Image d/a.PNG (image/png, 20 x 10 pixels, "));
  Answered document = host.Run(tools, "read_file", {{"path", "/b.pdf"}});
  EXPECT_EQ(document.payload, "%PDF-1.7");
  EXPECT_EQ(document.value["content"][1]["type"], "file");
  EXPECT_EQ(document.text, "Document /b.pdf (application/pdf, 8 bytes)");
}

TEST(ReadMedia, NamesTheTypeThatTheBytesHave) {
  StoreHost host;
  host.Put("/a.png", Jpeg(20, 10));
  Toolset tools = Showing();
  Answered answer = host.Run(tools, "read_file", {{"path", "/a.png"}});
  EXPECT_EQ(answer.value["content"][1]["mediaType"], "image/jpeg");
}

TEST(ReadMedia, RefusesWhatIsMissingEmptyOrTooLarge) {
  StoreHost host;
  host.Put("/empty.png", "");
  host.Put("/a.png", Png(1, 1) + std::string(3 << 20, 'x'));
  host.Put("/b.pdf", "12345");
  Toolset tools = Showing({{"maxImageBytes", 2 << 20}, {"maxDocumentBytes", 5}});
  EXPECT_EQ(host.Run(tools, "read_file", {{"path", "/empty.png"}}).text,
            "Error: Image file '/empty.png' not found or empty");
  EXPECT_EQ(host.Run(tools, "read_file", {{"path", "no.pdf"}}).text,
            "Error: Document file 'no.pdf' not found or empty");
  Answered answer = host.Run(tools, "read_file", {{"path", "/a.png"}});
  EXPECT_EQ(answer.text, "Error: Image '/a.png' too large (3.0MB, max 2.0MB)");
  EXPECT_EQ(answer.code, "limit_exceeded");
  EXPECT_EQ(answer.payload, "");
  EXPECT_FALSE(host.Run(tools, "read_file", {{"path", "/b.pdf"}}).is_error);
}

TEST(ReadMedia, HasLargeImagesShrunkByACodecThatTakesThem) {
  StoreHost host;
  host.Put("/big.png", Png(3000, 100));
  host.Put("/edge.png", Png(1568, 100));
  host.Put("/big.jpg", Jpeg(3000, 100));
  Json seen;
  host.scripted["image"] = [&seen](const Message& request) {
    seen = request.value;
    return Message{Json{{"mediaType", "image/webp"}, {"resized", true}}, "small"};
  };
  Toolset tools = Showing({{"capabilities", {{"images", {"image/png"}}}}});
  Answered answer = host.Run(tools, "read_file", {{"path", "/big.png"}});
  EXPECT_EQ(answer.payload, "small");
  EXPECT_EQ(answer.value["content"][1]["mediaType"], "image/webp");
  EXPECT_EQ(answer.value["metadata"]["resized"], true);
  EXPECT_EQ(DumpJson(seen),
            R"({"mediaType":"image/png","width":3000,"height":100,"maxEdge":1568})");
  EXPECT_EQ(host.Run(tools, "read_file", {{"path", "/edge.png"}}).payload, Png(1568, 100));
  EXPECT_EQ(host.Run(tools, "read_file", {{"path", "/big.jpg"}}).payload, Jpeg(3000, 100));
}

TEST(ReadMedia, KeepsTheImageWhenTheCodecFails) {
  StoreHost host;
  host.Put("/big.png", Png(3000, 100));
  Toolset tools = Showing({{"capabilities", {{"images", {"image/png"}}}}});
  for (const Json& value :
       {Json(), Json{{"error", "x"}}, Json{{"resized", true}},
        Json{{"resized", true}, {"mediaType", "text/html"}}, Json{{"resized", false}}}) {
    host.scripted["image"] = [&value](const Message&) { return Message{value, "junk"}; };
    Answered answer = host.Run(tools, "read_file", {{"path", "/big.png"}});
    EXPECT_EQ(answer.payload, Png(3000, 100)) << value.dump();
    EXPECT_EQ(answer.value["metadata"]["resized"], false);
  }
}

TEST(ReadMedia, ObeysTheRules) {
  StoreHost host;
  host.Put("/secrets.png", Png(1, 1));
  Toolset tools = Showing({{"permissions", "PERMISSIVE"}});
  EXPECT_EQ(host.Run(tools, "read_file", {{"path", "/secrets.png"}}).code, "permission_denied");
}

}  // namespace
}  // namespace nacre
