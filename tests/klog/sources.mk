# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/klog/collect.c \
	tests/klog/collect.h \
	tests/klog/test_boot_log.c \
	tests/klog/test_cpu_line.c \
	tests/klog/test_dump.c \
	tests/klog/test_header.c \
	tests/klog/test_json_line.c \
	tests/klog/test_line.c \
	tests/klog/test_prefix.c \
	tests/klog/test_reader.c \
	tests/klog/test_word_scan.c \
	tests/klog/test_trace.c \
	tests/klog/test_trace_names.c
