# SPDX-License-Identifier: BSD-2-Clause
# Words to the person, and the few facts about this machine that everything else asks for.

say() { printf '%s\n' "dev: $*" >&2; }
die() { printf '%s\n' "dev: $*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: as it is for root, else through what the system has for that.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif have sudo; then sudo "$@"
    elif have doas; then doas "$@"
    else die "\"$*\" needs root, and there is neither sudo nor doas here"
    fi
}

HOME=${HOME:-/root}
export HOME
cache_dir=${XDG_CACHE_HOME:-$HOME/.cache}/patchbay

processors() {
    if have nproc; then nproc; else sysctl -n hw.ncpu; fi
}
