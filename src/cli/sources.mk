# SPDX-License-Identifier: GPL-2.0-or-later
dtcarve_SOURCES += \
	src/cli/board_options.c \
	src/cli/board_options.h \
	src/cli/check.c \
	src/cli/command.h \
	src/cli/diff.c \
	src/cli/explain.c \
	src/cli/gfp.c \
	src/cli/headroom.c \
	src/cli/help.c \
	src/cli/help.h \
	src/cli/main.c \
	src/cli/memory.c \
	src/cli/memory.h \
	src/cli/output_options.c \
	src/cli/output_options.h \
	src/cli/policy.c \
	src/cli/profile.c \
	src/cli/report.c \
	src/cli/result.c \
	src/cli/result.h \
	src/cli/rules.c \
	src/cli/simulate.c \
	src/cli/suggest.c \
	src/cli/waiting.c \
	src/cli/waiting.h
