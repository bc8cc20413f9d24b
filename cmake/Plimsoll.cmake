# The floors of the house, bottom first; folders joined by "+" are neighbours
# that must not know each other. tools/check_layers.py guards the includes.
set(PLIMSOLL_FLOORS base value cel+hcl model source+policy finding store+report
    app main)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)
option(PLIMSOLL_WERROR "warnings are errors" ON)
option(PLIMSOLL_FUZZ "build the libFuzzer targets (clang only)" OFF)
option(PLIMSOLL_BENCH "build the benchmarks" OFF)
set(PLIMSOLL_SANITIZE "" CACHE STRING "e.g. address,undefined")

find_program(PLIMSOLL_CCACHE ccache)
if(PLIMSOLL_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${PLIMSOLL_CCACHE})
endif()

add_library(plimsoll_flags INTERFACE)
target_compile_options(plimsoll_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow
  -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual $<$<BOOL:${PLIMSOLL_WERROR}>:-Werror>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>)
if(PLIMSOLL_SANITIZE)
  add_compile_options(-fsanitize=${PLIMSOLL_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PLIMSOLL_SANITIZE})
  # GCC warns falsely of instrumented code, as its manual says of -fsanitize.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
endif()
if(PLIMSOLL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# plimsoll_reads_tree(<file>...): test sources that read files of the tree, by
# PLIMSOLL_SOURCE_DIR. Only they know where it lies, so that ccache serves the
# rest in a clone elsewhere.
function(plimsoll_reads_tree)
  set_source_files_properties(${ARGN} PROPERTIES
    COMPILE_DEFINITIONS "PLIMSOLL_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\"")
endfunction()

# plimsoll_module(<target> FLOOR <floor> HDRS ... SRCS ... DEPS ... LIBS ...
#                 TESTS ... FUZZ ... BENCH ...)
#
# One module of src/: a static library plimsoll_<target>, the test program
# <target>_test from TESTS, one libFuzzer program per FUZZ file (preset fuzz)
# and one benchmark program per BENCH file (PLIMSOLL_BENCH). DEPS are modules on
# lower floors (or the same module floor); LIBS are outside libraries.
function(plimsoll_module name)
  cmake_parse_arguments(A "" "FLOOR" "SRCS;HDRS;DEPS;LIBS;TESTS;FUZZ;BENCH" ${ARGN})
  if(A_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "plimsoll_module(${name}): unknown ${A_UNPARSED_ARGUMENTS}")
  endif()
  set(mine -1)
  set(index 0)
  foreach(floor IN LISTS PLIMSOLL_FLOORS)
    if("+${floor}+" MATCHES "\\+${A_FLOOR}\\+")
      set(mine ${index})
    endif()
    math(EXPR index "${index}+1")
  endforeach()
  if(mine EQUAL -1)
    message(FATAL_ERROR "plimsoll_module(${name}): no floor '${A_FLOOR}'")
  endif()
  add_library(plimsoll_${name} STATIC ${A_SRCS})
  target_sources(plimsoll_${name} PUBLIC FILE_SET HEADERS
    BASE_DIRS ${PROJECT_SOURCE_DIR}/src FILES ${A_HDRS})
  set_target_properties(plimsoll_${name} PROPERTIES PLIMSOLL_FLOOR ${mine}
    PLIMSOLL_FLOOR_NAME ${A_FLOOR} LINKER_LANGUAGE CXX)
  foreach(d IN LISTS A_DEPS)
    if(NOT TARGET plimsoll_${d})
      message(FATAL_ERROR "${name} depends on '${d}', which is not built yet: list floors bottom-up")
    endif()
    get_target_property(theirs plimsoll_${d} PLIMSOLL_FLOOR)
    get_target_property(their_floor plimsoll_${d} PLIMSOLL_FLOOR_NAME)
    if(theirs GREATER_EQUAL mine)
      message(FATAL_ERROR "${name} (${A_FLOOR}, floor ${mine}) must not depend on ${d} (${their_floor}, floor ${theirs})")
    endif()
    target_link_libraries(plimsoll_${name} PUBLIC plimsoll_${d})
  endforeach()
  target_link_libraries(plimsoll_${name} PRIVATE ${A_LIBS} plimsoll_flags)
  if(A_TESTS)
    add_executable(${name}_test ${A_TESTS})
    target_link_libraries(${name}_test PRIVATE plimsoll_${name} plimsoll_flags
      GTest::gmock GTest::gtest_main)
    include(GoogleTest)
    # Suites named Case_* walk data folders at start; CTest would not see a new
    # data file, so their CMakeLists.txt adds them by add_test instead.
    gtest_discover_tests(${name}_test TEST_FILTER -Case_* DISCOVERY_TIMEOUT 60)
  endif()
  if(PLIMSOLL_FUZZ)
    foreach(file IN LISTS A_FUZZ)
      get_filename_component(stem ${file} NAME_WE)
      add_executable(${stem} ${file})
      target_link_libraries(${stem} PRIVATE plimsoll_${name} plimsoll_flags)
      target_link_options(${stem} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
  if(PLIMSOLL_BENCH)
    foreach(file IN LISTS A_BENCH)
      get_filename_component(stem ${file} NAME_WE)
      add_executable(${stem} ${file})
      target_link_libraries(${stem} PRIVATE plimsoll_${name} plimsoll_flags
        benchmark::benchmark_main)
    endforeach()
  endif()
endfunction()
