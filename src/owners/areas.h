/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_OWNERS_AREAS_H
#define DTCARVE_OWNERS_AREAS_H

#include "owners/answers.h"

void area_ask(struct arena *arena, const struct holdings *owners, const struct cma_place *place,
			  struct area_answer *answer);

#endif
