# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/document/test_amount.c \
	tests/document/test_map_drawing.c \
	tests/document/test_memory_map.c \
	tests/document/test_owners_grid.c
