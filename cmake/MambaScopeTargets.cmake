# SPDX-License-Identifier: GPL-3.0-or-later
# What every own target shares: warnings, sanitizers, include root. Flags are set per target, never globally, so that
# nothing leaks into or out of third-party targets.

find_program(CCACHE_PROGRAM ccache)
mark_as_advanced(CCACHE_PROGRAM)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Without the sloppiness whatever uses a precompiled header would never be a hit. Paths below the project count as
    # relative and the current folder does not count, so that all build folders share what one of them compiled.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
endif()

function(mambascope_target name)
    target_compile_features(${name} PUBLIC cxx_std_20)
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_compile_options(${name} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(${name} PRIVATE -fpch-preprocess) # ccache needs it to cache users of a precompiled header
        # Both misfire on optimised std::string concatenation (GCC bugs 105329, 105651); the sanitizers watch instead.
        target_compile_options(${name} PRIVATE -Wno-restrict -Wno-stringop-overflow)
    endif()
    if(MAMBASCOPE_WERROR)
        target_compile_options(${name} PRIVATE -Werror)
    endif()
    if(MAMBASCOPE_FUZZ)
        target_compile_options(${name} PUBLIC -fsanitize=fuzzer-no-link)
    endif()
    if(MAMBASCOPE_SANITIZE)
        target_compile_options(${name} PUBLIC -fsanitize=${MAMBASCOPE_SANITIZE} -fno-omit-frame-pointer
                                              -fno-sanitize-recover=undefined)
        target_link_options(${name} PUBLIC -fsanitize=${MAMBASCOPE_SANITIZE})
    endif()
endfunction()

# mambascope_test(name SOURCES a.cpp ... LIBRARIES lib ... [LABELS l ...] [TIMEOUT s])
# One Qt Test executable, run offscreen and in parallel with the others.
function(mambascope_test name)
    cmake_parse_arguments(T "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
    add_executable(${name} ${T_SOURCES})
    mambascope_target(${name})
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(${name} PRIVATE ${T_LIBRARIES} Qt6::Test)
    target_compile_definitions(
        ${name} PRIVATE TEST_DATA_DIR="${PROJECT_SOURCE_DIR}/tests/data" RESOURCES_DIR="${PROJECT_SOURCE_DIR}/resources"
                        SHARED_TESTDATA_DIR="${MAMBASCOPE_SHARED_TESTDATA}")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT T_TIMEOUT)
        set(T_TIMEOUT 120)
    endif()
    set(environment "QT_QPA_PLATFORM=offscreen" "OMP_NUM_THREADS=2" "OMP_WAIT_POLICY=passive" "MAMBASCOPE_RESOURCES=${PROJECT_SOURCE_DIR}/resources")
    if(MAMBASCOPE_SANITIZE)
        list(APPEND environment "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/sanitizers/lsan.supp:print_suppressions=0"
             "UBSAN_OPTIONS=print_stacktrace=1" "QTEST_FUNCTION_TIMEOUT=1800000")
        math(EXPR T_TIMEOUT "3 * ${T_TIMEOUT}") # every access to memory is checked
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${T_LABELS}" TIMEOUT ${T_TIMEOUT} ENVIRONMENT "${environment}")
endfunction()
