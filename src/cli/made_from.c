/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "cli/made_from.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/arena.h"
#include "util/number.h"
#include "util/sha256.h"
#include "util/text.h"

#define INPUT_LIMIT_BYTES ((off_t)MIB(256))

/* In pieces, as a dump may be hundreds of megabytes; false where it cannot be read. */
static bool sum_of(const char *name, char hex[static 65])
{
	unsigned char piece[1 << 14];
	struct sha256 sum;
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : 1;

	sha256_begin(&sum);
	while (got > 0 && (got = read(fd, piece, sizeof(piece))) > 0)
		sha256_add(&sum, piece, (size_t)got);
	if (fd >= 0)
		close(fd);
	sha256_hex(&sum, hex);
	return got == 0;
}

void origin_add(struct arena *arena, struct origin *origin, const char *name)
{
	struct origin_input input = { .name = name };
	struct stat st;
	char hex[65];

	for (size_t i = 0; i < origin->input_count; i++)
		if (strcmp(origin->inputs[i].name, name) == 0)
			return;
	if (stat(name, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > INPUT_LIMIT_BYTES || !sum_of(name, hex))
		return;
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
