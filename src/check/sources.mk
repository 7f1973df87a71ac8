# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/check/baseline.c \
	src/check/baseline.h \
	src/check/board_list.c \
	src/check/board_list.h \
	src/check/check.c \
	src/check/check.h \
	src/check/judge.c \
	src/check/judge.h \
	src/check/board_variant.c \
	src/check/board_variant.h
