/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parsers of text and of small files. What they take must be whole: where it breaks its own promise, abort().
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "alloc/request.h"
#include "boot/cmdline.h"
#include "check/baseline.h"
#include "input/compile_message.h"
#include "input/folder.h"
#include "input/source_map.h"
#include "input/tree.h"
#include "kernel/config.h"
#include "kernel/facts.h"
#include "kernel/image.h"
#include "kernel/kernel.h"
#include "kernel/system_map.h"
#include "kernel/version.h"
#include "plan/pool_evidence.h"
#include "policy/defaults.h"
#include "policy/demand.h"
#include "policy/gate.h"
#include "policy/need.h"
#include "policy/owners.h"
#include "policy/policy.h"
#include "proc/captures.h"
#include "proc/observed.h"
#include "render/profile_text.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

/* With a NUL behind it, as file_read() gives them. */
static struct bytes copy_of(struct arena *arena, const uint8_t *data, size_t size)
{
	struct bytes bytes = { arena_alloc(arena, size + 1), size };

	if (size)
		memcpy(bytes.data, data, size);
	return bytes;
}

/* As a text: up to the first NUL. */
static const char *text_of(struct arena *arena, const uint8_t *data, size_t size)
{
	return arena_strndup(arena, (const char *)data, size);
}

/* What is refused must say why, in one line. */
static void expect_reason(int ret, const struct error *error)
{
	if (ret < 0 && (!error->text[0] || strchr(error->text, '\n')))
		abort();
}

int fuzz_messages(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = text_of(arena, data, size);
	struct compile_message m = compile_message_of_cpp(arena, text);

	if (m.file && !m.text)
		abort();
	m = compile_message_of_dtc(arena, text);
	compile_message_locate(arena, &m, text, m.text ? m.text : "x");
	arena_free(arena);
	return 0;
}

/* dtc's annotated source. */
int fuzz_source(const uint8_t *data, size_t size)
{
	static const char *const paths[] = { "/", "/reserved-memory", "/memory@80000000", "/memreserve/0",
										 "/a/b" };
	struct arena *arena = arena_new();
	struct source_map *map = source_map_parse(arena, copy_of(arena, data, size), NULL, 0);

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		source_map_node(map, paths[i]);
		source_map_override(map, paths[i]);
		source_map_property(map, paths[i], "reg");
	}
	arena_free(arena);
	return 0;
}

/* A .config or a kernel profile, and the kernel that it makes. */
int fuzz_kernel(const uint8_t *data, size_t size)
{
	struct kernel_options options = { .arch = size % 3 ? ARCH_ARM64 : ARCH_ARM };
	struct kernel *kernel = NULL;
	struct error error = { 0 };
	int ret;

	if (size % 2)
		options.kernel = fuzz_file(0, data, size);
	else
		options.config = fuzz_file(0, data, size);
	ret = kernel_load(&options, &kernel, &error);
	expect_reason(ret, &error);
	if (ret == 0 && (!kernel->version || !kernel->page_shift || kernel->max_order > 30))
		abort();
	if (ret == 0)
		kernel_free(kernel);
	return 0;
}

/* A user's dtcarve.ini, for a board that it may be about. */
int fuzz_defaults(const uint8_t *data, size_t size)
{
	static const char *const compatible[] = { "acme,board", "acme,soc" };
	struct arena *arena = arena_new();
	struct default_user user = { fuzz_file(0, data, size), "user.ini" };
	const struct default_files *files = NULL;
	struct kernel_options options = { 0 };
	struct error error = { 0 };
	int ret = defaults_read(arena, NULL, &user, &files, &error);

	expect_reason(ret, &error);
	if (ret == 0) {
		struct defaults says = defaults_of(files, "boards/a.dts", "A board", compatible, ARRAY_SIZE(compatible));

		if ((says.kernel.text && !says.kernel.from) || (says.ddr.text && !says.banks.count))
			abort();
		defaults_lend_kernel(&says, &options);
	}
	arena_free(arena);
	return 0;
}

static int tell(int (*teller)(struct facts *, const char *, struct bytes, struct error *),
				const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct error error = { 0 };
	struct facts facts;

	facts_init(&facts, arena);
	expect_reason(teller(&facts, "FILE", copy_of(arena, data, size), &error), &error);
	arena_free(arena);
	return 0;
}

int fuzz_system_map(const uint8_t *data, size_t size)
{
	return tell(system_map_tell, data, size);
}

/* An Image, a zImage, an ELF, in any container. */
int fuzz_image(const uint8_t *data, size_t size)
{
	return tell(image_tell, data, size);
}

/* The captures of a boot, and the profile that is written of them, which must be one. */
int fuzz_profile(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct captures captures;
	struct observed observed;
	struct facts facts;
	struct error error = { 0 };
	char *text = NULL;
	size_t length = 0;
	FILE *out;

	facts_init(&facts, arena);
	if (captures_read(arena, fuzz_file(0, data, size), &captures, &error) == 0 &&
		learn_captures(&facts, &captures, &observed, &error) == 0) {
		struct config config;

		out = open_memstream(&text, &length);
		if (!out)
			abort();
		if (profile_print(out, &facts) == 0 && fclose(out) == 0 &&
			config_parse(arena, "PROFILE", text, length, &config, &error) != 0) {
			fprintf(stderr, "%s\n%s", error.text, text);
			abort();
		}
		free(text);
	}
	arena_free(arena);
	return 0;
}

