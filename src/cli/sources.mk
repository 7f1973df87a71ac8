# SPDX-License-Identifier: GPL-2.0-or-later
dtcarve_SOURCES += \
	src/cli/board_options.c \
	src/cli/board_options.h \
	src/cli/cmd_check.c \
	src/cli/command.h \
	src/cli/cmd_diff.c \
	src/cli/cmd_explain.c \
	src/cli/general_options.c \
	src/cli/general_options.h \
	src/cli/cmd_gfp.c \
	src/cli/cmd_headroom.c \
	src/cli/help.c \
	src/cli/help.h \
	src/cli/main.c \
	src/cli/asked_memory.c \
	src/cli/asked_memory.h \
	src/cli/output_options.c \
	src/cli/output_options.h \
	src/cli/cmd_owners.c \
	src/cli/cmd_policy.c \
	src/cli/made_from.c \
	src/cli/made_from.h \
	src/cli/cmd_pools.c \
	src/cli/cmd_profile.c \
	src/cli/cmd_report.c \
	src/cli/result.c \
	src/cli/result.h \
	src/cli/cmd_rules.c \
	src/cli/cmd_simulate.c \
	src/cli/cmd_suggest.c \
	src/cli/setting.c \
	src/cli/setting.h \
	src/cli/standard_error.c \
	src/cli/standard_error.h \
	src/cli/waiting.c \
	src/cli/waiting.h
