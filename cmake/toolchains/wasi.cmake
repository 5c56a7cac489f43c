# WASI preview 1: wasi-sdk in WASI_SDK_PATH, or else clang 19 with the libraries that
# tools/setup/wasi.mjs unpacked.

list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(target wasm32-wasi)

if(DEFINED ENV{WASI_SDK_PATH})
  set(CMAKE_CXX_COMPILER $ENV{WASI_SDK_PATH}/bin/clang++)
  set(CMAKE_SYSROOT $ENV{WASI_SDK_PATH}/share/wasi-sysroot)
else()
  get_filename_component(CMAKE_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../../.toolchain/wasi/usr ABSOLUTE)
  set(CMAKE_CXX_COMPILER clang++-19)
  set(resources ${CMAKE_SYSROOT}/lib/llvm-19/lib/clang/19)
  set(CMAKE_CXX_FLAGS_INIT "-resource-dir ${resources}")
endif()
if(NOT EXISTS ${CMAKE_SYSROOT})
  message(FATAL_ERROR "The WASI libraries are missing; run `node tools/setup/toolchains.mjs`")
endif()

set(CMAKE_CXX_COMPILER_TARGET ${target})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
