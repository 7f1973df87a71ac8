/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_DOCUMENT_OVERLAY_SOURCE_H
#define DTCARVE_DOCUMENT_OVERLAY_SOURCE_H

#include <stdio.h>

struct error;
struct plan;

/* Source of the overlay; -EINVAL where a node's name cannot be written as source. */
int plan_print_overlay(FILE *out, const struct plan *plan, struct error *error);

#endif
