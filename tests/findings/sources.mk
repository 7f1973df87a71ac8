# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/findings/rule_sample.c \
	tests/findings/rule_sample.h \
	tests/findings/test_findings.c \
	tests/findings/test_samples.c \
	tests/findings/test_space.c
