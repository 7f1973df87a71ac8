# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/job/check_job.c \
	src/job/check_job.h \
	src/job/log_footprint.c \
	src/job/log_footprint.h \
	src/job/owners_job.c \
	src/job/owners_job.h \
	src/job/plan_job.c \
	src/job/plan_job.h \
	src/job/pools_job.c \
	src/job/pools_job.h \
	src/job/scenario_source.c \
	src/job/scenario_source.h \
	src/job/series_check.c \
	src/job/series_check.h \
	src/job/simulation_job.c \
	src/job/simulation_job.h \
	src/job/what_if.c \
	src/job/what_if.h
