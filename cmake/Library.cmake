# nacre_library(<folder> [DEPS <target>...])
# The static library of src/<folder>, named after the folder; an INTERFACE library where the folder
# has headers only. DEPS are the folders (and libraries) below it, and the only ones it may include.

function(nacre_library folder)
  cmake_parse_arguments(arg "" "" "DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.cc)
  if(sources)
    add_library(${folder} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${folder} PRIVATE nacre_warnings)
  else()
    add_library(${folder} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(nacre::${folder} ALIAS ${folder})
  target_include_directories(${folder} ${scope} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${folder} ${scope} ${arg_DEPS} header_libraries)
endfunction()
