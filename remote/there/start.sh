# SPDX-License-Identifier: BSD-2-Clause
# Runs on the host, under /bin/sh: finds an engine that fits and becomes it. $1 begins every line meant for the console,
# which tells them from what a login shell prints. $2: digest of the carried sources, $3: protocol-compatible major version,
# $4: auto or none, how to become root, $5: what the engine is asked for, $6: the engine to take, if it is known.
mark=$1 digest=$2 major=$3 rise=$4 spec=$5
PATH=$PATH:/usr/local/bin:/usr/local/sbin:/usr/sbin:/sbin
uid=$(id -u)
say() { printf '\n%s %s\n' "$mark" "$*"; }

# A folder that only we can write to; a stranger may have made one of that name below /tmp.
ours() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }

old=
fits() {
    version=$("$1" --version 2>/dev/null </dev/null) || return 1
    case $version in
    "patchbay-engine $major".*) return 0 ;;
    esac
    old="$1 ($version)"
    return 1
}

engine=
for each in ${6:+"$6"} $(command -v patchbay-engine) /usr/local/bin/patchbay-engine /usr/bin/patchbay-engine; do
    if [ -x "$each" ] && fits "$each"; then engine=$each; break; fi
done
if [ -z "$engine" ]; then
    for folder in "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/patchbay" "${TMPDIR:-/tmp}/patchbay-$uid"; do
        each=$folder/engine-$digest
        if ours "$folder" && [ -x "$each" ] && fits "$each"; then engine=$each; break; fi
    done
fi
if [ -n "$engine" ]; then
    set --
    how=none why=
    [ "$uid" = 0 ] && how=root
    if [ "$how" = none ] && [ "$rise" != none ]; then
        for tool in sudo doas mdo; do
            command -v "$tool" >/dev/null 2>&1 || continue
            case $tool in
            sudo) set -- sudo -n -- ;;
            doas) set -- doas -n -- ;;
            mdo) set -- mdo ;;
            esac
            if said=$("$@" "$engine" --version 2>&1 </dev/null); then how=$tool; break; fi
            why="$why; $tool says: $(printf '%s\n' "$said" | sed -n '/./h;${x;s/^'$tool': //;p;}')"
            set --
        done
    fi
    say privilege "$how"
    say refused "${why#; }"
    say engine "$engine"
    say serve
    # sudo and doas empty the environment, and the engine must know which card it is reached by.
    if [ "$#" -gt 0 ] && [ -n "${SSH_CONNECTION:-}" ]; then
        exec "$@" "$engine" serve --host "$spec" --connection "$SSH_CONNECTION"
    fi
    exec "$@" "$engine" serve --host "$spec"
fi
say system "$(uname -srm)"
for each in ${CXX:-} c++ clang++ g++ clang++19 clang++-19 g++14 g++-14; do
    if command -v "$each" >/dev/null 2>&1; then
        say compiler "$("$each" --version 2>/dev/null | head -n 1)"
        break
    fi
done
say folder "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/patchbay"
say found "$old"
say missing
