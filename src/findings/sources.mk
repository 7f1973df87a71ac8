# SPDX-License-Identifier: GPL-2.0-or-later
libdtcarve_core_la_SOURCES += \
	src/findings/catalogue.h \
	src/findings/family_alignment.c \
	src/findings/family_boot_loader.c \
	src/findings/family_cmdline.c \
	src/findings/family_count.c \
	src/findings/family_dynamic.c \
	src/findings/findings.c \
	src/findings/findings.h \
	src/findings/family_firmware.c \
	src/findings/family_fragmentation.c \
	src/findings/inspect.c \
	src/findings/inspect.h \
	src/findings/family_loss.c \
	src/findings/family_memory.c \
	src/findings/family_outcome.c \
	src/findings/family_overlap.c \
	src/findings/family_placement.c \
	src/findings/family_pool.c \
	src/findings/family_property.c \
	src/findings/family_reference.c \
	src/findings/space.c \
	src/findings/space.h \
	src/findings/family_structure.c \
	src/findings/family_unmodelled.c \
	src/findings/family_zone.c
