#ifndef NACRE_TESTS_NATIVE_SEARCH_FIXTURE_H_
#define NACRE_TESTS_NATIVE_SEARCH_FIXTURE_H_

#include <fstream>
#include <iterator>
#include <string>

#include "base/json.h"

namespace nacre {

/// The JSON file `name` of tests/fixtures.
inline Json LoadFixture(const std::string& name) {
  std::ifstream in(std::string(NACRE_FIXTURES) + "/" + name, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return Json::parse(text, nullptr, false);
}

}  // namespace nacre

#endif  // NACRE_TESTS_NATIVE_SEARCH_FIXTURE_H_
