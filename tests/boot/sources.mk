# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/boot/fixture.c \
	tests/boot/fixture.h \
	tests/boot/invariants.c \
	tests/boot/invariants.h \
	tests/boot/random_board.c \
	tests/boot/random_board.h \
	tests/boot/test_cmdline.c \
	tests/boot/test_dma_windows.c \
	tests/boot/test_efi.c \
	tests/boot/test_learned.c \
	tests/boot/test_memblock.c \
	tests/boot/test_numa.c \
	tests/boot/test_random_boards.c \
	tests/boot/test_rmem_sort.c \
	tests/boot/test_swiotlb.c \
	tests/boot/test_variants.c
