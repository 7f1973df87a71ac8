# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/sim/buddy_check.c \
	tests/sim/buddy_check.h \
	tests/sim/test_footprint.c \
	tests/sim/test_outlook.c \
	tests/sim/test_scenario.c \
	tests/sim/test_sim.c \
	tests/sim/test_simulate.c \
	tests/sim/test_workload.c
