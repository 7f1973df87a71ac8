# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/alloc/account.c \
	src/alloc/account.h \
	src/alloc/boot_state.c \
	src/alloc/boot_state.h \
	src/alloc/ddr.c \
	src/alloc/ddr.h \
	src/alloc/fragmentation.c \
	src/alloc/fragmentation.h \
	src/alloc/headroom.c \
	src/alloc/headroom.h \
	src/alloc/exhaust.c \
	src/alloc/exhaust.h \
	src/alloc/request.c \
	src/alloc/request.h \
	src/alloc/slab_order.c \
	src/alloc/slab_order.h \
	src/alloc/slow_path.c \
	src/alloc/slow_path.h \
	src/alloc/usual.c \
	src/alloc/usual.h \
	src/alloc/watermark.c \
	src/alloc/watermark.h \
	src/alloc/zone_state.c \
	src/alloc/zone_state.h
