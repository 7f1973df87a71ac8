/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libdtcarve: predicts from a device tree what Linux does with a board's memory.
 *
 *   struct dtcarve_ctx     stands in for globals; tells the last error
 *   struct dtcarve_options what is known beside the tree; NULL: nothing
 *   struct dtcarve_tree    a device tree, out of any container
 *   struct dtcarve_board   what the tree says of memory
 *   struct dtcarve_kernel  the facts of one kernel
 *   struct dtcarve_boot    what that kernel makes of that board
 *   struct dtcarve_report  all of it, with findings, written in one of several formats
 *   struct dtcarve_diff         two reports side by side
 *   struct dtcarve_headroom     how many blocks a request gets on a board
 *   struct dtcarve_plan         the least change that meets given needs
 *   struct dtcarve_simulation   the board under a workload
 *   struct dtcarve_check        many boards in all their variants, held against rules and a policy
 *   struct dtcarve_explanation  why allocations in a kernel log failed
 *
 * dtcarve_boot_load() goes from a file to its boot in one call; examples/hello.c is a whole program.
 *
 * Ownership: what a call hands out through its last parameters is the caller's,
 * to be given back with the _free function of its type (plain memory with
 * free()), in any order, as an object keeps what it was made from; what a _get_
 * function returns belongs to the object it was asked of, and lives as long.
 *
 * Errors: a function that can fail returns 0 or a negative errno, and what it
 * should have handed out is NULL then. dtcarve_ctx_get_error() of the objects'
 * context has the line that tells it, but for the _options_new functions and
 * dtcarve_ctx_new(), which have no context and can only run out of memory.
 *   -EINVAL   a value, file or text that cannot be; the line says where and what would be right
 *   -ENOENT, -EACCES, -EISDIR, ...  of a file, as the system tells
 *   -EFBIG    a file beyond what is read
 *   -EBADMSG  a container that is cut or contradicts itself
 *   -ENOTSUP  a compression that was left out of the build
 *   -ENODATA  nothing tells the RAM, the kernel does not come up, or a log has not what was asked for
 *   -EBUSY    the object is in use by another one
 *   -EIO      a stream cannot be written
 *   -ENOMEM   memory ran out before the work began
 * Pointers must not be NULL unless it is said that they may be; each _free takes NULL, and every parameter of
 * options does. Only when memory itself runs out inside a model, the process is aborted: what is read from
 * outside is bounded, so no input alone does that.
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
#include <dtcarve/check.h>
#include <dtcarve/cma.h>
#include <dtcarve/context.h>
#include <dtcarve/diff.h>
#include <dtcarve/explanation.h>
#include <dtcarve/finding.h>
#include <dtcarve/headroom.h>
#include <dtcarve/kernel.h>
#include <dtcarve/options.h>
#include <dtcarve/plan.h>
#include <dtcarve/region.h>
#include <dtcarve/report.h>
#include <dtcarve/rmem.h>
#include <dtcarve/simulation.h>
#include <dtcarve/tree.h>
#include <dtcarve/types.h>
#include <dtcarve/version.h>
#include <dtcarve/zone.h>

#endif
