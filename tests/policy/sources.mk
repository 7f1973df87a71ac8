# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/policy/test_board_scope.c \
	tests/policy/test_demand.c \
	tests/policy/test_gate.c \
	tests/policy/test_need.c \
	tests/policy/test_owners.c \
	tests/policy/test_policy.c
