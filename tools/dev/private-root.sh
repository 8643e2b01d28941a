# SPDX-License-Identifier: BSD-2-Clause
# A private Debian 13 beside a Debian that is too old for KF6.  Nothing of the system is replaced: the root is a
# folder under the cache, entered with bubblewrap (or chroot where namespaces are forbidden).
#
# It is made beside its final name and renamed when complete, so an interrupted run leaves nothing that looks whole.

root_release=trixie
root_dir=$cache_dir/root-$root_release
root_stamp=$root_dir/.patchbay-packages

root_wanted() { printf '%s\n' $packages_debian | sort; }

root_ready() { [ -f "$root_stamp" ] && [ "$(cat "$root_stamp")" = "$(root_wanted)" ]; }

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
        if [ -x "$root_dir/usr/bin/apt-get" ] && [ -f "$root_stamp" ]; then root_extend; else root_create; fi
    fi
    exec 9>&- || true
}

root_create() {
    say "making a private Debian 13 under $root_dir (about 2 GB, a few minutes, once)"
    have mmdebstrap && have bwrap || { apt_update; as_root apt-get install -y --no-install-recommends mmdebstrap bubblewrap; }
    mirror=$(system_mirror)
    [ -n "$mirror" ] || { apt_update; mirror=$(system_mirror); }
    [ -n "$mirror" ] || die "apt knows no Debian archive here: put one into /etc/apt/sources.list"
    new=$root_dir.new
    root_remove "$new"
    root_remove "$root_dir"
    if [ "$(id -u)" = 0 ]; then mode=root; else mode=unshare; fi
    include=$(printf '%s,' $packages_debian)
    mmdebstrap --mode=$mode --variant=apt --components=main --aptopt='APT::Install-Recommends "false"' \
        --aptopt='Acquire::Retries "5"' --dpkgopt=force-unsafe-io \
        --include="${include%,}" "$root_release" "$new" "$mirror" >"$cache_dir/root.log" 2>&1 ||
        { tail -20 "$cache_dir/root.log" >&2; die "the private root could not be made; the whole log is $cache_dir/root.log"; }
    root_wanted >"$new/.patchbay-packages"
    mv "$new" "$root_dir"
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
    rm -rf "$1" 2>/dev/null || unshare --map-root-user --map-auto rm -rf "$1" 2>/dev/null || as_root rm -rf "$1"
}

# Runs a command inside the root, in this folder, with home, display and temporary files of the outside.
root_run() {
    if bwrap_works; then root_run_bwrap "$@"; else root_run_chroot "$@"; fi
}

bwrap_works() { have bwrap && bwrap --bind "$root_dir" / --dev /dev --proc /proc true 2>/dev/null; }

root_run_bwrap() {
    set -- --bind "$root_dir" / --dev-bind /dev /dev --proc /proc --ro-bind-try /sys /sys --bind /tmp /tmp \
        --ro-bind-try /etc/resolv.conf /etc/resolv.conf --ro-bind-try /etc/hosts /etc/hosts \
        --ro-bind-try /etc/machine-id /etc/machine-id \
        --ro-bind-try /usr/share/fonts /usr/local/share/fonts \
        --bind "$HOME" "$HOME" --bind "$here" "$here" --bind "$PWD" "$PWD" --chdir "$PWD" \
        --die-with-parent -- "$@"
    shared=$here/../shared
    [ -d "$shared" ] && { shared=$(CDPATH='' cd -- "$shared" && pwd -P); set -- --ro-bind "$shared" "$shared" "$@"; }
    [ -n "${XDG_RUNTIME_DIR:-}" ] && set -- --bind-try "$XDG_RUNTIME_DIR" "$XDG_RUNTIME_DIR" "$@"
    bwrap "$@"
}
