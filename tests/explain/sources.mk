# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/explain/test_diagnosis.c \
	tests/explain/test_explanation.c
