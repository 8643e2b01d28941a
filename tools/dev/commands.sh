# SPDX-License-Identifier: BSD-2-Clause
# The commands themselves.  Each first makes the environment whole.

usage() {
    cat <<'END'
usage: ./dev COMMAND
  run [ARG...]      build and open the console (without a display: play the main job off screen, leave pictures)
  test [ARG...]     build everything, run every test (arguments go to ctest); checks clang with libc++ too
  build [PRESET]    configure and build a preset: release (default), test, clang, tsan, fuzz
  exec CMD...       run a command in the build environment, our release binaries first in PATH
  bench             print every figure beside its peer
  fuzz [SECONDS]    run every fuzz target (10 s each by default)
  shots             take pictures of every main state of the window into build/shots/
  format            format the sources
END
}

# A build folder made elsewhere (another kind of environment, another path) cannot be used: it is made anew.
build_preset() {
    preset=$1
    shift
    folder=$here/build/$preset
    build_alone "$folder"
    made_by="$(environment_kind) $here"
    if [ -d "$folder" ] && [ "$(cat "$folder/.made-by" 2>/dev/null)" != "$made_by" ]; then rm -rf "$folder"; fi
    if [ ! -f "$folder/build.ninja" ]; then
        log=$(mktemp)
        environment_run cmake -S "$here" --preset "$preset" >"$log" 2>&1 ||
            { cat "$log" >&2; rm -f "$log"; die "cmake could not configure the preset $preset"; }
        rm -f "$log"
        printf '%s\n' "$made_by" >"$folder/.made-by"
    fi
    environment_run env CCACHE_BASEDIR="$here" CCACHE_NOHASHDIR=1 cmake --build "$folder" "$@"
    exec 8>&-
}

# Neither cmake nor ninja knows of another of its kind in the same folder.  Their descriptors hold the lock too, so it
# is kept by what an interrupted ./dev left running.
build_alone() {
    have flock || return 0
    mkdir -p "$cache_dir"
    exec 8>"$cache_dir/dev-$(printf %s "$1" | cksum | cut -d' ' -f1).lock"
    flock -n 8 || { say "another ./dev builds in $1; waiting for it"; flock 8; }
}

release_path=$here/build/release/app:$here/build/release/engine

command_run() {
    build_preset release
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        environment_run "$here/build/release/app/patchbay" "$@"
    else
        say "no display here: playing the main job off screen"
        environment_run env QT_QPA_PLATFORM=offscreen "$here/build/release/app/patchbay" --tour "$here/build/tour" "$@"
    fi
}

# A test that fails is a bug, also when it does so once in a hundred runs.  CI runs it a second time all the same, and
# both runs are in its log: what somebody's change is judged by must not be a machine's bad minute.
tests_run() {
    preset=$1
    shift
    environment_run ctest --test-dir "$here/build/$preset" --output-on-failure -j "$(processors)" \
        ${CI:+--repeat until-pass:2} "$@"
}

command_test() {
    build_preset test
    build_preset clang
    tests_run clang
    tests_run test "$@"
}

command_exec() {
    [ $# -gt 0 ] || die "exec needs a command"
    build_preset release >&2
    environment_run env PATH="$release_path:$PATH:/usr/sbin:/sbin" "$@"
}

command_shots() {
    build_preset release
    mkdir -p "$here/build/shots"
    environment_run xvfb-run -a -s "-screen 0 1440x900x24" "$here/build/release/app/patchbay" --shots "$here/build/shots"
    say "the pictures are in build/shots/"
}

command_bench() {
    build_preset release
    environment_run sh "$here/tests/bench/run.sh" "$here/build/release"
}

command_fuzz() {
    build_preset fuzz
    environment_run sh "$here/tests/fuzz/run.sh" "$here/build/fuzz" "${1:-10}"
}

command_format() {
    cd "$here"
    git ls-files '*.cpp' '*.h' | grep -v '^kmod/' | environment_run xargs clang-format-19 -i
}

main() {
    command=${1:-help}
    [ $# -eq 0 ] || shift
    case $command in
    run | test | exec | shots | bench | fuzz | format) environment_ready; "command_$command" "$@" ;;
    build) environment_ready; build_preset "${1:-release}" ;;
    help | -h | --help) usage ;;
    *) usage >&2; die "there is no command \"$command\"" ;;
    esac
}
