/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_RENDER_PROFILE_TEXT_H
#define DTCARVE_RENDER_PROFILE_TEXT_H

#include <stdio.h>

struct facts;

/*
 * A kernel profile: keys and the options that matter, under a comment that
 * names the input that told them. 0, or -EIO.
 */
int profile_print(FILE *out, const struct facts *facts);

#endif
