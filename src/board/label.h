/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOARD_LABEL_H
#define DTCARVE_BOARD_LABEL_H

struct arena;
struct tree;

/* The label that /__symbols__ gives the node, in the arena; NULL without one (dtc -@ keeps labels). */
const char *node_label(struct arena *arena, const struct tree *tree, const char *path);

#endif
