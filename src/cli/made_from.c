/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "cli/made_from.h"

#include <string.h>
#include <sys/stat.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"
#include "util/sha256.h"
#include "util/text.h"

#define INPUT_LIMIT_BYTES ((size_t)MIB(256))

void origin_add(struct arena *arena, struct origin *origin, const char *name)
{
	struct origin_input input = { .name = name };
	struct error error;
	struct bytes bytes;
	struct stat st;
	char hex[65];

	for (size_t i = 0; i < origin->input_count; i++)
		if (strcmp(origin->inputs[i].name, name) == 0)
			return;
	if (stat(name, &st) != 0 || !S_ISREG(st.st_mode) ||
		file_read(arena, name, INPUT_LIMIT_BYTES, &bytes, &error) != 0)
		return;
	sha256_hex(bytes.data, bytes.size, hex);
	input.sha256 = arena_strdup(arena, hex);
	arena_push(arena, origin->inputs, origin->input_count, input);
}

struct origin origin_of(struct arena *arena, int argc, char *const argv[], const char *output)
{
	struct origin origin = { .command = argv[0], .version = PACKAGE_VERSION };

	for (int i = 1; i < argc; i++) {
		const char *value = argv[i][0] == '-' ? strchr(argv[i], '=') : NULL;
		const char *name = value ? value + 1 : argv[i];

		origin.command = arena_printf(arena, "%s %s", origin.command, text_quoted(arena, argv[i]));
		if (!output || strcmp(name, output) != 0)
			origin_add(arena, &origin, name);
	}
	return origin;
}
