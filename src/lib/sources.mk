# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_la_SOURCES += \
	src/lib/dtcarve_board.c \
	src/lib/dtcarve_boot.c \
	src/lib/dtcarve_check.c \
	src/lib/dtcarve_cma.c \
	src/lib/dtcarve_context.c \
	src/lib/dtcarve_diff.c \
	src/lib/estimates.h \
	src/lib/dtcarve_explanation.c \
	src/lib/dtcarve_finding.c \
	src/lib/dtcarve_finding.h \
	src/lib/dtcarve_headroom.c \
	src/lib/dtcarve_kernel.c \
	src/lib/objects.h \
	src/lib/dtcarve_options.c \
	src/lib/dtcarve_options.h \
	src/lib/dtcarve_plan.c \
	src/lib/dtcarve_region.c \
	src/lib/rendering.c \
	src/lib/rendering.h \
	src/lib/dtcarve_report.c \
	src/lib/dtcarve_report.h \
	src/lib/dtcarve_rmem.c \
	src/lib/dtcarve_simulation.c \
	src/lib/dtcarve_tree.c \
	src/lib/dtcarve_types.c \
	src/lib/dtcarve_zone.c
