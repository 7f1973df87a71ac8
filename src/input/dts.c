/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device-tree source, compiled as the kernel's build does: scripts/Makefile.lib, cmd_dtc. */
#include "input/dts.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "input/blob.h"
#include "input/compile_message.h"
#include "input/size_limits.h"
#include "input/program.h"
#include "input/tree.h"
#include "input/untrusted.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/text.h"

struct arguments {
	struct arena *arena;
	const char **list;
	size_t count;
};

static void add(struct arguments *a, const char *argument)
{
	arena_push(a->arena, a->list, a->count, argument);
}

/* As make would find it: the words of $DTC or $CPP, else the usual name in PATH. */
static void add_program(struct arguments *a, const char *variable, const char *usual)
{
	const char *told = getenv(variable);
	char *rest = arena_strdup(a->arena, told && told[strspn(told, BLANKS)] ? told : usual), *word;

	while ((word = strsep(&rest, BLANKS)))
		if (*word)
			add(a, word);
}

static bool has(struct bytes in, const char *word)
{
	return memmem(in.data, in.size, word, strlen(word));
}

/* "/ {" or "&label {": a node at the outermost level */
static bool has_node(struct bytes in)
{
	const unsigned char *end = in.data + in.size;

	for (const unsigned char *at = in.data; (at = memchr(at, '{', (size_t)(end - at))); at++) {
		const unsigned char *before = at;

		while (before > in.data && isspace(before[-1]))
			before--;
		if (before > in.data && before[-1] == '/')
			return true;
		while (before > in.data && (isalnum(before[-1]) || before[-1] == '_'))
			before--;
		if (before > in.data && before[-1] == '&')
			return true;
	}
	return false;
}

bool dts_matches(struct bytes in)
{
	if (memchr(in.data, '\0', in.size))
		return false;
	return has(in, "/dts-v1/") || has(in, "/include/") || has(in, ".dtsi\"") || has(in, ".dts\"") ||
		   has_node(in);
}

/* An argument that is a file must not be taken for an option. */
static const char *as_operand(struct arena *arena, const char *path)
{
	return *path == '-' ? arena_printf(arena, "./%s", path) : path;
}

static const char *folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

static const char *shown_file(const struct unpacking *u, const char *file)
{
	if (u->path &&
		(strcmp(file, u->path) == 0 || (strncmp(file, "./", 2) == 0 && strcmp(file + 2, u->path) == 0)))
		return u->file;
	return strcmp(file, "<stdin>") == 0 ? u->file : file;
}

/* FILE:LINE:COLUMN: TEXT, behind the input's own name when the place is in an included file */
static int refuse(struct unpacking *u, const struct compile_message *m, const char *hint, struct error *error)
{
	const char *file = m->file ? shown_file(u, m->file) : NULL;

	u->located = true;
	if (!file || !m->line)
		error_set(error, -EINVAL, "%s: %s%s", u->file, m->text, hint);
	else if (m->column)
		error_set(error, -EINVAL, "%s:%lu:%lu: %s%s", file, m->line, m->column, m->text, hint);
	else
		error_set(error, -EINVAL, "%s:%lu: %s%s", file, m->line, m->text, hint);
	if (file && m->line && strcmp(file, u->file) != 0)
		error_prefix(error, "%s", u->file);
	return -EINVAL;
}

static int run_tool(struct unpacking *u, struct arguments *a, struct bytes in, size_t limit, const char *package,
			   struct program_result *result, struct error *error)
{
	struct program program = { .input = in, .limit = limit, .limited = true };
	int ret;

	add(a, NULL);
	program.argv = a->list;
	ret = program_run(u->arena, &program, result, error);
	if (ret == -ENOENT)
		return error_set(error, ret, "device-tree source needs %s to read it: install %s", a->list[0],
						 package);
	return ret ? error_prefix(error, "%s", a->list[0]) : 0;
}

/* Where nothing of what it says names a line of the source: the first of that, as from a compiler without memory. */
static int fails(struct unpacking *u, const char *program, struct bytes messages, struct error *error)
{
	const char *said = (const char *)messages.data;

	said += strspn(said, "\n");
	if (!*said)
		return error_set(error, -EINVAL, "%s fails and does not say why", program);
	return error_set(error, -EINVAL, "%s fails: %s", program, arena_strndup(u->arena, said, strcspn(said, "\n")));
}

