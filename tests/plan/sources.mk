# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/plan/fixture.c \
	tests/plan/fixture.h \
	tests/plan/test_pool_evidence.c \
	tests/plan/test_load_test.c \
	tests/plan/test_plan.c \
	tests/plan/test_search.c
