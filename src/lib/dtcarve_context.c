/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <dtcarve/context.h>

#include <errno.h>
#include <stdlib.h>

#include "lib/objects.h"

int dtcarve_ctx_new(struct dtcarve_ctx **result)
{
	struct dtcarve_ctx *ctx = calloc(1, sizeof(*ctx));

	*result = NULL;
	if (!ctx)
		return -ENOMEM;
	*result = ctx_hold(ctx);
	return 0;
}

void dtcarve_ctx_free(struct dtcarve_ctx *ctx)
{
	if (ctx && --ctx->users == 0)
		free(ctx);
}

struct dtcarve_ctx *ctx_hold(struct dtcarve_ctx *ctx)
{
	ctx->users++;
	return ctx;
}

void *object_new(struct dtcarve_ctx *ctx, size_t size)
{
	void *object = calloc(1, size);

	if (!object)
		error_set(&ctx->error, -ENOMEM, "out of memory");
	return object;
}

const char *dtcarve_ctx_get_error(const struct dtcarve_ctx *ctx)
{
	return ctx->error.text;
}

const char *dtcarve_version(void)
{
	return PACKAGE_VERSION;
}
