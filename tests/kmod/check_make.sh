#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Whether kmod/Makefile puts our sources into the system's list in place of ppt.c, however that list is read: in 12
# bsd.init.mk comes at its end, later releases have kmod.opts.mk read it before the list begins. The source tree is
# made here. Exit 77: there is no bmake. Usage: check_make.sh SOURCE_ROOT
set -eu

source=$1
bmake=$(command -v bmake) || { echo "no bmake: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/share/mk" "$work/sys/modules/vmm" "$work/sys/amd64/vmm/io"
cp -r "$source/kmod" "$work/kmod"
echo 'int ppt_setup_msi(struct vm *vm, int vcpu, int bus);' > "$work/sys/amd64/vmm/io/ppt.h"
echo 'int	iommu_add_device(void *dom, device_t dev, uint16_t rid);' > "$work/sys/amd64/vmm/io/iommu.h"
cat > "$work/share/mk/sys.mk" <<'MK'
CC?=	cc
MK
cat > "$work/share/mk/bsd.init.mk" <<'MK'
.if !target(__init__)
__init__:
.if exists(${.CURDIR}/../Makefile.inc)
.include "${.CURDIR}/../Makefile.inc"
.endif
.endif
MK
echo '.include <bsd.init.mk>' > "$work/share/mk/kmod.opts.mk"
cat > "$work/share/mk/bsd.kmod.mk" <<'MK'
.include <bsd.init.mk>
all: .PHONY
	@for f in ${SRCS:M*.c}; do echo $$f; done
	@echo ${CFLAGS}
MK

check() { # NAME, first line of the list
    { echo "$2"; printf 'KMOD=\tvmm\nSRCS=\topt_acpi.h bus_if.h\nSRCS+=\tvmm.c\nSRCS+=\tiommu.c\t\t\\\n\tppt.c%s\n' "$3"
      printf '\tvrtc.c\nSRCS+=\tvtd.c\n.include <bsd.kmod.mk>\n'; } > "$work/sys/modules/vmm/Makefile"
    "$bmake" -m "$work/share/mk" -C "$work/kmod" SYSDIR="$work/sys" > "$work/out" 2>&1 || { cat "$work/out"; exit 1; }
    for file in "$source"/kmod/core/*.c "$source"/kmod/freebsd/*.c vmm.c iommu.c vrtc.c vtd.c; do
        grep -qx "$(basename "$file")" "$work/out" || { echo "$1: $(basename "$file") is missing"; exit 1; }
    done
    grep -qx ppt.c "$work/out" && { echo "$1: the stock ppt.c is built"; exit 1; }
    grep -q -- '-DPPT_VCPU=1 -DPPT_IOMMU_ERRORS=1' "$work/out" || { echo "$1: the interface was not looked at"; exit 1; }
}

check "list first" "" '           \'
check "bsd.init.mk first" ".include <kmod.opts.mk>" ' \'
check "nothing behind the name" "" '\'
printf '.include <bsd.kmod.mk>\n' > "$work/sys/modules/vmm/Makefile"
if "$bmake" -m "$work/share/mk" -C "$work/kmod" SYSDIR="$work/sys" > "$work/out" 2>&1; then
    echo "a list without ppt.c was taken"
    exit 1
fi
