/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_LIB_ESTIMATES_H
#define DTCARVE_LIB_ESTIMATES_H

#include "util/estimate.h"

#include <dtcarve/types.h>

static inline struct dtcarve_estimate public_estimate(struct estimate e)
{
	return (struct dtcarve_estimate){ e.value, e.low, e.high };
}

#endif
