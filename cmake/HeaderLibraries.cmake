# nlohmann_json and xxHash, used as headers only. A WebAssembly build must not see the rest of the
# system's include folder, so the two are linked into a folder of their own.

find_path(NLOHMANN_JSON_DIR nlohmann/json.hpp PATHS /usr/include /usr/local/include
  NO_CMAKE_FIND_ROOT_PATH REQUIRED)
find_path(XXHASH_DIR xxhash.h PATHS /usr/include /usr/local/include
  NO_CMAKE_FIND_ROOT_PATH REQUIRED)

set(header_libraries ${CMAKE_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${header_libraries})
file(CREATE_LINK ${NLOHMANN_JSON_DIR}/nlohmann ${header_libraries}/nlohmann SYMBOLIC)
file(CREATE_LINK ${XXHASH_DIR}/xxhash.h ${header_libraries}/xxhash.h SYMBOLIC)

add_library(header_libraries INTERFACE)
target_include_directories(header_libraries SYSTEM INTERFACE ${header_libraries})
target_compile_definitions(header_libraries INTERFACE JSON_USE_IMPLICIT_CONVERSIONS=0)
