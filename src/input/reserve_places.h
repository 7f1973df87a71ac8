/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_RESERVE_PLACES_H
#define DTCARVE_INPUT_RESERVE_PLACES_H

#include "input/source_map.h"

/*
 * Where each /memreserve/ of a preprocessed source stands, in order: dtc's
 * annotation does not tell. Files and lines are those of cpp's line markers.
 */
struct source_place *reserve_places(struct arena *arena, struct bytes source, size_t *count);

#endif
