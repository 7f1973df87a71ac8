/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_DMA_WINDOWS_H
#define DTCARVE_BOOT_DMA_WINDOWS_H

/* What memory the users of a region address, by the dma-ranges of their buses as a kernel takes them. */
#include "util/range_set.h"

struct arena;
struct bus_reach;
struct kernel;
struct rmem_node;

/* What all users address; all addresses where nothing bounds them. */
struct range_set dma_windows(struct arena *arena, const struct kernel *k, const struct rmem_node *node);

/* The first user that does not address all of the range, or NULL; `in_part`: it addresses some of it. */
const struct bus_reach *dma_out_of_reach(const struct kernel *k, const struct rmem_node *node,
										 struct range range, bool *in_part);

/* "/soc/codec addresses 0x40000000..0x7fffffff only, by the dma-ranges of /soc" */
const char *dma_reach_text(struct arena *arena, const struct bus_reach *reach);

#endif
