# Compile options: global ones for every target (they change the ABI or the code of everything
# that is linked together), `nacre_warnings` for our own sources only.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
if(NACRE_WASM)
  # Small, as it is downloaded; what is hot says so where its library is made. What -Oz inlines
  # still costs an eighth of the whole, so less is: here, and once more by the linker.
  set(CMAKE_CXX_FLAGS_RELEASE "-Oz -flto -DNDEBUG")
  set(nacre_hot -O3)
  set(nacre_cold -mllvm -inline-threshold=-15)
  set(nacre_link_cold "LINKER:-mllvm,-inline-threshold=-15")
else()
  set(CMAKE_CXX_FLAGS_DEBUG -g1)
  set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
endif()

add_compile_options(-fno-exceptions -fno-rtti -ffunction-sections -fdata-sections)

if(CMAKE_SYSTEM_NAME STREQUAL "Emscripten")
  # Engines that have SIMD have these too.
  add_compile_options(-msimd128 -mbulk-memory -mnontrapping-fptoint)
  # The linker chooses the variants of the system libraries by these.
  add_link_options(-fno-exceptions -fno-rtti)
  # Type names come from the type's address, as there is no RTTI to take them from.
  add_compile_definitions(EMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)
  # --emit-tsd looks for tsc on PATH.
  set(CMAKE_CXX_LINKER_LAUNCHER
    ${CMAKE_COMMAND} -E env PATH=${CMAKE_SOURCE_DIR}/node_modules/.bin:$ENV{PATH})
elseif(CMAKE_SYSTEM_NAME STREQUAL "WASI")
  add_compile_options(-msimd128)
else()
  # libc++, as both WebAssembly builds use it; its hardened mode checks spans, views and optionals.
  add_compile_options(-stdlib=libc++)
  add_link_options(-stdlib=libc++ -fuse-ld=lld -Wl,--gc-sections)
  if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    add_compile_definitions(_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_EXTENSIVE)
  endif()
endif()

if(NACRE_SANITIZE)
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all)
  add_compile_options(${sanitizers} -fsanitize=fuzzer-no-link -fno-omit-frame-pointer -O1)
  add_link_options(${sanitizers})
endif()

add_library(nacre_warnings INTERFACE)
target_compile_options(nacre_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wimplicit-fallthrough
  -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi -Wold-style-cast -Wunreachable-code
  -Wthread-safety -Wmissing-declarations)
