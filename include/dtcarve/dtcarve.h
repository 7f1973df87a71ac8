/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libdtcarve: predicts from a device tree what Linux does with a board's memory.
 *
 *   struct dtcarve_ctx     stands in for globals; tells the last error
 *   struct dtcarve_tree    a device tree, out of any container
 *   struct dtcarve_board   what the tree says of memory
 *   struct dtcarve_kernel  the facts of one kernel
 *   struct dtcarve_boot    what that kernel makes of that board
 *   struct dtcarve_report  all of it, written in one of several formats
 *   struct dtcarve_headroom     how many blocks a request gets on it
 *   struct dtcarve_plan         the least change that meets given needs
 *   struct dtcarve_explanation  why allocations in a kernel log failed
 *
 * Ownership: what a call hands out through its last parameters is the caller's,
 * to be given back with the _free function of its type (plain memory with
 * free()), in any order, as an object keeps what it was made from; what a _get_
 * function returns belongs to the object it was asked of, and lives as long.
 *
 * Errors: a function that can fail returns 0 or a negative errno and sets the
 * object or text that it should have handed out to NULL then;
 * dtcarve_ctx_get_error() has the line that tells it. Pointers must not be NULL unless it is said that they
 * may be; each _free takes NULL. Only when memory itself runs out inside a model, the process is aborted:
 * what is read from outside is bounded, so no input alone does that.
 *
 * Threads: a context and all objects made from it are for one thread at a time;
 * different contexts share nothing. The library keeps no global state, prints
 * nothing and never exits.
 *
 * Addresses are physical. Sizes are bytes, counts are pages, unless it is said otherwise.
 */
#ifndef DTCARVE_DTCARVE_H
#define DTCARVE_DTCARVE_H

#include <dtcarve/board.h>
#include <dtcarve/boot.h>
#include <dtcarve/cma.h>
#include <dtcarve/context.h>
#include <dtcarve/explanation.h>
#include <dtcarve/headroom.h>
#include <dtcarve/kernel.h>
#include <dtcarve/plan.h>
#include <dtcarve/region.h>
#include <dtcarve/report.h>
#include <dtcarve/rmem.h>
#include <dtcarve/tree.h>
#include <dtcarve/types.h>
#include <dtcarve/zone.h>

#endif
