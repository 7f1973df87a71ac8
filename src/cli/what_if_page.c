/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/what_if_page.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/board.h"
#include "boot/boot.h"
#include "cli/board_options.h"
#include "input/tree.h"
#include "kernel/facts.h"
#include "kernel/gather.h"
#include "kernel/kernel.h"
#include "render/json.h"
#include "render/profile_text.h"
#include "render/report_writer.h"
#include "util/arena.h"
#include "util/decompress.h"
#include "util/error.h"
#include "util/file.h"
#include "util/number.h"

#define PAGE_LIMIT_BYTES ((size_t)MIB(1))
#define BOARD_MARK "<!--board-->"
#define REPORT_MARK "<!--report-->"

/* --- the page of `make web` -------------------------------------------------------------------- */

/* Beside the program that was just built, or where it was installed to. */
static int read_page(struct arena *arena, struct bytes *page, struct error *error)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	const char *built = NULL;

	if (length > 0) {
		program[length] = '\0';
		*strrchr(program, '/') = '\0';
		built = arena_printf(arena, "%s/web/dtcarve.html", program);
	}
	if (built && file_read(arena, built, PAGE_LIMIT_BYTES, page, error) == 0)
		return 0;
	if (file_read(arena, installed_page, PAGE_LIMIT_BYTES, page, error) == 0)
		return 0;
	return error_set(error, -ENOENT, "--what-if: the page with the sliders is not installed: expected %s, which `make web` makes",
					 installed_page);
}

/* --- the board --------------------------------------------------------------------------------- */

static const char *base64(struct arena *arena, struct bytes in)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = arena_alloc(arena, (in.size + 2) / 3 * 4 + 1), *at = text;

	for (size_t i = 0; i < in.size; i += 3) {
		size_t left = in.size - i;
		uint32_t three = (uint32_t)in.data[i] << 16 | (left > 1 ? (uint32_t)in.data[i + 1] << 8 : 0) |
						 (left > 2 ? in.data[i + 2] : 0);

		*at++ = digits[three >> 18];
		*at++ = digits[three >> 12 & 63];
		*at++ = left > 1 ? digits[three >> 6 & 63] : '=';
		*at++ = left > 2 ? digits[three & 63] : '=';
	}
	return text;
}

static int add_file(struct arena *arena, json_t *files, const char *name, struct bytes bytes, struct error *error)
{
	struct bytes packed;
	int ret = gzip_pack(arena, bytes, &packed, error);

	if (ret)
		return error_prefix(error, "--what-if");
	json_append(files, json_packed("{s:O, s:s}", "name", json_text(name), "gz", base64(arena, packed)));
	return 0;
}

/* What files and images tell of the kernel, as one profile; nothing where they tell nothing. */
static int add_kernel(const struct board_options *o, const struct prediction *p, json_t *files, struct error *error)
{
	struct kernel_options options = kernel_options_for(&o->kernel, p->board, o->arch_given);
	struct bytes text = { 0 };
	struct facts facts;
	FILE *out;
	char *data = NULL;
	int ret;

	if (!options.kernel && !options.config && !options.system_map && !options.image && !options.told_image.size &&
		!options.told_release)
		return 0;
	facts_init(&facts, o->arena);
	ret = board_read_image(o, &options, error);
	if (ret == 0)
		ret = kernel_gather(&facts, &options, error);
	if (ret == 0)
		ret = facts_tell(&facts, "--kernel", "release", p->kernel->release, error);
	if (ret)
		return ret;
	out = open_memstream(&data, &text.size);
	if (!out)
		return error_set(error, -ENOMEM, "out of memory");
	profile_print(out, &facts);
	fclose(out);
	text.data = arena_memdup(o->arena, data, text.size + 1);
	free(data);
	return add_file(o->arena, files, "kernel.config", text, error);
}

static void add_word(json_t *words, const char *option, const char *value)
{
	json_append(words, json_text(option));
	if (value)
		json_append(words, json_text(value));
}

static const char *address(struct arena *arena, uint64_t value)
{
	return arena_printf(arena, "0x%llx", (unsigned long long)value);
}

