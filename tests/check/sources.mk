# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/check/test_check.c \
	tests/check/test_board_variant.c
