# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/alloc/fixture.c \
	tests/alloc/fixture.h \
	tests/alloc/test_account.c \
	tests/alloc/test_fragmentation.c \
	tests/alloc/test_headroom.c \
	tests/alloc/test_exhaust.c \
	tests/alloc/test_request.c \
	tests/alloc/test_slow_path.c \
	tests/alloc/test_watermark.c