/* All that was told beside tree and kernel. */
static json_t *words_of(const struct board_options *o, const struct prediction *p)
{
	json_t *words = json_new_array();
	struct arena *arena = o->arena;
	const struct range *initrd = &o->boot.initrd;

	for (size_t i = 0; i < p->boot->ram_count && (o->banks.count || p->board->ddr_from || o->boot.firmware_map); i++)
		add_word(words, "--ddr", arena_printf(arena, "%s@%s", address(arena, p->boot->ram[i].size), address(arena, p->boot->ram[i].base)));
	if (o->kernel.page_size)
		add_word(words, "--page-size", address(arena, o->kernel.page_size));
	if (o->boot.has_kernel_base)
		add_word(words, "--kernel-base", address(arena, o->boot.kernel_base));
	if (o->boot.has_fdt_base)
		add_word(words, "--fdt-base", address(arena, o->boot.fdt_base));
	if (initrd->size)
		add_word(words, "--initrd", initrd->base == NO_BASE ? address(arena, initrd->size)
															: arena_printf(arena, "%s@%s", address(arena, initrd->size), address(arena, initrd->base)));
	if (o->boot.cpus)
		add_word(words, "--cpus", arena_printf(arena, "%u", o->boot.cpus));
	if (o->arch_given)
		add_word(words, "--arch", arch_name(o->kernel.arch));
	if (o->boot.efi)
		add_word(words, "--efi", NULL);
	if (o->boot.cmdline || p->board->told.cmdline)
		add_word(words, "--cmdline", p->boot->cmdline);
	return words;
}

/* Within a script element "<" could end it. */
static void write_json(FILE *out, json_t *json)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return;
	json_write(json, memory);
	fclose(memory);
	for (const char *at = text; at && *at; at++)
		if (*at == '<')
			fputs("\\u003c", out);
		else
			fputc(*at, out);
	free(text);
}

static int write_board(const struct board_options *o, const struct prediction *p, FILE *out, struct error *error)
{
	json_t *files = json_new_array();
	const char *slash = strrchr(p->tree->file, '/');
	const char *name = arena_printf(o->arena, "%s.dtb", slash ? slash + 1 : p->tree->file);
	const struct bytes tree = { arena_memdup(o->arena, p->tree->fdt, p->tree->size), p->tree->size };
	int ret = add_file(o->arena, files, name, tree, error);

	if (ret == 0)
		ret = add_kernel(o, p, files, error);
	if (ret)
		return ret;
	fputs("<script type=\"application/json\" id=\"board\">", out);
	write_json(out, json_packed("{s:O, s:O}", "files", files, "words", words_of(o, p)));
	fputs("</script>", out);
	return 0;
}

/* --- together ---------------------------------------------------------------------------------- */

/* The body of the plain report, so that there is something to read before anything runs. */
static void write_body(const struct report *report, FILE *out)
{
	static const struct text_style style = { .unicode = true, .width = 80 };
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);
	const char *begin, *end;

	if (!memory)
		return;
	report_write(report, FORMAT_HTML, &style, memory);
	fclose(memory);
	begin = text ? strstr(text, "<main>") : NULL;
	end = begin ? strstr(begin, "</main>") : NULL;
	if (end)
		fwrite(begin, 1, (size_t)(end - begin) + strlen("</main>"), out);
	free(text);
}

int what_if_page_write(const struct board_options *o, const struct prediction *p, const struct report *report,
					   FILE *out, struct error *error)
{
	struct bytes page;
	const char *body, *board;
	int ret = read_page(o->arena, &page, error);

	if (ret)
		return ret;
	body = strstr((const char *)page.data, REPORT_MARK);
	board = body ? strstr(body, BOARD_MARK) : NULL;
	if (!board)
		return error_set(error, -EINVAL, "--what-if: %s is no page of `make web` of this version", installed_page);
	fwrite(page.data, 1, (size_t)(body - (const char *)page.data), out);
	write_body(report, out);
	body += strlen(REPORT_MARK);
	fwrite(body, 1, (size_t)(board - body), out);
	ret = write_board(o, p, out, error);
	fputs(board + strlen(BOARD_MARK), out);
	if (ret == 0 && ftell(out) > (long)PAGE_LIMIT_BYTES)
		ret = error_set(error, -EFBIG, "--what-if: %s: the page would have more than 1 MiB: leave --what-if out, or drop the tree on dtcarve.html",
						p->tree->file);
	return ret;
}
