#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Compiles kmod/core and kmod/freebsd against the FreeBSD source tree in $SYSDIR (a sys/ folder), as its own
# kernel build would. Exit 77: no tree, or no clang. Usage: check_glue.sh SOURCE_ROOT
set -eu

source=$1
if [ -z "${SYSDIR:-}" ] || [ ! -f "$SYSDIR/sys/param.h" ]; then
    echo "SYSDIR does not name a FreeBSD sys/ folder: skipped"
    exit 77
fi
cc=
for name in clang clang-20 clang-19 clang-18 clang-17 clang-16 clang-15 clang-14; do
    if command -v "$name" >/dev/null; then cc=$name; break; fi
done
if [ -z "$cc" ]; then
    echo "no clang: skipped"
    exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$SYSDIR/amd64/include" "$work/machine"
ln -s "$SYSDIR/x86/include" "$work/x86"
ln -s "$SYSDIR/i386/include" "$work/i386"
for m in kern/device_if.m kern/bus_if.m dev/pci/pci_if.m dev/pci/pcib_if.m; do
    (cd "$work" && awk -f "$SYSDIR/tools/makeobjops.awk" "$SYSDIR/$m" -h)
done
for opt in acpi bhyve_snapshot ddb global hwpmc_hooks kstack_pages; do : > "$work/opt_$opt.h"; done

vcpu=$(grep -c 'int vcpu' "$SYSDIR/amd64/vmm/io/ppt.h" || true)
errors=$(grep -c 'int[[:space:]]*iommu_add_device' "$SYSDIR/amd64/vmm/io/iommu.h" || true)
echo "FreeBSD $(sed -n 's/^#define __FreeBSD_version \([0-9]*\).*/\1/p' "$SYSDIR/sys/param.h") with $cc:" \
    "vcpu arguments $vcpu, IOMMU errors $errors"
# Both ways: told by the Makefile, and left to the release number.
for define in "-DPPT_VCPU=$vcpu -DPPT_IOMMU_ERRORS=$errors" ""; do
    for file in "$source"/kmod/core/*.c "$source"/kmod/freebsd/*.c; do
        # shellcheck disable=SC2086
        "$cc" --target=x86_64-unknown-freebsd -O2 -std=gnu99 -ffreestanding -nostdinc -D_KERNEL -DKLD_MODULE \
            -DSMP -DVMM_KEEP_STATS $define -fno-common -mcmodel=kernel -mno-red-zone -mno-mmx -mno-sse \
            -msoft-float -fno-asynchronous-unwind-tables -fstack-protector \
            -Wall -Wextra -Wredundant-decls -Wnested-externs -Wstrict-prototypes -Wmissing-prototypes \
            -Wpointer-arith -Wcast-qual -Wundef -Wno-pointer-sign -Wno-unused-parameter -Wno-sign-compare \
            -Wno-address-of-packed-member -Wno-missing-field-initializers -Wno-empty-body -Wno-format-zero-length \
            -Wno-ignored-qualifiers -Wno-unknown-pragmas -Wno-cast-function-type -Werror \
            -D__printf__=__freebsd_kprintf__ -Wno-error=unused-but-set-variable \
            -I "$work" -isystem "$SYSDIR" -I "$SYSDIR/amd64/vmm" -I "$SYSDIR/amd64/vmm/io" \
            -c "$file" -o "$work/$(basename "$file").o"
    done
done
echo "$(ls "$work"/*.o | wc -l) objects"
