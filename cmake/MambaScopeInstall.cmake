# SPDX-License-Identifier: GPL-3.0-or-later
# cmake --install: the program, what it bundles, and what makes a desktop know it. LibTorch stays where it was built
# with, and the program finds it there; a package, which goes to other machines, brings LibTorch along.
include(GNUInstallDirs)

option(MAMBASCOPE_BUNDLE_LIBTORCH "Install LibTorch's CPU libraries beside the program, as a package needs" OFF)

# Where core/evaluate/peers.cpp looks, too: private libraries do not go to the architecture's folder.
set(private_libraries lib/mambascope)

install(TARGETS mambascope RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET mambascope_mpi)
    install(TARGETS mambascope_mpi LIBRARY DESTINATION ${private_libraries})
endif()
install(DIRECTORY resources/models resources/profiles resources/texts DESTINATION ${CMAKE_INSTALL_DATADIR}/mambascope)
install(FILES python/mambascope.py DESTINATION ${CMAKE_INSTALL_DATADIR}/mambascope/python)

set(id org.mambascope.MambaScope)
install(FILES resources/desktop/${id}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES resources/desktop/${id}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES resources/desktop/${id}.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
install(FILES resources/desktop/mambascope.svg RENAME ${id}.svg
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
install(FILES LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/mambascope)

if(NOT MAMBASCOPE_BUNDLE_LIBTORCH)
    set_target_properties(mambascope PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
    return()
endif()

set_target_properties(mambascope PROPERTIES INSTALL_RPATH "$ORIGIN/../${private_libraries}/torch/lib")
file(GLOB torch_libraries ${LibTorch_LIBRARY_DIR}/libtorch_cpu.so ${LibTorch_LIBRARY_DIR}/libc10.so
     ${LibTorch_LIBRARY_DIR}/libgomp*.so*)
install(PROGRAMS ${torch_libraries} DESTINATION ${private_libraries}/torch/lib)
# libtorch_cpu of the CUDA wheel is linked to these two and finds them by this place relative to its own.
file(GLOB nvidia_folders ${LibTorch_LIBRARY_DIR}/../../nvidia/*/lib)
foreach(folder IN LISTS nvidia_folders)
    file(GLOB needed ${folder}/libcudart.so.* ${folder}/libcupti.so.*)
    cmake_path(GET folder PARENT_PATH package)
    cmake_path(GET package FILENAME package)
    install(PROGRAMS ${needed} DESTINATION ${private_libraries}/nvidia/${package}/lib)
endforeach()
file(GLOB licences ${LibTorch_LIBRARY_DIR}/../../*.dist-info/licenses ${LibTorch_LIBRARY_DIR}/../../*.dist-info)
foreach(folder IN LISTS licences)
    file(GLOB texts LIST_DIRECTORIES false ${folder}/LICENSE* ${folder}/License* ${folder}/NOTICE*)
    string(REGEX REPLACE ".*/([^/]+)\\.dist-info.*" "\\1" package "${folder}")
    install(FILES ${texts} DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/mambascope/${package})
endforeach()
