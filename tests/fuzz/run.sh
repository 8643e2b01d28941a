#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh BUILD SECONDS: every fuzz target for so long; stops at the first law that breaks.
set -eu
build=$1 seconds=$2
for target in "$build"/tests/fuzz/fuzz_*; do
    [ -x "$target" ] && [ -f "$target" ] || continue
    name=${target##*/}
    corpus=$build/corpus/$name
    mkdir -p "$corpus"
    printf '%s\n' "== $name"
    "$target" -max_total_time="$seconds" -print_final_stats=0 -verbosity=0 -print_funcs=0 -artifact_prefix="$build/$name-" "$corpus"
done
