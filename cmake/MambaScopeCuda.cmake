# SPDX-License-Identifier: GPL-3.0-or-later
# MAMBASCOPE_CUDA_KERNELS: whether this build has kernels of its own for GPUs. Without nvcc everything else is the same;
# what runs on a GPU then runs through LibTorch's operations.
set(MAMBASCOPE_CUDA_KERNELS OFF)
if(MAMBASCOPE_CUDA AND NOT MAMBASCOPE_SANITIZE)
    find_program(MAMBASCOPE_NVCC nvcc HINTS ENV CUDA_PATH PATHS /usr/local/cuda PATH_SUFFIXES bin)
    mark_as_advanced(MAMBASCOPE_NVCC)
    if(MAMBASCOPE_NVCC)
        set(CMAKE_CUDA_COMPILER ${MAMBASCOPE_NVCC})
        if(NOT CMAKE_CUDA_ARCHITECTURES)
            # Machine code for the two generations the kernels are made for, and what later ones compile for themselves.
            set(CMAKE_CUDA_ARCHITECTURES 80-real 90-real 90-virtual)
        endif()
        if(CCACHE_PROGRAM AND NOT CMAKE_CUDA_COMPILER_LAUNCHER)
            set(CMAKE_CUDA_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
        endif()
        enable_language(CUDA)
        find_package(CUDAToolkit 12.0 REQUIRED)
        set(MAMBASCOPE_CUDA_KERNELS ON)
    endif()
endif()
add_feature_info(CUDA-kernels MAMBASCOPE_CUDA_KERNELS "own kernels for NVIDIA GPUs (needs nvcc)")

# mambascope_cuda_target(name): an own target with .cu files.
function(mambascope_cuda_target name)
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    # CMake 3.25 does not know that nvcc has C++20; the kernels need no more than this.
    set_target_properties(${name} PROPERTIES CUDA_STANDARD 17 CUDA_STANDARD_REQUIRED ON)
    target_compile_options(
        ${name} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr -Xcompiler=-Wall,-Wextra,-Wshadow>
                        $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wshadow -Wno-restrict>) # as in mambascope_target()
    if(MAMBASCOPE_WERROR)
        target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings -Xcompiler=-Werror>
                                               $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
    endif()
    target_link_libraries(${name} PUBLIC CUDA::cudart_static)
endfunction()
