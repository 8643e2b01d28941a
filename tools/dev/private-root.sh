# SPDX-License-Identifier: BSD-2-Clause
# A private Debian 13 beside a Debian that is too old for KF6.  Nothing of the system is replaced: the root is a
# folder under the cache, entered with bubblewrap (or chroot where namespaces are forbidden).
#
# It is made beside its final name and renamed when complete, so an interrupted run leaves nothing that looks whole.

root_release=trixie
root_dir=$cache_dir/root-$root_release
root_stamp=$root_dir.packages # beside it: a plain user's root belongs to mapped ids; written last, so it means whole

root_wanted() { printf '%s\n' $packages_debian | sort; }

root_ready() { [ -d "$root_dir/usr" ] && [ -f "$root_stamp" ] && [ "$(cat "$root_stamp")" = "$(root_wanted)" ]; }

# The mirror this system itself uses: the first archive of Debian's own that apt knows, security aside.
system_mirror() {
    apt-get indextargets --format '$(SITE) $(REPO_URI) $(LABEL)' 'Created-By: Packages' 2>/dev/null |
        awk '$3 == "Debian" { print $2; exit }'
}

root_make() {
    mkdir -p "$cache_dir"
    if have flock; then
        exec 9>"$cache_dir/root.lock"
        flock 9
    fi
    if ! root_ready; then
        # A plain user's root belongs to mapped ids that only mmdebstrap can act as.
        if [ "$(id -u)" = 0 ] && [ -f "$root_stamp" ]; then root_extend; else root_create; fi
    fi
    exec 9>&- || true
}

root_create() {
    say "making a private Debian 13 under $root_dir (about 2 GB, a few minutes, once)"
    have mmdebstrap && have bwrap && have newuidmap ||
        { apt_update; as_root apt-get install -y --no-install-recommends mmdebstrap bubblewrap uidmap; }
    mirror=$(system_mirror)
    [ -n "$mirror" ] || { apt_update; mirror=$(system_mirror); }
    [ -n "$mirror" ] || die "apt knows no Debian archive here: put one into /etc/apt/sources.list"
    new=$root_dir.new
    rm -f "$root_stamp"
    root_remove "$new"
    root_remove "$root_dir"
    if [ "$(id -u)" = 0 ]; then mode=root; else mode=unshare; fi
    # Where nothing may be mounted, mmdebstrap does without /proc and /sys in the new root.
    skip=
    if [ "$mode" = root ] && ! unshare -m true 2>/dev/null; then skip="--skip=check/canmount --skip=chroot/mount"; fi
    include=$(printf '%s,' $packages_debian)
    # shellcheck disable=SC2086
    mmdebstrap --mode=$mode $skip --variant=apt --components=main --aptopt='APT::Install-Recommends "false"' \
        --aptopt='Acquire::Retries "5"' --dpkgopt=force-unsafe-io \
        --customize-hook='mkdir -p "$1/usr/local/share/fonts" && touch "$1/etc/resolv.conf" "$1/etc/hosts" "$1/etc/machine-id"' \
        --include="${include%,}" "$root_release" "$new" "$mirror" >"$cache_dir/root.log" 2>&1 ||
        { tail -20 "$cache_dir/root.log" >&2; die "the private root could not be made; the whole log is $cache_dir/root.log"; }
    mv "$new" "$root_dir"
    root_wanted >"$root_stamp"
}

# The list grew: install what is new instead of starting over.
root_extend() {
    say "adding packages to the private Debian 13"
    rm -f "$root_stamp"
    root_run sh -c "apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy --no-install-recommends install $(printf '%s ' $packages_debian)" \
        >"$cache_dir/root.log" 2>&1 || { say "that failed; making the root anew"; root_create; return; }
    root_wanted >"$root_stamp"
}

root_remove() { # a half-made root of an ordinary user holds files of mapped ids
    [ -e "$1" ] || return 0
    umount "$1/proc" 2>/dev/null || true # left behind when a run inside was killed
    rm -rf "$1" 2>/dev/null || unshare --map-root-user --map-auto rm -rf "$1" 2>/dev/null || as_root rm -rf "$1"
}

# Runs a command inside the root, in this folder, with home, display and temporary files of the outside.
# PATCHBAY_ENTER=bwrap|chroot chooses the way in; without it the first one that works here is taken.
root_run() {
    case ${PATCHBAY_ENTER:-} in
    bwrap) root_run_bwrap "$@" ;;
    chroot) root_run_chroot "$@" ;;
    *) if bwrap_works; then root_run_bwrap "$@"; else root_run_chroot "$@"; fi ;;
    esac
}

