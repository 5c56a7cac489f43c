// Greps a directory tree held in memory, the way a workspace holds it, and prints the best and the
// median time of each query.
//
//   search_bench <list of files, one path a line> [repeats]

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "search/glob.h"
#include "search/grep.h"

namespace {

struct File {
  std::string path;
  std::string bytes;
};

struct Query {
  const char* name;
  nacre::GrepOptions options;
};

std::vector<File> LoadFiles(const char* list) {
  std::vector<File> files;
  std::ifstream paths(list);
  for (std::string path; std::getline(paths, path);) {
    std::ifstream in(path, std::ios::binary);
    if (!in) continue;
    files.push_back({path, {std::istreambuf_iterator<char>(in), {}}});
  }
  return files;
}

std::vector<Query> Queries() {
  return {
      {"literal, few hits", {.pattern = R"(createRequire\()"}},
      {"literal, no hit", {.pattern = "unlikelyNeedleXyz"}},
      {"literal, any case", {.pattern = "webassembly", .ignore_case = true}},
      {"literal with s and k, any case", {.pattern = "taskqueue", .ignore_case = true}},
      {"alternation", {.pattern = "WARN|FATAL|PANIC"}},
      {"many hits", {.pattern = R"(import\s+.*\s+from)"}},
      {"inner literal, no hit", {.pattern = R"([A-Z]{4}[0-9]{4}\.unlikely\()"}},
      {"no literal", {.pattern = R"([a-z]+_[0-9]{3}x?\b)"}},
      {"no literal, no hit", {.pattern = R"([A-Z]{9}[0-9]{9}[x-z]{3})"}},
      {"line end", {.pattern = R"([a-z]{12}[0-9]{2}$)"}},
      {"every line", {.pattern = "^"}},
      {"multiline", {.pattern = R"(\{\s*\n\s*return [0-9]{3})", .multiline = true}},
  };
}

template <typename Work>
std::vector<double> SortedTimes(int repeats, Work work) {
  std::vector<double> times;
  for (int i = 0; i < repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    times.push_back(time.count());
  }
  std::ranges::sort(times);
  return times;
}

void BenchGlob(const char* pattern, const std::vector<File>& files, int repeats) {
  const auto glob = nacre::Glob::Compile(pattern, {.dot = true});
  if (!glob) return;
  size_t matches = 0;
  const std::vector<double> times = SortedTimes(repeats, [&] {
    matches = 0;
    for (const File& file : files) {
      matches += glob->Matches(std::string_view(file.path).substr(1)) ? 1 : 0;
    }
  });
  std::printf("glob %-27s best %7.3f ms, %zu of %zu files\n", pattern, times.front(), matches,
              files.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const int repeats = argc > 2 ? std::atoi(argv[2]) : 7;
  const std::vector<File> files = LoadFiles(argv[1]);
  size_t bytes = 0;
  for (const File& file : files) bytes += file.bytes.size();
  std::printf("%zu files, %.1f MB\n", files.size(), static_cast<double>(bytes) / 1e6);
  for (const Query& query : Queries()) {
    nacre::GrepResult result;
    const std::vector<double> times = SortedTimes(repeats, [&] {
      const auto compiled = nacre::GrepQuery::Compile(query.options);
      result = {};
      if (!compiled) return;
      for (const File& file : files) {
        if (!compiled->SearchFile(file.path, file.bytes, nacre::TextHint::kText, result)) break;
      }
    });
    const double best = times.front();
    std::printf("%-32s best %7.1f ms, median %7.1f ms, %5.2f GB/s, %8llu matches\n", query.name,
                best, times[times.size() / 2], static_cast<double>(bytes) / best / 1e6,
                static_cast<unsigned long long>(result.match_count));
  }
  for (const char* pattern : {"**/*.ts", "**/*.{ts,tsx,mts}", "**/src/**/[a-m]*_test.?s"}) {
    BenchGlob(pattern, files, repeats);
  }
}
