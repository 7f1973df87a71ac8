/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_EXPLAIN_VERDICT_H
#define DTCARVE_EXPLAIN_VERDICT_H

#include "explain/diagnosis.h"

/* Cause, how sure it is, and the zone that decided; the zones have been tested. */
void judge(struct diagnosis *d);

#endif
