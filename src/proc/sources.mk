# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/proc/boot_lines.c \
	src/proc/calibrate.c \
	src/proc/calibrate.h \
	src/proc/captures.c \
	src/proc/captures.h \
	src/proc/loader_lines.c \
	src/proc/memory_capture.c \
	src/proc/memory_capture.h \
	src/proc/observed.h \
	src/proc/pagetypeinfo.c \
	src/proc/parse.h \
	src/proc/proc_lines.c \
	src/proc/samples.c \
	src/proc/samples.h \
	src/proc/zoneinfo.c
