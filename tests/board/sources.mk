# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/board/test_board.c \
	tests/board/test_dma.c \
	tests/board/test_firmware_map.c \
	tests/board/test_memory.c \
	tests/board/test_references.c \
	tests/board/test_reserved.c \
	tests/board/test_shape.c \
	tests/board/test_walk.c
