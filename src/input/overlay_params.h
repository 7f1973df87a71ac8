/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_OVERLAY_PARAMS_H
#define DTCARVE_INPUT_OVERLAY_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct blob;
struct error;

/*
 * Parameters of overlays (and of a base: dtparam) as Raspberry Pi's firmware
 * and dtmerge take them: /__overrides__ says which properties and fragments
 * each one sets. Fragments that are off (__dormant__) and /__overrides__ itself
 * are gone from the result, so that libfdt can apply it.
 * `params`: "cma-512" or "cma-size=67108864". -EINVAL with one line, which has
 * the parameters that there are, where one is unknown or its value is none.
 * Source: raspberrypi:documentation, configuration/device-tree.adoc, part 2.2.
 */
int overlay_set_params(struct arena *arena, struct blob *blob, const char *const *params, size_t count,
					   struct error *error);

/* The same for a tree that is no overlay: nothing else of it changes. */
int tree_set_params(struct arena *arena, struct blob *blob, const char *const *params, size_t count,
					struct error *error);

/* Whether a tree has the parameter "NAME" or "NAME=VALUE". */
bool tree_has_param(const struct blob *blob, const char *param);

/* Whether there is anything for it to do without a parameter: /__overrides__, fragments that are off,
 * phandles of content. */
bool overlay_has_params(const struct blob *blob);

#endif
