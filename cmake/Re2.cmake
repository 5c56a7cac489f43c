# RE2 and the part of Abseil it needs, from the sources that the npm package `re2` carries
# (package-lock.json pins them; its install scripts are not run).
#
# The core is single-threaded and may not write to a standard stream, so cmake/re2 stands before
# Abseil in the include path with a logger, checks, mutexes and a formatter to match. This also keeps Abseil's
# clocks, time zones, stack traces, flags and floating point out of the build.

set(NACRE_RE2_VENDOR ${CMAKE_SOURCE_DIR}/node_modules/re2/vendor CACHE PATH "RE2 and Abseil sources")
if(NOT EXISTS ${NACRE_RE2_VENDOR}/re2/re2/re2.h)
  message(FATAL_ERROR "RE2's sources are not in ${NACRE_RE2_VENDOR}; run `npm ci` first")
endif()
set(absl ${NACRE_RE2_VENDOR}/abseil-cpp/absl)

add_library(absl_part STATIC EXCLUDE_FROM_ALL
  ${CMAKE_SOURCE_DIR}/cmake/re2/raw_logging.cc
  ${absl}/base/internal/spinlock_wait.cc
  ${absl}/base/internal/thread_identity.cc
  ${absl}/base/throw_delegate.cc
  ${absl}/container/internal/raw_hash_set.cc
  ${CMAKE_SOURCE_DIR}/cmake/re2/hashtablez_sampler.cc
  ${absl}/hash/internal/city.cc
  ${absl}/hash/internal/hash.cc
  ${absl}/strings/ascii.cc
  ${absl}/strings/internal/memutil.cc
  ${absl}/strings/match.cc
  ${absl}/strings/numbers.cc
  ${absl}/strings/str_cat.cc)
target_include_directories(absl_part SYSTEM PUBLIC
  ${CMAKE_SOURCE_DIR}/cmake/re2 ${NACRE_RE2_VENDOR}/abseil-cpp)
target_compile_options(absl_part PRIVATE -w)

file(GLOB re2_sources ${NACRE_RE2_VENDOR}/re2/re2/*.cc)
set(unicode_groups ${NACRE_RE2_VENDOR}/re2/re2/unicode_groups.cc)
list(REMOVE_ITEM re2_sources ${unicode_groups})
set(packed_unicode_groups ${CMAKE_BINARY_DIR}/re2/unicode_groups.cc)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/re2)
add_custom_command(
  OUTPUT ${packed_unicode_groups}
  COMMAND node ${CMAKE_SOURCE_DIR}/cmake/re2/pack_unicode_groups.mjs
          ${unicode_groups} ${packed_unicode_groups}
  DEPENDS ${unicode_groups} ${CMAKE_SOURCE_DIR}/cmake/re2/pack_unicode_groups.mjs)
add_library(re2 STATIC EXCLUDE_FROM_ALL ${re2_sources} ${packed_unicode_groups}
  ${NACRE_RE2_VENDOR}/re2/util/rune.cc
  ${NACRE_RE2_VENDOR}/re2/util/strutil.cc)
target_include_directories(re2 SYSTEM PUBLIC ${NACRE_RE2_VENDOR}/re2)
target_link_libraries(re2 PUBLIC absl_part)
target_compile_options(re2 PRIVATE -w)

if(NACRE_WASM)
  # The automaton that reads the text; the rest reads, rewrites and compiles a pattern.
  set(automaton ${NACRE_RE2_VENDOR}/re2/re2/dfa.cc)
  set_property(SOURCE ${automaton} APPEND PROPERTY COMPILE_OPTIONS ${nacre_hot})
  list(REMOVE_ITEM re2_sources ${automaton})
  set_property(SOURCE ${re2_sources} APPEND PROPERTY COMPILE_OPTIONS ${nacre_cold})
  target_compile_options(absl_part PRIVATE ${nacre_cold})
endif()

if(NACRE_SANITIZE)
  # Coverage of RE2 would drown that of our own code, and overflow in its hashes is meant.
  foreach(target absl_part re2)
    target_compile_options(${target} PRIVATE -fno-sanitize=undefined -fno-sanitize=fuzzer-no-link -O2)
  endforeach()
endif()
