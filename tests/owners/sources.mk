# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/owners/test_answers.c \
	tests/owners/test_holdings.c \
	tests/owners/test_record.c \
	tests/owners/test_start.c
