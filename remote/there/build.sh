# SPDX-License-Identifier: BSD-2-Clause
# Runs on the host, under /bin/sh: compiles the engine from the archive on standard input. $1 begins every line meant for
# the console, $2: digest of the sources, $3: version of the engine.
mark=$1 digest=$2 version=$3
PATH=$PATH:/usr/local/bin:/usr/sbin:/sbin
uid=$(id -u)
say() { printf '\n%s %s\n' "$mark" "$*"; }
fail() { say failed "$*"; exit 1; }

# Made by us, written by nobody else, and programs in it may run.
problem=
usable() {
    (umask 077; mkdir -p "$1") 2>/dev/null || { problem="$1 cannot be made"; return 1; }
    [ ! -L "$1" ] && [ -O "$1" ] || { problem="$1 belongs to somebody else"; return 1; }
    chmod 700 "$1" 2>/dev/null
    probe=$1/probe-$$
    printf '#!/bin/sh\nexit 0\n' 2>/dev/null >"$probe" || { problem="$1 cannot be written to"; return 1; }
    chmod 700 "$probe"
    if "$probe" 2>/dev/null; then rm -f "$probe"; return 0; fi
    rm -f "$probe"
    problem="programs in $1 may not run: its file system is mounted noexec"
    return 1
}

folder=
for each in "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/patchbay" "${TMPDIR:-/tmp}/patchbay-$uid"; do
    if usable "$each"; then folder=$each; break; fi
    say note "$problem"
done
[ -n "$folder" ] || fail "there is no place for the engine: $problem"

package() {
    case $(uname -s) in
    FreeBSD) echo "the base system's compiler (pkg install FreeBSD-clang FreeBSD-toolchain, or llvm19)" ;;
    *)
        id=$(sed -n 's/^ID\(_LIKE\)\{0,1\}=//p' /etc/os-release 2>/dev/null | tr '\n' ' ')
        case $id in
        *debian*) echo "the package g++ (apt-get install g++)" ;;
        *fedora* | *rhel*) echo "the package gcc-c++ (dnf install gcc-c++)" ;;
        *) echo "g++ 14 or clang 19" ;;
        esac ;;
    esac
}

compiler= standard= seen=
for each in ${CXX:-} c++ clang++ g++ clang++19 clang++-19 g++14 g++-14; do
    command -v "$each" >/dev/null 2>&1 || continue
    seen="$seen $each"
    for dialect in c++23 c++2b; do
        if printf '#include <expected>\nstd::expected<int, int> x;\n' | "$each" -std=$dialect -x c++ -c -o /dev/null - 2>/dev/null; then
            compiler=$each standard=$dialect
            break 2
        fi
    done
done
if [ -z "$compiler" ]; then
    [ -z "$seen" ] && fail "there is no C++ compiler; it needs $(package)"
    fail "the compiler there (${seen# }) knows no C++23; it needs $(package)"
fi

find "$folder" -name 'build-*' -prune -mmin +360 -exec rm -rf {} + 2>/dev/null
work=$(mktemp -d "$folder/build-XXXXXX") || fail "no folder can be made in $folder"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM PIPE
cd "$work" || exit 1
tar -xzf - || fail "the sources could not be unpacked in $work"
mkdir object
total=$(wc -l <SOURCES | tr -d ' ')
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || getconf NPROCESSORS_ONLN 2>/dev/null || echo 1)
export compiler standard version total mark

# One source; the objects there are say how far the build is.
cat >one.sh <<'END'
object=object/$(printf %s "$1" | tr / _).o
case $1 in
*.c) language=c dialect=c17 ;;
*) language=c++ dialect=$standard ;;
esac
case $1 in kmod/core/*) set -- "$1" -ffreestanding ;; esac
"$compiler" -x $language -std=$dialect -O1 -pthread -w -I engine -I kmod -I generated -I library \
    -DPATCHBAY_VERSION="\"$version\"" -DPATCHBAY_SOURCE_RESOURCES='"/nonexistent"' \
    -DPATCHBAY_INSTALLED_RESOURCES='"/usr/local/share/patchbay"' "$@" -c -o "$object.part" 2>&1 || exit 255
mv "$object.part" "$object"
printf '\n%s step %s %s %s\n' "$mark" "$(ls object | grep -c '\.o$')" "$total" "$1"
END
say compiler "$("$compiler" --version | head -n 1)"
xargs -n 1 -P "$jobs" sh one.sh <SOURCES || fail "a source could not be compiled; the compiler's words are above"
"$compiler" -pthread -o engine.new object/*.o 2>&1 || fail "the engine could not be linked"
./engine.new --version >/dev/null 2>&1 || fail "the engine that was built does not run"
mv -f engine.new "$folder/engine-$digest" || fail "the engine could not be put into $folder"
# The one before stays for a console of another version.
ls -t "$folder" | grep '^engine-' | tail -n +3 | while read -r name; do rm -f "$folder/$name"; done
say built "$folder/engine-$digest"