bwrap_works() { have bwrap && bwrap --bind "$root_dir/usr" /usr --dev /dev --proc /proc --symlink usr/lib64 /lib64 \
    --symlink usr/lib /lib /usr/bin/true 2>/dev/null; }

# The root's folders are put into an empty tree, where mount points for home and sources may be made; a plain user may
# make none in the root itself.  Later binds cover earlier ones, so what lies inside another folder comes after it.
root_run_bwrap() {
    set -- --chdir "$PWD" --die-with-parent -- "$@"
    shared=$here/../shared
    [ -d "$shared" ] && { shared=$(CDPATH='' cd -- "$shared" && pwd -P); set -- --ro-bind "$shared" "$shared" "$@"; }
    # The display's sockets are in /tmp and in the runtime folder; the X server's key may be anywhere.
    [ -n "${XAUTHORITY:-}" ] && set -- --ro-bind-try "$XAUTHORITY" "$XAUTHORITY" "$@"
    [ -n "${XDG_RUNTIME_DIR:-}" ] && set -- --bind-try "$XDG_RUNTIME_DIR" "$XDG_RUNTIME_DIR" "$@"
    # The root knows nobody but its own users; sshd in the tests wants to know who it is.
    if [ "$(id -u)" != 0 ]; then
        { cat "$root_dir/etc/passwd" && printf '%s:x:%s:%s::%s:/bin/sh\n' "$(id -un)" "$(id -u)" "$(id -g)" "$HOME"; } >"$cache_dir/passwd.$$"
        mv "$cache_dir/passwd.$$" "$cache_dir/passwd"
        set -- --ro-bind "$cache_dir/passwd" /etc/passwd "$@"
    fi
    set -- --dev-bind /dev /dev --proc /proc --ro-bind-try /sys /sys --bind /tmp /tmp --tmpfs /run \
        --ro-bind-try /etc/resolv.conf /etc/resolv.conf --ro-bind-try /etc/hosts /etc/hosts \
        --ro-bind-try /etc/machine-id /etc/machine-id \
        --ro-bind-try /usr/share/fonts /usr/local/share/fonts \
        --bind "$HOME" "$HOME" --bind "$here" "$here" --bind "$PWD" "$PWD" "$@"
    for part in etc opt srv usr var; do set -- --bind "$root_dir/$part" "/$part" "$@"; done
    for part in bin lib lib64 sbin; do set -- --symlink "usr/$part" "/$part" "$@"; done
    bwrap "$@"
}

files_of() { # NAME|SIZE|TIME of every file that is not made here
    (cd "$1" && find . \( -path ./build -o -path ./.git \) -prune -o ! -type d -printf '%p|%s|%T@\n' | LC_ALL=C sort)
}

# Without namespaces nothing can be mounted into the root, so the sources are copied in (times kept, so that nothing is
# rebuilt for it) and build/ here becomes a link to the one inside.  What is the same stays untouched: another ./dev may
# be compiling it.
root_run_chroot() {
    [ "$(id -u)" = 0 ] || die "namespaces are forbidden here, and without them only root can enter the private Debian 13"
    inside=$root_dir$here
    mkdir -p "$inside/build"
    lists=$(mktemp -d)
    files_of "$here" >"$lists/here"
    files_of "$inside" >"$lists/inside"
    LC_ALL=C comm -13 "$lists/here" "$lists/inside" | cut -d'|' -f1 | (cd "$inside" && xargs -r -d '\n' rm -f)
    find "$inside" -mindepth 1 -maxdepth 1 -type d ! -name build -exec find {} -depth -type d -empty -delete \;
    LC_ALL=C comm -23 "$lists/here" "$lists/inside" | cut -d'|' -f1 | (cd "$here" && xargs -r -d '\n' cp -a --parents -t "$inside")
    rm -rf "$lists"
    if [ -d "$here/../shared" ] && [ ! -d "$inside/../shared" ]; then
        mkdir -p "$inside/../shared"
        tar -C "$here/../shared" -cf - . | tar -C "$inside/../shared" -xf -
    fi
    if [ -d "$here/build" ] && [ ! -L "$here/build" ]; then rm -rf "$here/build"; fi
    ln -sfn "$inside/build" "$here/build"
    mkdir -p "$root_dir$HOME" "$root_dir/proc"
    mount -t proc proc "$root_dir/proc" 2>/dev/null || true
    root_status=0
    chroot "$root_dir" sh -c 'cd "$1" && shift && exec "$@"' sh "$here" "$@" || root_status=$?
    umount "$root_dir/proc" 2>/dev/null || true
    return $root_status
}
