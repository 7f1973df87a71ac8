/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <dtcarve/context.h>

#include <errno.h>

#include "lib/objects.h"

int dtcarve_ctx_new(struct dtcarve_ctx **result)
{
	struct dtcarve_ctx *ctx;

	*result = NULL;
	ENTRY(NULL);
	ctx = memory_new(sizeof(*ctx));
	*result = hold(ctx);
	return 0;
}

void dtcarve_ctx_free(struct dtcarve_ctx *ctx)
{
	if (ctx && let_go(ctx))
		memory_free(ctx);
}

static unsigned int *users_of(void *object)
{
	return object;
}

static void undo_hold(void *object)
{
	--*users_of(object);
}

void *hold(void *object)
{
	++*users_of(object);
	memory_adopt(object, undo_hold);
	return object;
}

bool let_go(void *object)
{
	memory_release(object);
	return --*users_of(object) == 0;
}

GETTER(const char *, dtcarve_ctx_get_error, ctx, ctx->error.text)

const char *dtcarve_version(void)
{
	return PACKAGE_VERSION;
}
