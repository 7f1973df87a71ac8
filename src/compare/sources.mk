# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/compare/compare.c \
	src/compare/compare.h \
	src/compare/cost.c \
	src/compare/expectation.c \
	src/compare/finding_changes.c \
	src/compare/measured.c \
	src/compare/measured.h \
	src/compare/measured_why.c \
	src/compare/regions.c
