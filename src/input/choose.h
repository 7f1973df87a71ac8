/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_CHOOSE_H
#define DTCARVE_INPUT_CHOOSE_H

#include <stdbool.h>
#include <stddef.h>

struct contents;
struct error;
struct found_tree;

/*
 * Which of the trees, overlays or boards' own, is meant: the only one, the one
 * that its container boots, or what `asked` names: an index, "id=N" or "0xN",
 * a FIT configuration, a compatible, or a part of the model. More than one and
 * nothing asked for is -ENOTUNIQ with a line that lists them; `option` is how to ask.
 */
int choose_tree(const struct contents *contents, bool overlay, const char *asked, const char *option,
				const struct found_tree **tree, struct error *error);

/* The trees of one kind, in the order of their indices; `list` has room for contents->tree_count. */
size_t trees_of_kind(const struct contents *contents, bool overlay, const struct found_tree **list);

#endif
