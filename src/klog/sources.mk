# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/klog/boot_log.c \
	src/klog/boot_log.h \
	src/klog/cpu_line.c \
	src/klog/cpu_line.h \
	src/klog/cursor.c \
	src/klog/cursor.h \
	src/klog/dump.c \
	src/klog/dump.h \
	src/klog/event.c \
	src/klog/event.h \
	src/klog/header.c \
	src/klog/header.h \
	src/klog/json_line.c \
	src/klog/json_line.h \
	src/klog/klog.c \
	src/klog/klog.h \
	src/klog/line.c \
	src/klog/line.h \
	src/klog/prefix.c \
	src/klog/prefix.h \
	src/klog/reader.h \
	src/klog/reader_begin.c \
	src/klog/reader_dump.c \
	src/klog/reader_line.c \
	src/klog/reader_report.c \
	src/klog/reader_wrap.c \
	src/klog/record_start.c \
	src/klog/record_start.h \
	src/klog/word_scan.c \
	src/klog/word_scan.h \
	src/klog/slots.c \
	src/klog/trace.c \
	src/klog/trace.h \
	src/klog/trace_names.c \
	src/klog/trace_names.h
