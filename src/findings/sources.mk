# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/findings/alignment.c \
	src/findings/boot_loader.c \
	src/findings/cmdline.c \
	src/findings/count.c \
	src/findings/dynamic.c \
	src/findings/findings.c \
	src/findings/findings.h \
	src/findings/fragmentation.c \
	src/findings/inspect.c \
	src/findings/inspect.h \
	src/findings/loss.c \
	src/findings/memory.c \
	src/findings/outcome.c \
	src/findings/overlap.c \
	src/findings/placement.c \
	src/findings/pool.c \
	src/findings/property.c \
	src/findings/reference.c \
	src/findings/space.c \
	src/findings/space.h \
	src/findings/structure.c \
	src/findings/unmodelled.c \
	src/findings/zone.c
