/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_SIM_BUDDY_CHECK_H
#define DTCARVE_TESTS_SIM_BUDDY_CHECK_H

#include "sim/buddy.h"

/*
 * Whether all lists, counters and frames agree, every free chunk's buddy is merged,
 * and no frame is in two chunks. On failure `what` names the first fault.
 */
bool buddy_check(const struct buddy *buddy, const char **what);

#endif
