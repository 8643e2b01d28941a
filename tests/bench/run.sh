#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh BUILD: every figure beside its peer, on one core.
set -eu
build=$1
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
shared=$here/../../../shared
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if command -v taskset >/dev/null; then pin="taskset -c 0"; else pin=; fi

now() { date +%s.%N; }

# best COMMAND...: the seconds of the fastest of five runs
best() {
    fastest=
    for run in 1 2 3 4 5; do
        start=$(now)
        "$@" >/dev/null 2>&1 || true
        end=$(now)
        fastest=$(echo "$start $end ${fastest:-999}" | awk '{ t = $2 - $1; print (t < $3 ? t : $3) }')
    done
    echo "$fastest"
}

# lspci -F reads its own kind of dump: COUNT functions, 256 bytes of config space each.
lspci_dump() {
    awk -v n="$1" 'BEGIN {
        for (i = 0; i < n; i++) {
            printf "%04x:%02x:%02x.%d Ethernet controller: x\n", int(i / 65536), int(i / 256) % 256, int(i / 8) % 32, i % 8
            print "00: 86 80 21 15 06 04 10 00 01 00 00 02 10 00 80 00"
            for (r = 16; r < 256; r += 16) {
                row = r == 48 ? " 00 00 00 00 40 00 00 00 00 00 00 00 00 01 00 00" : " 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
                if (r == 64) row = " 01 50 23 c8 08 20 00 00 00 00 00 00 00 00 00 00"
                printf "%02x:%s\n", r, row
            }
            print ""
        }
    }'
}

echo "== pciconf text to topology"
set --
if [ -d "$shared/corpus/pciconf-lvbc" ]; then
    cat "$shared"/corpus/pciconf-lvbc/* >/dev/null
    set -- "$shared"/corpus/pciconf-lvbc/*
fi
$pin "$build/tests/bench/bench_read" "$@"

echo "== the same beside its peers"
functions=20000
"$build/tests/bench/bench_read" --make $functions >"$scratch/pciconf.txt"
bytes=$(wc -c <"$scratch/pciconf.txt")
lines=$(best $pin wc -l "$scratch/pciconf.txt")
echo "$bytes $lines" | awk '{ printf "  wc -l on those bytes     %8.1f MB/s (process start included)\n", $1 / $2 / 1e6 }'
ours=$($pin "$build/tests/bench/bench_read" | sed -n '/of 20000/,$s/.*(\(.*\) s)/\1/p')
echo "  ours, 20000 functions   $ours s"
if command -v lspci >/dev/null; then
    lspci_dump $functions >"$scratch/lspci.txt"
    plain=$(best $pin lspci -n -F "$scratch/lspci.txt")
    verbose=$(best $pin lspci -n -vv -F "$scratch/lspci.txt")
    echo "$functions $plain $verbose $ours" | awk '{
        printf "  lspci -n -F             %s s, %.1f times ours\n", $2, $2 / $4
        printf "  lspci -n -vv -F         %s s, %.1f times ours\n", $3, $3 / $4 }'
fi
echo "$lines $ours" | awk '{ printf "  wc -l                   %s s, %.2f times ours\n", $1, $1 / $2 }'

echo "== a host's bytes to findings over a plan"
set --
if [ -d "$shared/corpus/pciconf-lvbc" ]; then
    set -- "$(ls -S "$shared"/corpus/pciconf-lvbc/* | head -n 1)"
fi
$pin "$build/tests/bench/bench_findings" "$@"
if command -v lspci >/dev/null; then
    lspci_dump 396 >"$scratch/host.txt"
    echo "  lspci -n -vv -F, 396 functions, only printed: $(best $pin lspci -n -vv -F "$scratch/host.txt" | awk '{ print 1000 * $1 }') ms (process start included)"
fi
echo "== a plan on a 400-function host"
$pin "$build/tests/bench/bench_plan"
echo "== is this guest address in a passthrough window"
$pin "$build/tests/bench/bench_ppt_window"

echo "== messages between engine and console"
$pin "$build/tests/bench/bench_wire"

echo "== the engine as a process, on a simulated host and on the largest dump"
PATCHBAY_SIM_DIR="$scratch/sim" "$build/tests/bench/bench_engine" "$build/engine/patchbay-engine" sim:home-server
if [ -d "$shared/corpus/pciconf-lvbc" ]; then
    largest=$(ls -S "$shared"/corpus/pciconf-lvbc/* | head -n 1)
    "$build/tests/bench/bench_engine" "$build/engine/patchbay-engine" "dump:$largest"
fi

if [ -x "$build/tests/bench/bench_window" ]; then
    echo "== the window with a very large host"
    $pin "$build/tests/bench/bench_window"
fi

if [ -x "$build/tests/bench/bench_ssh" ]; then
    echo "== over SSH, on loopback"
    "$build/tests/bench/bench_ssh" "$build/engine/patchbay-engine"
    echo "== the same with 50 ms of delay each way"
    "$build/tests/bench/bench_ssh" "$build/engine/patchbay-engine" far
    echo "== fifty hosts in one console"
    "$build/tests/bench/bench_ssh" "$build/engine/patchbay-engine" many
    echo "== the engine built at the other end of SSH, from the sources the console carries"
    "$build/tests/bench/bench_ssh" "$build/engine/patchbay-engine" build
fi
