# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/sim/actor.c \
	src/sim/agenda.c \
	src/sim/ask.c \
	src/sim/buddy.c \
	src/sim/buddy.h \
	src/sim/cma_alloc.c \
	src/sim/compaction.c \
	src/sim/fallback.c \
	src/sim/flow.c \
	src/sim/footprint.c \
	src/sim/highatomic.c \
	src/sim/load_factor.c \
	src/sim/load_factor.h \
	src/sim/outlook.c \
	src/sim/owner.c \
	src/sim/page_alloc.c \
	src/sim/pcp.c \
	src/sim/process.c \
	src/sim/reclaim.c \
	src/sim/sample.c \
	src/sim/scenario.c \
	src/sim/scenario.h \
	src/sim/shipped.c \
	src/sim/shipped.h \
	src/sim/sim.h \
	src/sim/sim_boot.c \
	src/sim/sim_boot.h \
	src/sim/sim_run.c \
	src/sim/sim_summary.c \
	src/sim/simulate.c \
	src/sim/simulate.h \
	src/sim/stage.h \
	src/sim/workload.c \
	src/sim/workload.h \
	src/sim/zram.c
