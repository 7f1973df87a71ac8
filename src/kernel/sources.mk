# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/kernel/config.c \
	src/kernel/config.h \
	src/kernel/config_extent.c \
	src/kernel/config_extent.h \
	src/kernel/elf.c \
	src/kernel/elf.h \
	src/kernel/facts.c \
	src/kernel/facts.h \
	src/kernel/gather.c \
	src/kernel/gather.h \
	src/kernel/gfp.c \
	src/kernel/gfp.h \
	src/kernel/gfp_layout.c \
	src/kernel/gfp_layout.h \
	src/kernel/gfp_names.c \
	src/kernel/image.c \
	src/kernel/image.h \
	src/kernel/kernel.c \
	src/kernel/kernel.h \
	src/kernel/migratetype.h \
	src/kernel/page_alloc_rules.c \
	src/kernel/page_alloc_rules.h \
	src/kernel/profile_keys.c \
	src/kernel/profile_keys.h \
	src/kernel/resolve.h \
	src/kernel/rules.c \
	src/kernel/rules.h \
	src/kernel/symbols.c \
	src/kernel/symbols.h \
	src/kernel/system_map.c \
	src/kernel/system_map.h \
	src/kernel/variant.c \
	src/kernel/variant.h \
	src/kernel/version.c \
	src/kernel/version.h
