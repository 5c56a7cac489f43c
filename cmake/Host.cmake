# What is being built for, and with which build features.
#   NACRE_WASM        true for Emscripten and WASI
#   NACRE_TESTS       GoogleTest executables, one a folder
#   NACRE_SANITIZE    AddressSanitizer, UndefinedBehaviorSanitizer and the libFuzzer targets
#   NACRE_BENCHMARKS  native benchmarks of bench/

if(CMAKE_SYSTEM_NAME MATCHES "^(Emscripten|WASI)$")
  set(NACRE_WASM ON)
else()
  set(NACRE_WASM OFF)
endif()

option(NACRE_TESTS "Build the GoogleTest executables" ON)
option(NACRE_SANITIZE "Build with sanitizers and fuzz targets" OFF)
option(NACRE_BENCHMARKS "Build the native benchmarks" OFF)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
