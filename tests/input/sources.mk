# SPDX-License-Identifier: GPL-2.0-or-later
tests_unit_SOURCES += \
	tests/input/packing.c \
	tests/input/packing.h \
	tests/input/scratch.c \
	tests/input/scratch.h \
	tests/input/test_tree_scan.c \
	tests/input/test_blob.c \
	tests/input/test_compile_message.c \
	tests/input/test_container.c \
	tests/input/test_tables.c \
	tests/input/test_dts.c \
	tests/input/test_edit.c \
	tests/input/test_fit.c \
	tests/input/test_folder.c \
	tests/input/test_overlay.c \
	tests/input/test_program.c \
	tests/input/test_source_map.c \
	tests/input/test_tree.c
