# tests/native/<folder>/*_test.cc  -> the GoogleTest executable <folder>_test
# tests/fuzz/<name>_fuzz.cc        -> the libFuzzer executable <name>_fuzz (sanitizer builds)
# Both see every library of src/, the bridge of wasm/, and NACRE_FIXTURES, the path of tests/fixtures.

# Test executables are in the build folder's tests/. Emscripten's are CommonJS scripts.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
file(WRITE ${CMAKE_BINARY_DIR}/tests/package.json "{}\n")

set(googletest_folder /usr/src/googletest CACHE PATH "Sources of GoogleTest")
set(INSTALL_GTEST OFF CACHE INTERNAL "")
set(gtest_disable_pthreads ${NACRE_WASM} CACHE INTERNAL "")
add_subdirectory(${googletest_folder} ${CMAKE_BINARY_DIR}/googletest EXCLUDE_FROM_ALL SYSTEM)
foreach(target gtest gtest_main gmock gmock_main)
  target_compile_options(${target} PRIVATE -w)
endforeach()

# The tests themselves need not be fast, only what they test.
add_library(test_setting INTERFACE)
target_compile_options(test_setting INTERFACE -O1)
target_include_directories(test_setting INTERFACE ${CMAKE_SOURCE_DIR}/tests/native)
target_compile_definitions(test_setting INTERFACE NACRE_FIXTURES="${CMAKE_SOURCE_DIR}/tests/fixtures")
target_link_libraries(test_setting INTERFACE
  nacre_warnings bridge console journal store permissions search text operation base)

if(TARGET bridge)
  target_link_libraries(test_setting INTERFACE bridge)
endif()

function(nacre_test folder)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/native/${folder}/*.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(${folder}_test ${sources})
  target_link_libraries(${folder}_test PRIVATE test_setting gmock gtest_main)
  if(CMAKE_SYSTEM_NAME STREQUAL "Emscripten")
    # Tests read fixtures from the machine's own file system, through Node.
    target_link_options(${folder}_test PRIVATE -O1 -sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1
      -sSTACK_SIZE=1MB -sEXIT_RUNTIME=1 -sENVIRONMENT=node)
  endif()
  add_test(NAME ${folder} COMMAND ${folder}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()

function(nacre_fuzz source)
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE test_setting)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  # Debian builds libFuzzer against libstdc++; the driver would turn a plain -lstdc++ into -lc++.
  target_link_libraries(${name} PRIVATE -Wl,-lstdc++)
endfunction()

file(GLOB test_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true
  RELATIVE ${CMAKE_SOURCE_DIR}/tests/native ${CMAKE_SOURCE_DIR}/tests/native/*)
foreach(folder ${test_folders})
  if(IS_DIRECTORY ${CMAKE_SOURCE_DIR}/tests/native/${folder})
    nacre_test(${folder})
  endif()
endforeach()

if(NACRE_SANITIZE)
  file(GLOB fuzz_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cc)
  foreach(source ${fuzz_sources})
    nacre_fuzz(${source})
  endforeach()
endif()
