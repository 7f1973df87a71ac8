# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/plan/plan_advice.c \
	src/plan/plan_advice.h \
	src/plan/changes.c \
	src/plan/changes.h \
	src/plan/cost.h \
	src/plan/elsewhere.c \
	src/plan/endure.c \
	src/plan/pool_evidence.c \
	src/plan/pool_evidence.h \
	src/plan/pool_owners.c \
	src/plan/pool_owners.h \
	src/plan/forecast.c \
	src/plan/forecast.h \
	src/plan/layout.c \
	src/plan/layout.h \
	src/plan/region_limits.c \
	src/plan/region_limits.h \
	src/plan/load_test.c \
	src/plan/load_test.h \
	src/plan/moves.c \
	src/plan/moves.h \
	src/plan/objections.c \
	src/plan/objections.h \
	src/plan/plan.c \
	src/plan/plan.h \
	src/plan/planner.h \
	src/plan/oversized.c \
	src/plan/oversized.h \
	src/plan/questions.c \
	src/plan/questions.h \
	src/plan/rewire.c \
	src/plan/rewire.h \
	src/plan/search.c \
	src/plan/search.h \
	src/plan/trial.c \
	src/plan/trial.h
