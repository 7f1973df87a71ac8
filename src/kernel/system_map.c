/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/system_map.h"

#include <errno.h>
#include <string.h>

#include "kernel/symbols.h"
#include "util/error.h"

#define LONGEST_NAME 1024 /* twice linux:include/linux/kallsyms.h:KSYM_NAME_LEN */

/* One line: "ffff800008000000 T _text", with "\t[module]" behind it in /proc/kallsyms. */
struct entry {
	uint64_t address;
	unsigned int digits;
	const char *name;
	size_t length;
	bool module;
};

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool parse_line(const char *text, size_t length, struct entry *e)
{
	const char *end = text + length, *stop;

	*e = (struct entry){ 0 };
	for (; text < end && hex_value(*text) >= 0 && e->digits < 17; text++, e->digits++)
		e->address = e->address << 4 | (uint64_t)hex_value(*text);
	if ((e->digits != 8 && e->digits != 16) || end - text < 4 || text[0] != ' ' || text[2] != ' ' ||
		text[1] <= ' ')
		return false;
	e->name = text + 3;
	stop = memchr(e->name, '\t', (size_t)(end - e->name));
	e->module = stop != NULL;
	e->length = (size_t)((stop ? stop : end) - e->name);
	return e->length > 0 && e->length <= LONGEST_NAME && !memchr(e->name, '\0', e->length);
}

/* Lines stand in the order of addresses, so a symbol reaches up to the next one that lies higher. */
struct reader {
	struct symbols symbols;
	struct entry last;
};

static void flush(struct reader *r, uint64_t next)
{
	if (r->last.name)
		symbols_add(&r->symbols, r->last.name, r->last.length, r->last.address,
					next > r->last.address ? next - r->last.address : 0);
}

/* "U" and "w" lines of nm have no address; what else is no line of a map is refused. */
static bool has_no_address(const char *text, size_t length)
{
	size_t blanks = 0;

	while (blanks < length && text[blanks] == ' ')
		blanks++;
	return length == 0 || (blanks >= 8 && blanks < length);
}

static int read_lines(struct reader *r, const char *file, struct bytes in, struct error *error)
{
	const char *text = (const char *)in.data, *end = text + in.size;

	for (unsigned int line = 1; text < end; line++) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t length = (size_t)((newline ? newline : end) - text);
		struct entry e;

		if (length && text[length - 1] == '\r')
			length--;
		if (parse_line(text, length, &e)) {
			if (!e.module) {
				flush(r, e.address);
				r->last = e;
				r->symbols.digits = e.digits;
			}
		} else if (!has_no_address(text, length)) {
			return error_set(error, -EINVAL,
							 "%s:%u: \"%.*s\": expected ADDRESS TYPE NAME, as in a System.map", file, line,
							 length > 60 ? 60 : (int)length, text);
		}
		text = newline ? newline + 1 : end;
	}
	flush(r, 0);
	return 0;
}

/* Debian's packages have one line instead of a map. */
static bool is_placeholder(struct bytes in)
{
	return in.size < 300 && memmem(in.data, in.size, "The real System.map is in", 25);
}

int system_map_tell(struct facts *facts, const char *file, struct bytes in, struct error *error)
{
	struct reader r = { 0 };
	int ret;

	if (!in.size)
		return error_set(error, -EINVAL, "%s: is empty: expected the lines of a System.map", file);
	if (is_placeholder(in))
		return error_set(
			error, -EINVAL,
			"%s: says only that the real System.map is in the package of debug symbols (-dbg): take that one",
			file);
	ret = read_lines(&r, file, in, error);
	return ret ? ret : symbols_tell(facts, file, &r.symbols, error);
}
