# SPDX-License-Identifier: GPL-3.0-or-later
# cpack, which scripts/package.sh calls: a package for Debian and Ubuntu, and the same files as an archive.
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_NAME mambascope)
set(CPACK_PACKAGE_VENDOR "MambaScope")
set(CPACK_PACKAGE_CONTACT "MambaScope developers <mambascope@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_COMPRESSION_TYPE zstd)
# Names and versions of the libraries are read off the program by dpkg-shlibdeps; what it loads by name is not.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "qt6-qpa-plugins, libqt6svg6, fonts-dejavu-core")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "openmpi-bin, qt6-wayland")
include(CPack)
