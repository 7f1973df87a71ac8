# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/input/appended.c \
	src/input/blob.c \
	src/input/blob.h \
	src/input/compile_message.c \
	src/input/compile_message.h \
	src/input/container.c \
	src/input/container.h \
	src/input/dtbo_image.c \
	src/input/dts.c \
	src/input/dts.h \
	src/input/edit.c \
	src/input/edit.h \
	src/input/fit.c \
	src/input/folder.c \
	src/input/folder.h \
	src/input/git_checkout.c \
	src/input/git_checkout.h \
	src/input/kernel_image.c \
	src/input/kernel_image.h \
	src/input/limits.h \
	src/input/overlay.c \
	src/input/overlay.h \
	src/input/overlay_check.c \
	src/input/program.c \
	src/input/program.h \
	src/input/reserve_places.c \
	src/input/reserve_places.h \
	src/input/source_map.c \
	src/input/source_map.h \
	src/input/tree.c \
	src/input/tree.h
