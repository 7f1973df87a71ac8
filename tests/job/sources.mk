# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/job/test_series_check.c \
	tests/job/test_what_if.c
