# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/util/arch.c \
	src/util/arch.h \
	src/util/arena.c \
	src/util/arena.h \
	src/util/decompress.c \
	src/util/decompress.h \
	src/util/error.c \
	src/util/error.h \
	src/util/estimate.h \
	src/util/file.c \
	src/util/file.h \
	src/util/gzip.c \
	src/util/interval.c \
	src/util/interval.h \
	src/util/load.h \
	src/util/lz4.c \
	src/util/nearest.c \
	src/util/nearest.h \
	src/util/number.c \
	src/util/number.h \
	src/util/output.c \
	src/util/output.h \
	src/util/random.c \
	src/util/random.h \
	src/util/range.h \
	src/util/range_set.c \
	src/util/range_set.h \
	src/util/size.c \
	src/util/size.h \
	src/util/text.c \
	src/util/text.h \
	src/util/utf8.c \
	src/util/utf8.h \
	src/util/xz.c \
	src/util/zstd.c
