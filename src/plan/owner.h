/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_PLAN_OWNER_H
#define DTCARVE_PLAN_OWNER_H

struct board;
struct rmem_node;

/*
 * Which firmware or other program outside Linux owns a carve-out, told by its
 * compatible, the words of its name and of its label. NULL where nothing tells.
 * `label` is the node's in /__symbols__, or NULL.
 */
const char *firmware_owner(const struct board *board, const struct rmem_node *node, const char *label);

#endif
