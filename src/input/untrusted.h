/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_INPUT_UNTRUSTED_H
#define DTCARVE_INPUT_UNTRUSTED_H

/* What source of strangers may read: the folders that it stands in, those that the user named, and what is
 * below them. */
#include "input/container.h"

/* By the line markers of what cpp wrote, be it all or up to an error: a file from elsewhere is refused by its
 * name. */
int untrusted_check_includes(struct unpacking *u, const char *preprocessed, struct error *error);

/* Before dtc reads it: refuses /incbin/, and a /include/ of a file from elsewhere or with an /incbin/. */
int untrusted_check_directives(struct unpacking *u, struct bytes source, struct error *error);

#endif
