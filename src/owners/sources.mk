# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/owners/answers.c \
	src/owners/answers.h \
	src/owners/areas.c \
	src/owners/areas.h \
	src/owners/comeback.c \
	src/owners/handed.c \
	src/owners/handed.h \
	src/owners/chain.c \
	src/owners/chain.h \
	src/owners/frames.c \
	src/owners/growth.c \
	src/owners/ledger.c \
	src/owners/holdings.c \
	src/owners/holdings.h \
	src/owners/places.c \
	src/owners/record.c \
	src/owners/record.h \
	src/owners/start.c \
	src/owners/start.h \
	src/owners/tags.c \
	src/owners/tags.h
