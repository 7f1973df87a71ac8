# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/proc/test_captures.c \
	tests/proc/test_memory_capture.c \
	tests/proc/test_observed.c \
	tests/proc/test_samples.c
