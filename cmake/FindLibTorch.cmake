# SPDX-License-Identifier: GPL-3.0-or-later
#[[
Finds LibTorch without the wheel's own TorchConfig.cmake, which demands a CUDA tool kit even for CPU use.

Input:   LIBTORCH_ROOT  folder that holds torch/ (as `pip install --target` lays it out), or a torch folder itself
         (a libtorch archive unpacked). Default: the environment's LIBTORCH_ROOT, or where scripts/setup.sh puts it.
Targets: LibTorch::cpu  headers, libtorch_cpu, libc10 and the OpenMP run time that they use.
CUDA is loaded at run time from the same folder (core/base/device.h), so nothing here needs a tool kit.
]]
set(_default "$ENV{LIBTORCH_ROOT}")
if(NOT _default)
    set(_cache "$ENV{XDG_CACHE_HOME}")
    if(NOT _cache)
        set(_cache "$ENV{HOME}/.cache")
    endif()
    set(_default "${_cache}/mambascope/libtorch-2.11.0")
endif()
set(LIBTORCH_ROOT "${_default}" CACHE PATH "Folder of LibTorch 2.11")

# What was found in another folder must not outlive a change of LIBTORCH_ROOT.
if(NOT "${LIBTORCH_ROOT}" STREQUAL "${LibTorch_SEARCHED_ROOT}")
    unset(LibTorch_INCLUDE_DIR CACHE)
    unset(LibTorch_CPU_LIBRARY CACHE)
    unset(LibTorch_C10_LIBRARY CACHE)
    set(LibTorch_SEARCHED_ROOT "${LIBTORCH_ROOT}" CACHE INTERNAL "LIBTORCH_ROOT that LibTorch was searched in")
endif()
find_path(LibTorch_INCLUDE_DIR ATen/ATen.h PATHS ${LIBTORCH_ROOT}/torch/include ${LIBTORCH_ROOT}/include NO_DEFAULT_PATH)
find_library(LibTorch_CPU_LIBRARY torch_cpu PATHS ${LIBTORCH_ROOT}/torch/lib ${LIBTORCH_ROOT}/lib NO_DEFAULT_PATH)
find_library(LibTorch_C10_LIBRARY c10 PATHS ${LIBTORCH_ROOT}/torch/lib ${LIBTORCH_ROOT}/lib NO_DEFAULT_PATH)
mark_as_advanced(LibTorch_INCLUDE_DIR LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY)

set(_version_file ${LibTorch_INCLUDE_DIR}/torch/headeronly/version.h)
if(LibTorch_INCLUDE_DIR AND EXISTS ${_version_file})
    set(LibTorch_VERSION "")
    foreach(_part MAJOR MINOR PATCH)
        file(STRINGS ${_version_file} _line REGEX "define TORCH_VERSION_${_part} ")
        string(REGEX REPLACE ".* ([0-9]+).*" "\\1" _line "${_line}")
        list(APPEND LibTorch_VERSION ${_line})
    endforeach()
    list(JOIN LibTorch_VERSION "." LibTorch_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
    LibTorch
    REQUIRED_VARS LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_INCLUDE_DIR
    VERSION_VAR LibTorch_VERSION
    REASON_FAILURE_MESSAGE "run scripts/setup.sh, or pass -DLIBTORCH_ROOT=FOLDER")

if(LibTorch_FOUND AND NOT TARGET LibTorch::cpu)
    get_filename_component(_lib ${LibTorch_CPU_LIBRARY} DIRECTORY)
    add_library(LibTorch::c10 SHARED IMPORTED)
    set_target_properties(LibTorch::c10 PROPERTIES IMPORTED_LOCATION ${LibTorch_C10_LIBRARY})
    add_library(LibTorch::cpu SHARED IMPORTED)
    set_target_properties(
        LibTorch::cpu
        PROPERTIES IMPORTED_LOCATION ${LibTorch_CPU_LIBRARY}
                   INTERFACE_INCLUDE_DIRECTORIES "${LibTorch_INCLUDE_DIR}"
                   INTERFACE_LINK_LIBRARIES LibTorch::c10)
    # Code that uses at::parallel_for must share LibTorch's OpenMP run time, or two thread pools fight for the cores.
    file(GLOB _gomp ${_lib}/libgomp*.so*)
    if(NOT _gomp)
        find_package(OpenMP REQUIRED COMPONENTS CXX)
        set(_gomp ${OpenMP_gomp_LIBRARY})
    endif()
    target_link_libraries(LibTorch::cpu INTERFACE ${_gomp})
    # The wheel keeps libcudart and libcupti, which libtorch_cpu is linked to, beside torch/; its own RUNPATH finds them
    # at run time, the linker must be told.
    file(GLOB _nvidia LIST_DIRECTORIES true ${_lib}/../../nvidia/*/lib)
    foreach(_dir IN LISTS _nvidia)
        target_link_options(LibTorch::cpu INTERFACE "LINKER:-rpath-link,${_dir}")
    endforeach()
    set(LibTorch_LIBRARY_DIR ${_lib})
endif()
