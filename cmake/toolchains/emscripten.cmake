# Emscripten: an `emcc` on PATH of at least 3.1.69 (an activated emsdk), or else the one that
# tools/setup/emscripten.mjs unpacked.

set(EMSCRIPTEN_LEAST_VERSION 3.1.69)

find_program(EMCC_ON_PATH emcc NO_CMAKE_FIND_ROOT_PATH)
if(EMCC_ON_PATH)
  file(REAL_PATH ${EMCC_ON_PATH} emcc)
  get_filename_component(EMSCRIPTEN_ROOT_PATH ${emcc} DIRECTORY)
  set(version 0)
  if(EXISTS ${EMSCRIPTEN_ROOT_PATH}/emscripten-version.txt)
    file(STRINGS ${EMSCRIPTEN_ROOT_PATH}/emscripten-version.txt version LIMIT_COUNT 1)
    string(REPLACE "\"" "" version "${version}")
  endif()
  if(version VERSION_LESS EMSCRIPTEN_LEAST_VERSION)
    unset(EMSCRIPTEN_ROOT_PATH)
  endif()
endif()
if(NOT EMSCRIPTEN_ROOT_PATH)
  get_filename_component(EMSCRIPTEN_ROOT_PATH ${CMAKE_CURRENT_LIST_DIR}/../../.toolchain/emscripten ABSOLUTE)
endif()

set(platform ${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake)
if(NOT EXISTS ${platform})
  message(FATAL_ERROR
    "Emscripten ${EMSCRIPTEN_LEAST_VERSION} or newer is missing; run `node tools/setup/toolchains.mjs`")
endif()
include(${platform})
