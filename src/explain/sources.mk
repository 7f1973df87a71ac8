# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/explain/advice.c \
	src/explain/board_facts.c \
	src/explain/board_facts.h \
	src/explain/boot_findings.c \
	src/explain/boot_findings.h \
	src/explain/cures.c \
	src/explain/cures.h \
	src/explain/diagnosis.c \
	src/explain/diagnosis.h \
	src/explain/dump_account.c \
	src/explain/era.c \
	src/explain/era.h \
	src/explain/evidence.c \
	src/explain/explanation.c \
	src/explain/explanation.h \
	src/explain/summary.c \
	src/explain/summary.h \
	src/explain/verdict.c \
	src/explain/verdict.h \
	src/explain/words.c \
	src/explain/zone_model.c \
	src/explain/zone_model.h \
	src/explain/zone_test.c \
	src/explain/zone_test.h
