/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_FOLDER_H
#define DTCARVE_INPUT_FOLDER_H

#include <stdbool.h>

struct unpacking;
struct error;

/* Whether a folder is a device tree's root, as /proc/device-tree or a copy of it, and not a folder of trees.
 */
bool folder_is_device_tree(const char *path);

/*
 * Makes a flat tree of a folder: a folder is a node, a file a property. Symbolic
 * links inside are not followed. The order of nodes is lost there, so that they
 * come by name, as the properties do; /memreserve/ entries are lost as well.
 */
int folder_open(struct unpacking *u, const char *path, struct error *error);

#endif
