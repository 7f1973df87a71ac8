# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_la_SOURCES += \
	src/lib/board.c \
	src/lib/boot.c \
	src/lib/check.c \
	src/lib/cma.c \
	src/lib/context.c \
	src/lib/diff.c \
	src/lib/estimates.h \
	src/lib/explanation.c \
	src/lib/finding.c \
	src/lib/finding.h \
	src/lib/headroom.c \
	src/lib/kernel.c \
	src/lib/objects.h \
	src/lib/options.c \
	src/lib/options.h \
	src/lib/plan.c \
	src/lib/region.c \
	src/lib/rendering.c \
	src/lib/rendering.h \
	src/lib/report.c \
	src/lib/report.h \
	src/lib/rmem.c \
	src/lib/simulation.c \
	src/lib/tree.c \
	src/lib/types.c \
	src/lib/zone.c
