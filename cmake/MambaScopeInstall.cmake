# SPDX-License-Identifier: GPL-3.0-or-later
# cmake --install: the program, what it bundles, and what makes a desktop know it. LibTorch stays where it was built
# with; the program finds it there.
include(GNUInstallDirs)

set_target_properties(mambascope PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
install(TARGETS mambascope RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY resources/models resources/profiles resources/texts DESTINATION ${CMAKE_INSTALL_DATADIR}/mambascope)
install(FILES python/mambascope.py DESTINATION ${CMAKE_INSTALL_DATADIR}/mambascope/python)

set(id org.mambascope.MambaScope)
install(FILES resources/desktop/${id}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES resources/desktop/${id}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES resources/desktop/${id}.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
install(FILES resources/desktop/mambascope.svg RENAME ${id}.svg
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
