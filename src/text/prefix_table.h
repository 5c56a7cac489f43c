#ifndef NACRE_TEXT_PREFIX_TABLE_H_
#define NACRE_TEXT_PREFIX_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nacre {

/// The Knuth-Morris-Pratt table of a pattern of `size` elements: entry i is the length of the
/// longest proper prefix that is also a suffix of the first i + 1 elements. `same(i, j)` compares
/// two elements and must be an equivalence.
template <typename Same>
std::vector<uint32_t> PrefixTable(size_t size, Same same) {
  std::vector<uint32_t> table(size, 0);
  uint32_t length = 0;
  for (size_t i = 1; i < size; ++i) {
    while (length > 0 && !same(i, length)) length = table[length - 1];
    if (same(i, length)) ++length;
    table[i] = length;
  }
  return table;
}

}  // namespace nacre

#endif  // NACRE_TEXT_PREFIX_TABLE_H_