int dts_preprocess(struct unpacking *u, struct bytes in, struct bytes *source, struct error *error)
{
	struct arguments a = { .arena = u->arena };
	struct program_result result;
	struct compile_message m;
	int ret;

	add_program(&a, "CPP", "cpp");
	for (const char *const *flag =
			 (const char *const[]){ "-nostdinc", "-undef", "-D__DTS__", "-x", "assembler-with-cpp", NULL };
		 *flag; flag++)
		add(&a, *flag);
	for (size_t i = 0; i < u->options->include_dir_count; i++) {
		add(&a, "-I");
		add(&a, u->options->include_dirs[i]);
	}
	add(&a, u->path ? as_operand(u->arena, u->path) : "-");
	ret = run_tool(u, &a, in, SOURCE_LIMIT_BYTES, "cpp", &result, error);
	if (ret)
		return ret;
	*source = result.output;
	/* also where it fails: what it says might be out of such a file */
	if (u->options->untrusted)
		ret = untrusted_check_includes(u, (const char *)source->data, error);
	if (ret || result.succeeded)
		return ret;
	m = compile_message_of_cpp(u->arena, (const char *)result.messages.data);
	if (!m.text)
		return fails(u, a.list[0], result.messages, error);
	return refuse(u, &m,
				  strstr(m.text, "No such file") || strstr(m.text, "no include path")
					  ? ": name its folder with -i"
					  : "",
				  error);
}

static int refuse_source(struct unpacking *u, const char *program, struct bytes source, struct bytes messages,
						 struct error *error)
{
	struct compile_message m = compile_message_of_dtc(u->arena, (const char *)messages.data);
	static const char cannot_open[] = "Couldn't open \"";
	const char *hint = "";

	if (!m.text)
		return fails(u, program, messages, error);
	if (strncmp(m.text, cannot_open, strlen(cannot_open)) == 0) {
		const char *name = m.text + strlen(cannot_open);

		name = arena_strndup(u->arena, name, strcspn(name, "\""));
		compile_message_locate(u->arena, &m, (const char *)source.data, name);
		hint = ": name its folder with -i";
	}
	if (!has(source, "/dts-v1/"))
		hint = ": /dts-v1/; must come first, here or in an include";
	return refuse(u, &m, hint, error);
}

int dts_compile(struct unpacking *u, struct bytes source, const char *const extra[], struct bytes *out,
				struct error *error)
{
	struct arguments a = { .arena = u->arena };
	struct program_result result;
	int ret = u->options->untrusted ? untrusted_check_directives(u, source, error) : 0;

	if (ret)
		return ret;
	add_program(&a, "DTC", "dtc");
	for (const char *const *flag = (const char *const[]){ "-q", "-I", "dts", "-o", "-", "-b", "0", NULL };
		 *flag; flag++)
		add(&a, *flag);
	for (; *extra; extra++)
		add(&a, *extra);
	if (u->path) {
		add(&a, "-i");
		add(&a, folder_of(u->arena, u->path));
	}
	for (size_t i = 0; i < u->options->include_dir_count; i++) {
		add(&a, "-i");
		add(&a, u->options->include_dirs[i]);
	}
	add(&a, "-");
	ret = run_tool(u, &a, source, TREE_LIMIT_BYTES, "device-tree-compiler", &result, error);
	if (ret)
		return ret;
	*out = result.output;
	return result.succeeded ? 0 : refuse_source(u, a.list[0], source, result.messages, error);
}

static bool can_be_read_again(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* /__symbols__ would make the tree larger than the one the board boots with: labels stand beside it. */
static int compile_symbols(struct unpacking *u, struct bytes source, const char *const extra[],
						   struct error *error)
{
	struct bytes dtb;
	struct blob blob;
	int ret = dts_compile(u, source, extra, &dtb, error);

	if (ret == 0)
		ret = blob_adopt(u->arena, dtb, &blob, error);
	if (ret == 0)
		u->symbols = blob.fdt;
	return ret;
}

int dts_open(struct unpacking *u, struct bytes in, struct error *error)
{
	const char *const with_symbols[] = { "-O", "dtb", "-@", NULL };
	const char *const plain[] = { "-O", "dtb", NULL };
	bool in_tree = u->wants_overlay || u->options->overlay_count;
	struct bytes source, dtb;
	int ret;

	if (u->path && !can_be_read_again(u->path))
		u->path = NULL;
	ret = dts_preprocess(u, in, &source, error);
	if (ret == 0)
		ret = dts_compile(u, source, in_tree ? with_symbols : plain, &dtb, error);
	if (ret == 0 && !in_tree && has(source, "reserved-memory"))
		ret = compile_symbols(u, source, with_symbols, error);
	if (ret)
		return ret;
	if (!u->format)
		u->format = "dts";
	return blob_adopt(u->arena, dtb, &u->blob, error);
}
