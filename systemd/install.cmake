# Installs the units and the system's configuration. It runs when the prefix is known: `cmake --install --prefix` and
# CPack have one that need not be that of the build.
set(source "@CMAKE_CURRENT_SOURCE_DIR@")
set(CMAKE_INSTALL_FULL_BINDIR "@CMAKE_INSTALL_BINDIR@")
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_FULL_BINDIR BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" NORMALIZE)
set(CMAKE_INSTALL_FULL_SYSCONFDIR "@CMAKE_INSTALL_SYSCONFDIR@")
if(CMAKE_INSTALL_PREFIX MATCHES "^/usr(/local)?/?$" AND CMAKE_INSTALL_FULL_SYSCONFDIR STREQUAL "etc")
  # Where the program looks by itself, and what ConfigurationDirectory= in the units means.
  set(CMAKE_INSTALL_FULL_SYSCONFDIR /etc)
endif()
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_FULL_SYSCONFDIR BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" NORMALIZE)

foreach(unit @units@)
  set(installed "${CMAKE_INSTALL_PREFIX}/lib/systemd/system/${unit}")
  message(STATUS "Installing: $ENV{DESTDIR}${installed}")
  configure_file(${source}/${unit} "$ENV{DESTDIR}${installed}" @ONLY NO_SOURCE_PERMISSIONS)
  list(APPEND CMAKE_INSTALL_MANIFEST_FILES "${installed}")
endforeach()

# What an operator wrote there stays.
set(settings "${CMAKE_INSTALL_FULL_SYSCONFDIR}/datelined/datelined.toml")
if(EXISTS "$ENV{DESTDIR}${settings}")
  message(STATUS "Kept: $ENV{DESTDIR}${settings}")
else()
  file(INSTALL ${source}/datelined.toml DESTINATION "${CMAKE_INSTALL_FULL_SYSCONFDIR}/datelined")
endif()
