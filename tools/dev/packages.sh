# SPDX-License-Identifier: BSD-2-Clause
# What a machine must have, by package manager.  ARCHITECTURE.md says why each is there.

packages_debian="
    g++ cmake ninja-build ccache pkgconf git ca-certificates
    clang-19 lld-19 libc++-19-dev libc++abi-19-dev libclang-rt-19-dev clang-format-19 clang-tidy-19
    nlohmann-json3-dev qt6-base-dev qt6-svg-dev libqt6svg6 qt6-wayland libkf6syntaxhighlighting-dev
    libssh-dev qtkeychain-qt6-dev
    xvfb xauth xdotool openbox x11-utils fonts-noto-core fonts-dejavu-core
    pciutils pci.ids openssh-server openssh-client tcsh fish sudo opendoas
    qemu-system-x86 bmake procps time gnome-keyring libsecret-1-0 dbus-daemon
"

packages_fedora="
    gcc-c++ cmake ninja-build ccache pkgconf git
    clang lld libcxx-devel libcxxabi-devel compiler-rt clang-tools-extra libasan libubsan
    json-devel qt6-qtbase-devel qt6-qtsvg-devel qt6-qtwayland kf6-syntax-highlighting-devel
    libssh-devel qtkeychain-qt6-devel
    xorg-x11-server-Xvfb xauth xdotool openbox xprop google-noto-sans-fonts dejavu-sans-mono-fonts
    pciutils hwdata openssh-server openssh-clients tcsh fish sudo
    qemu-system-x86-core bmake procps-ng time gnome-keyring libsecret dbus-daemon
"

packages_freebsd="
    cmake ninja ccache pkgconf git llvm19
    nlohmann-json qt6-base qt6-svg qt6-wayland kf6-syntax-highlighting
    libssh qtkeychain-qt6
    xorg-vfbserver xauth xdotool openbox xprop noto-basic dejavu
    pciutils pciids fish gnome-keyring libsecret dbus
"
