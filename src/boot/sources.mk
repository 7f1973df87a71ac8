# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/boot/arm.c \
	src/boot/arm64.c \
	src/boot/boot.c \
	src/boot/boot.h \
	src/boot/buddy.c \
	src/boot/budget.c \
	src/boot/cma.c \
	src/boot/cma_node.c \
	src/boot/cmdline.c \
	src/boot/cmdline.h \
	src/boot/crashkernel.c \
	src/boot/doubt.c \
	src/boot/early_alloc.c \
	src/boot/efi.c \
	src/boot/inputs.c \
	src/boot/inputs.h \
	src/boot/kasan.c \
	src/boot/memblock.c \
	src/boot/memblock.h \
	src/boot/numa.c \
	src/boot/numa.h \
	src/boot/numa_emulation.c \
	src/boot/percpu.c \
	src/boot/pgtable.c \
	src/boot/replay.h \
	src/boot/reserved_mem.c \
	src/boot/riscv.c \
	src/boot/rmem_handlers.c \
	src/boot/rmem_sort.c \
	src/boot/rmem_sort.h \
	src/boot/scan.c \
	src/boot/settle.c \
	src/boot/sparse.c \
	src/boot/swiotlb.c \
	src/boot/watermark.c \
	src/boot/zone.c
