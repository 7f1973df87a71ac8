/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_CONTEXT_H
#define DTCARVE_CONTEXT_H

#include <dtcarve/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Stands in for globals: it holds the line that tells the last error of its objects. */
struct dtcarve_ctx;

/* 0, or -ENOMEM. */
DTCARVE_API int dtcarve_ctx_new(struct dtcarve_ctx **ctx);

/* NULL is none. Objects of the context keep what they need of it. */
DTCARVE_API void dtcarve_ctx_free(struct dtcarve_ctx *ctx);

/*
 * What the last call that failed has to say: one line without a newline and
 * without control characters, that names the file, node or offset, what is
 * wrong and what would be right. "" before any failure; a call that succeeds
 * leaves it. Valid until the next call on the context or one of its objects.
 */
DTCARVE_API const char *dtcarve_ctx_get_error(const struct dtcarve_ctx *ctx);

#ifdef __cplusplus
}
#endif

#endif
