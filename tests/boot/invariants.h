/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_BOOT_INVARIANTS_H
#define DTCARVE_TESTS_BOOT_INVARIANTS_H

struct boot;

/* What holds for every prediction, however broken the board: NULL, or the name of what does not. */
const char *boot_violation(const struct boot *boot);

#endif
