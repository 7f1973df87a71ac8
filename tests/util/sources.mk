# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/util/test_escape.c \
	tests/util/test_bank.c \
	tests/util/test_arena.c \
	tests/util/test_interval.c \
	tests/util/test_memory.c \
	tests/util/test_nearest.c \
	tests/util/test_number.c \
	tests/util/test_output.c \
	tests/util/test_random.c \
	tests/util/test_range_set.c \
	tests/util/test_sha256.c \
	tests/util/test_size.c \
	tests/util/test_sort.c \
	tests/util/test_tar.c \
	tests/util/test_text.c \
	tests/util/test_utf8.c
