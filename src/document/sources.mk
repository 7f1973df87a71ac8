# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/document/account_lines.c \
	src/document/amount.c \
	src/document/amount.h \
	src/document/bar.c \
	src/document/bar.h \
	src/document/check_words.c \
	src/document/check_words.h \
	src/document/map_drawing.c \
	src/document/map_drawing.h \
	src/document/map_words.c \
	src/document/map_words.h \
	src/document/memory_map.c \
	src/document/memory_map.h \
	src/document/overlay_source.c \
	src/document/overlay_source.h \
	src/document/page.c \
	src/document/page.h \
	src/document/page_account.c \
	src/document/page_blocks.c \
	src/document/page_checklist.c \
	src/document/page_figures.c \
	src/document/page_findings.c \
	src/document/page_headroom.c \
	src/document/page_map.c \
	src/document/page_notes.c \
	src/document/page_plan.c \
	src/document/page_report.c \
	src/document/page_sections.h \
	src/document/page_simulation.c \
	src/document/page_zones.c \
	src/document/report.h \
	src/document/report_words.c \
	src/document/report_words.h \
	src/document/simulation_report.h \
	src/document/theme.c \
	src/document/theme.h
