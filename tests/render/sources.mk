# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/render/sample.c \
	tests/render/sample.h \
	tests/render/test_bar.c \
	tests/render/test_explain_writers.c \
	tests/render/test_json.c \
	tests/render/test_markdown.c \
	tests/render/test_markup.c \
	tests/render/test_report_text.c \
	tests/render/test_table.c
