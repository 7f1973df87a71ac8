/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_DTS_H
#define DTCARVE_INPUT_DTS_H

#include "input/container.h"

/* cpp's output for a source; its line markers name the files as the user would. */
int dts_preprocess(struct unpacking *u, struct bytes in, struct bytes *source, struct error *error);

/* dtc over preprocessed source with `extra` arguments (NULL-terminated); its output. */
int dts_compile(struct unpacking *u, struct bytes source, const char *const extra[], struct bytes *out,
				struct error *error);

#endif
