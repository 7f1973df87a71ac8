# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/board/board.c \
	src/board/board.h \
	src/board/dma.c \
	src/board/device.c \
	src/board/firmware_lines.c \
	src/board/firmware_lines.h \
	src/board/firmware_map.c \
	src/board/firmware_map.h \
	src/board/known_property.c \
	src/board/known_property.h \
	src/board/memory.c \
	src/board/ram_start.c \
	src/board/reserved.c \
	src/board/shape.c \
	src/board/walk.c \
	src/board/walk.h
