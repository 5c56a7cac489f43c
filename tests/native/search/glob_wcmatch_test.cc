#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "fixture.h"
#include "search/glob.h"

namespace nacre {
namespace {

/// wcmatch answers of tools/fixtures/wcmatch_globs.py.
class WcmatchTest : public testing::Test {
 protected:
  WcmatchTest() : table_(LoadFixture("glob/wcmatch.json")) {}

  void Replay(const char* table) {
    ASSERT_FALSE(table_.is_discarded());
    for (const Json& row : table_[table]) {
      const auto pattern = row[0].get<std::string>();
      const auto expected = row[1].get<std::set<size_t>>();
      const Result<Glob> glob = Glob::Compile(pattern);
      if (!glob) {
        EXPECT_TRUE(expected.empty()) << pattern << ": " << glob.error().message;
        continue;
      }
      for (size_t i = 0; i < table_["paths"].size(); ++i) {
        const auto path = table_["paths"][i].get<std::string>();
        EXPECT_EQ(glob->Matches(path), expected.contains(i)) << pattern << " on " << path;
      }
    }
  }

  Json table_;
};

TEST_F(WcmatchTest, GlobstarSemanticsAreTheSame) { Replay("globstar"); }

TEST_F(WcmatchTest, BraceExpansionIsTheSame) { Replay("brace"); }

}  // namespace
}  // namespace nacre
