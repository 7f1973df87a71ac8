# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/compare/test_compare.c \
	tests/compare/test_measured.c
