/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_BOOT_RANDOM_BOARD_H
#define DTCARVE_TESTS_BOOT_RANDOM_BOARD_H

#include <stdbool.h>

#include "random.h"

struct board;

/*
 * A board as people write them, with some mistakes; a hostile one has numbers
 * of any size everywhere. The same state of `random` gives the same board.
 * Freed with board_free().
 */
struct board *random_board(struct random *random, bool hostile);

#endif
