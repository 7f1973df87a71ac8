# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/policy/board_scope.c \
	src/policy/board_scope.h \
	src/policy/date.c \
	src/policy/defaults.c \
	src/policy/defaults.h \
	src/policy/demand.c \
	src/policy/demand.h \
	src/policy/gate.c \
	src/policy/gate.h \
	src/policy/gate_judge.c \
	src/policy/gate_judge.h \
	src/policy/gate_read.c \
	src/policy/policy_findings.c \
	src/policy/policy_findings.h \
	src/policy/ini_reader.c \
	src/policy/ini_reader.h \
	src/policy/need.c \
	src/policy/need.h \
	src/policy/owners.c \
	src/policy/owners.h \
	src/policy/policy.c \
	src/policy/project.c \
	src/policy/project.h \
	src/policy/policy.h
