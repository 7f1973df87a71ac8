# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/kernel/telling.c \
	tests/kernel/telling.h \
	tests/kernel/test_family.c \
	tests/kernel/test_facts.c \
	tests/kernel/test_gfp.c \
	tests/kernel/test_image.c \
	tests/kernel/test_kernel.c \
	tests/kernel/test_page_alloc_rules.c \
	tests/kernel/test_profile.c \
	tests/kernel/test_version_rules.c \
	tests/kernel/test_system_map.c \
	tests/kernel/test_version.c
