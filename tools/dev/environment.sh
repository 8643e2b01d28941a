# SPDX-License-Identifier: BSD-2-Clause
# Chooses where to build: this system itself when it has KF6 and a C++23 compiler to offer, else the private root.
# PATCHBAY_ENV=system takes this system as it is and installs nothing; PATCHBAY_ENV=root insists on the private root.

apt_update() { as_root apt-get -q update; }

environment_kind() {
    case ${PATCHBAY_ENV:-} in
    system | root) printf '%s\n' "$PATCHBAY_ENV" ;;
    '')
        if [ "$(uname -s)" = FreeBSD ]; then echo freebsd
        elif have dnf; then echo fedora
        elif have apt-get; then
            if debian_new_enough; then echo debian; else echo root; fi
        else echo system
        fi ;;
    *) die "PATCHBAY_ENV is \"$PATCHBAY_ENV\"; it may be system or root" ;;
    esac
}

# New enough means the archive itself offers KF6; asking the release's name would miss the derivatives.
debian_new_enough() {
    if ! apt-cache policy g++ 2>/dev/null | grep -q 'Candidate: [0-9]'; then apt_update >/dev/null 2>&1 || true; fi
    apt-cache policy libkf6syntaxhighlighting-dev 2>/dev/null | grep -q 'Candidate: [0-9]' &&
        apt-cache policy clang-19 2>/dev/null | grep -q 'Candidate: [0-9]'
}

# Makes the environment whole; says nothing when it already is.
environment_ready() {
    kind=$(environment_kind)
    case $kind in
    root) root_ready || root_make ;;
    debian) system_packages dpkg_lacks "as_root apt-get install -y --no-install-recommends" $packages_debian ;;
    fedora) system_packages rpm_lacks "as_root dnf install -y" $packages_fedora ;;
    freebsd) system_packages pkg_lacks "as_root pkg install -y" $packages_freebsd ;;
    system) ;;
    esac
}

dpkg_lacks() { ! dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -q '^installed'; }
rpm_lacks() { ! rpm -q --whatprovides "$1" >/dev/null 2>&1; }
pkg_lacks() { ! pkg info -e "$1"; }

system_packages() { # LACKS INSTALL PACKAGE...
    lacks=$1 install=$2
    shift 2
    missing=
    for package in "$@"; do
        if $lacks "$package"; then missing="$missing $package"; fi
    done
    [ -n "$missing" ] || return 0
    say "installing$missing"
    [ "$kind" = debian ] && { DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; apt_update >/dev/null; }
    # shellcheck disable=SC2086
    $install $missing >&2 || die "the packages above could not be installed"
}

# Runs a command where the project is built.
environment_run() {
    if [ "$(environment_kind)" = root ]; then root_run "$@"; else "$@"; fi
}
