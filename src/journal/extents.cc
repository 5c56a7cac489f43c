#include "journal/extents.h"

#include <algorithm>
#include <utility>

namespace nacre {

const Extent* ExtentTable::Find(const Content* content) const {
  auto row = rows_.find(content);
  return row == rows_.end() ? nullptr : &row->second.extent;
}

ContentRef ExtentTable::FindContent(const Extent& extent) const {
  for (const auto& [content, row] : rows_) {
    if (row.extent == extent) return row.content;
  }
  return {};
}

bool ExtentTable::Covers(uint64_t number) const {
  for (const auto& [content, row] : rows_) {
    if (number >= row.extent.first && number - row.extent.first < row.extent.count) return true;
  }
  return false;
}

uint64_t ExtentTable::LiveBytes() const {
  uint64_t bytes = 0;
  for (const auto& [content, row] : rows_) {
    bytes += row.extent.size * static_cast<uint64_t>(std::max<int64_t>(row.places, 0));
  }
  return bytes;
}

void ExtentTable::Add(ContentRef content, const Extent& extent) {
  const Content* key = content.get();
  rows_.try_emplace(key, Row{.content = std::move(content), .extent = extent});
}

void ExtentTable::Count(const Content* content, int places) {
  auto row = rows_.find(content);
  if (row != rows_.end()) row->second.places += places;
}

std::vector<Extent> ExtentTable::TakeUnused() {
  std::vector<Extent> unused;
  for (auto row = rows_.begin(); row != rows_.end();) {
    Content& content = *row->second.content;
    if (row->second.places > 0 || (!content.loaded() && !content.unique())) {
      ++row;
      continue;
    }
    unused.push_back(row->second.extent);
    content.LeaveHome();
    row = rows_.erase(row);
  }
  return unused;
}

}  // namespace nacre
