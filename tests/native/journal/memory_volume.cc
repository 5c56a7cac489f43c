#include "journal/memory_volume.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace nacre {
namespace {

// Blobs are small in these tests, and so are the sectors of their disk.
constexpr size_t kSectorBytes = 64;

std::string NameOf(const Message& request) { return request.value.at("name").get<std::string>(); }
std::string OpOf(const Message& request) { return request.value.at("op").get<std::string>(); }

size_t CountOf(const Message& request, const char* field) {
  return request.value.at(field).get<size_t>();
}

std::string Garbage(size_t size, std::mt19937& random) {
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

std::string ContentOf(const Message& request) {
  return request.value.contains("size") ? std::string(CountOf(request, "size"), '\0')
                                        : request.payload;
}

}  // namespace

Message MemoryVolume::Refuse(const std::string& code, const std::string& message) const {
  return {.value = {{"error", {{"code", code}, {"message", message}}}}, .payload = {}};
}

Message MemoryVolume::Perform(const Message& request) {
  std::string op = OpOf(request);
  if (op == "list") {
    Json rows = Json::array();
    for (const auto& [name, blob] : blobs_) {
      rows.push_back({{"name", name}, {"size", blob.seen.size()}});
    }
    return {.value = {{"blobs", std::move(rows)}}, .payload = {}};
  }
  std::string name = NameOf(request);
  if (op == "create") return Create(request);
  if (op == "remove") {
    blobs_.erase(name);
    return {};
  }
  if (!blobs_.contains(name)) return Refuse("not_found", "There is no blob " + name);
  if (op == "write") return WriteTo(request);
  const std::string& bytes = blobs_.at(name).seen;
  size_t offset = CountOf(request, "offset");
  if (offset > bytes.size()) return {};
  return {.value = {}, .payload = bytes.substr(offset, CountOf(request, "length"))};
}

Message MemoryVolume::Create(const Message& request) {
  std::string name = NameOf(request);
  std::string content = ContentOf(request);
  if (content.empty()) return Refuse("io", "A blob has at least one byte");
  uint64_t used = content.size();
  for (const auto& [other, blob] : blobs_) used += other == name ? 0 : blob.seen.size();
  if (used > capacity) return Refuse("quota_exceeded", "There is no room for " + name);
  blobs_[name] = {.seen = content, .safe = content, .unsafe = {}, .touched = false};
  return {};
}

MemoryVolume::Write MemoryVolume::AsWritten(const Blob& blob, const Message& request) const {
  Write write{.offset = CountOf(request, "offset"), .bytes = request.payload};
  if (zeroes_behind) write.bytes.resize(blob.seen.size() - write.offset);
  return write;
}

Message MemoryVolume::WriteTo(const Message& request) {
  Blob& blob = blobs_.at(NameOf(request));
  if (CountOf(request, "offset") + request.payload.size() > blob.seen.size()) {
    return Refuse("io", "The write passes the end of " + NameOf(request));
  }
  blob.unsafe.push_back(AsWritten(blob, request));
  blob.touched = true;
  Apply(blob.seen, blob.unsafe.back());
  if (request.value.at("flush").get<bool>()) Flush();
  return {};
}

void MemoryVolume::Flush() {
  for (auto& [name, blob] : blobs_) {
    if (!blob.touched) continue;
    blob.safe = blob.seen;
    blob.unsafe.clear();
    blob.touched = false;
  }
}

void MemoryVolume::Apply(std::string& bytes, const Write& write) {
  std::memcpy(bytes.data() + write.offset, write.bytes.data(), write.bytes.size());
}

void MemoryVolume::ApplySectors(std::string& bytes, const Write& write, std::mt19937& random) {
  for (size_t at = 0; at < write.bytes.size();) {
    size_t end = (write.offset + at) / kSectorBytes * kSectorBytes + kSectorBytes - write.offset;
    size_t size = std::min(end, write.bytes.size()) - at;
    if (random() % 2 == 0) {
      std::memcpy(bytes.data() + write.offset + at, write.bytes.data() + at, size);
    }
    at += size;
  }
}

void MemoryVolume::PerformPartly(const Message& request, Fate fate, std::mt19937& random) {
  std::string op = OpOf(request);
  if (fate == Fate::kNothing || op == "list" || op == "read") return;
  bool is_torn = fate != Fate::kWhole;
  if (op == "create" && is_torn) {
    if (blobs_.contains(NameOf(request))) return;
    std::string garbage = Garbage(ContentOf(request).size(), random);
    blobs_[NameOf(request)] = {
        .seen = garbage, .safe = std::move(garbage), .unsafe = {}, .touched = false};
    return;
  }
  if (op != "write" || !blobs_.contains(NameOf(request))) {
    Perform(request);
    return;
  }
  Blob& blob = blobs_.at(NameOf(request));
  Write write = AsWritten(blob, request);
  if (fate == Fate::kPrefix) write.bytes.resize(random() % (write.bytes.size() + 1));
  std::string torn = blob.seen;
  ApplySectors(torn, write, random);
  if (fate == Fate::kSectors) write = {.offset = 0, .bytes = std::move(torn)};
  Apply(blob.seen, write);
  blob.unsafe.push_back(std::move(write));
  blob.touched = true;
}

void MemoryVolume::KillProcess() {
  for (auto& [name, blob] : blobs_) blob.touched = false;
}

void MemoryVolume::CutPower(std::mt19937& random) {
  auto kept = random() % 4;
  for (auto& [name, blob] : blobs_) {
    for (const Write& write : blob.unsafe) {
      if (kept == 0) break;
      if (kept == 1) {
        Apply(blob.safe, write);
      } else if (random() % 2 == 0) {
        ApplySectors(blob.safe, write, random);
      }
    }
    blob.seen = blob.safe;
    blob.unsafe.clear();
    blob.touched = false;
  }
}

std::vector<std::string> MemoryVolume::Names() const {
  std::vector<std::string> names;
  names.reserve(blobs_.size());
  for (const auto& [name, blob] : blobs_) names.push_back(name);
  return names;
}

}  // namespace nacre