/* A project's file has many readers, who must all be content with the sections of the others. */
int fuzz_policy(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct bytes text = copy_of(arena, data, size);
	struct policy policy;
	struct gate gate;
	struct owners owners = { 0 };
	struct error error = { 0 };

	expect_reason(policy_parse(arena, "dtcarve.ini", text, &policy, &error), &error);
	expect_reason(gate_parse(arena, "dtcarve.ini", text, &gate, &error), &error);
	expect_reason(owners_parse(arena, "owners.ini", text, &owners, &error), &error);
	arena_free(arena);
	return 0;
}

int fuzz_baseline(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct baseline *baseline;
	struct error error = { 0 };

	expect_reason(baseline_read(arena, fuzz_file(0, data, size), &baseline, &error), &error);
	arena_free(arena);
	return 0;
}

int fuzz_evidence(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct evidence evidence = { 0 };
	struct error error = { 0 };

	expect_reason(evidence_read(arena, fuzz_file(0, data, size), NULL, 12, &evidence, &error), &error);
	arena_free(arena);
	return 0;
}

/* What a user types, line by line: a request, a need, a demand, a mask, a size, a date, a command line. */
int fuzz_request(const uint8_t *data, size_t size)
{
	static const char *const releases[] = { "3.18", "4.19", "6.1", "7.2" };
	struct arena *arena = arena_new();
	char *rest = arena_strndup(arena, (const char *)data, size), *line;
	struct alloc_kernel kernel = { .page_shift = 12, .pageblock_order = 9, .max_order = 10 };

	kernel.version = kernel_version_parse(releases[size % ARRAY_SIZE(releases)]);
	kernel.rules = page_alloc_rules_for(kernel.version);
	while ((line = strsep(&rest, "\n"))) {
		struct alloc_request request;
		struct need need;
		struct demand demand;
		struct cmdline cmdline = { 0 };
		struct error error = { 0 };
		struct gfp gfp;
		uint64_t number;
		int64_t days;
		int ret = request_parse(arena, &kernel, line, &request, &error);

		if (ret == 0 && request.order > kernel.max_order)
			abort();
		expect_reason(ret, &error);
		expect_reason(need_parse(arena, &kernel, line, &need, &error), &error);
		expect_reason(demand_parse(arena, line, &demand, &error), &error);
		expect_reason(gfp_parse(gfp_layout_for(kernel.version, 0), line, &gfp, &error), &error);
		cmdline_parse(arena, line, &cmdline);
		parse_size(line, &number);
		parse_seconds(line, &number);
		date_parse(line, &days);
		kernel_version_parse(line);
	}
	arena_free(arena);
	return 0;
}

/* /proc/device-tree: "NAME", a NUL, the length in a byte, so many bytes of the property; a name that ends
 * with / is a folder that is gone into, ".." leaves it. */
static void make_folder(const char *top, const uint8_t *data, size_t size)
{
	char path[512], name[64];
	size_t length = (size_t)snprintf(path, sizeof(path), "%s", top), base = length;
	unsigned int files = 0;

	while (size > 2 && files++ < 40) {
		size_t n = strnlen((const char *)data, size), value;
		FILE *file;

		snprintf(name, sizeof(name), "%.*s", (int)n, (const char *)data);
		data += n < size ? n + 1 : n;
		size -= n < size ? n + 1 : n;
		if (strcmp(name, "..") == 0) {
			while (length > base && path[--length] != '/')
				;
			path[length] = '\0';
			continue;
		}
		value = size ? *data : 0;
		if (!*name || strchr(name, '/') != strrchr(name, '/') || *name == '/' ||
			length + n + 2 > sizeof(path) || strcmp(name, ".") == 0)
			continue;
		snprintf(path + length, sizeof(path) - length, "/%s", name);
		if (name[strlen(name) - 1] == '/') {
			path[length + strlen(name)] = '\0';
			if (mkdir(path, 0700) == 0)
				length = strlen(path);
			path[length] = '\0';
			continue;
		}
		file = fopen(path, "wb");
		path[length] = '\0';
		if (value > size)
			value = size;
		if (file) {
			fwrite(data, 1, value, file);
			fclose(file);
		}
		data += value;
		size -= value;
	}
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int fuzz_folder(const uint8_t *data, size_t size)
{
	char top[] = "/dev/shm/dtcarve-fuzz.XXXXXX";
	struct error error = { 0 };
	struct tree *tree;
	int ret;

	if (!mkdtemp(top))
		return 0;
	make_folder(top, data, size);
	ret = tree_load(top, NULL, &tree, &error);
	expect_reason(ret, &error);
	if (ret == 0)
		tree_free(tree);
	nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return 0;
}
