/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input/overlay_params.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/blob.h"
#include "input/fixups.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/number.h"

#define SPARE_BYTES 65536
#define LONGEST_VALUE 1024

/* One parameter on its way into a tree that may grow up to its room. */
struct setting {
	struct arena *arena;
	void *fdt;
	const char *name, *value; /* value NULL: none was given */
	struct error *error;
};

/* What an override sets: PROPERTY, then an operator with an offset, then perhaps =LITERAL. */
struct target {
	const char *property;
	int property_length;
	char op; /* one of ":;.#?![", or 0: a string */
	uint32_t offset;
	const char *literal; /* behind "=", or NULL */
	const char *table;   /* behind "{", or NULL */
};

/* What stands behind a target's text where its literal is left empty: a cell, perhaps a label's. */
struct trailing {
	const unsigned char *bytes;
	size_t size;
	uint32_t offset; /* in the property of /__overrides__ */
};

static int refuse(struct setting *s, const char *why)
{
	return error_set(s->error, -EINVAL, "parameter %s%s%s: %s", s->name, s->value ? "=" : "",
					 s->value ? s->value : "", why);
}

static int failed(struct setting *s, int failure)
{
	return failure < 0 ? refuse(s, fdt_strerror(failure)) : 0;
}

/* --- values ---------------------------------------------------------------------------------- */

static bool is_word(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(text, *words) == 0)
			return true;
	return false;
}

/* A parameter without a value is true. */
static bool as_boolean(const struct setting *s, bool *value)
{
	static const char *const on[] = { "y", "yes", "on", "true", "enable", "1", "okay", NULL };
	static const char *const off[] = { "n", "no", "off", "false", "down", "disable", "0", "", NULL };

	*value = !s->value || is_word(s->value, on);
	return *value || is_word(s->value, off);
}

static bool is_true(const struct setting *s)
{
	bool value;

	return !as_boolean(s, &value) || value;
}

static bool parse_number(const char *text, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = *text == '-' ? (uint64_t)strtoll(text, &end, 0) : strtoull(text, &end, 0);
	return end != text && *end == '\0' && errno == 0;
}

static bool as_number(const struct setting *s, uint64_t *number)
{
	bool value;

	if (s->value && parse_number(s->value, number))
		return true;
	*number = as_boolean(s, &value) && value;
	return as_boolean(s, &value);
}

/* --- properties ------------------------------------------------------------------------------ */

static const char *property_name(struct setting *s, const struct target *t)
{
	return arena_strndup(s->arena, t->property, (size_t)t->property_length);
}

static size_t width_of(char op)
{
	return op == '.' ? 1 : op == ';' ? 2 : op == '#' ? 8 : 4;
}

/* The unit address of a node follows what is set in its reg. */
static int rename_by_reg(struct setting *s, int node, uint64_t number)
{
	const char *name = fdt_get_name(s->fdt, node, NULL);
	const char *at = name ? strchr(name, '@') : NULL;

	if (!at)
		return 0;
	name = arena_printf(s->arena, "%.*s@%" PRIx64, (int)(at - name), name, number);
	return failed(s, fdt_set_name(s->fdt, node, name));
}

static int set_number(struct setting *s, int node, const struct target *t, uint64_t number)
{
	const char *name = property_name(s, t);
	size_t width = width_of(t->op), end = (size_t)t->offset + width;
	unsigned char value[LONGEST_VALUE] = { 0 };
	int length, ret;
	const void *old = fdt_getprop(s->fdt, node, name, &length);

	length = old ? length : 0;
	if (end > sizeof(value) || (size_t)length > sizeof(value))
		return refuse(s, "its offset is beyond what a property may have");
	if (length)
		memcpy(value, old, (size_t)length);
	for (size_t i = 0; i < width; i++)
		value[t->offset + i] = (number >> (8 * (width - 1 - i))) & 0xff;
	ret = fdt_setprop(s->fdt, node, name, value, (int)max_u64(end, (uint64_t)length));
	if (ret == 0 && strcmp(name, "reg") == 0 && t->offset == 0)
		return rename_by_reg(s, node, number);
	return failed(s, ret);
}

static int set_text(struct setting *s, int node, const struct target *t, const char *text)
{
	const char *name = property_name(s, t);
	bool value;

	if (strcmp(name, "status") == 0 && as_boolean(s, &value) && !t->literal)
		text = value ? "okay" : "disabled";
	if (strcmp(name, "name") == 0)
		return failed(s, fdt_set_name(s->fdt, node, text));
	return failed(s, fdt_setprop(s->fdt, node, name, text, (int)strlen(text) + 1));
}

/* "prop?": there or not; "prop!": the other way round. */
static int set_presence(struct setting *s, int node, const struct target *t)
{
	const char *name = property_name(s, t);
	bool value;

	if (!as_boolean(s, &value))
		return refuse(s, "takes on or off");
	if (value != (t->op == '!'))
		return failed(s, fdt_setprop_empty(s->fdt, node, name));
	fdt_delprop(s->fdt, node, name);
	return 0;
}

/* "prop[": bytes in hexadecimal. */
static int set_bytes(struct setting *s, int node, const struct target *t, const char *text)
{
	unsigned char value[LONGEST_VALUE];
	int count = 0;

	for (; *text && *text != ']'; count++) {
		char digits[3] = { text[0], text[1], '\0' };

		if (!isxdigit((unsigned char)digits[0]) || !isxdigit((unsigned char)digits[1]) ||
			count == LONGEST_VALUE)
			return refuse(s, "takes bytes of two hexadecimal digits");
		value[count] = (unsigned char)strtoul(digits, NULL, 16);
		text += 2 + (text[2] == ' ' || text[2] == ':');
	}
	return failed(s, fdt_setprop(s->fdt, node, property_name(s, t), value, count));
}

/* "prop{a=1,b='x',3}": a table of the values that there are; one without a key is for all others. */
static const char *looked_up(struct setting *s, const char *table)
{
	while (*table && *table != '}') {
		size_t length = strcspn(table, ",}"), key = strcspn(table, "=,}");
		const char *value = key < length ? table + key + 1 : table;

		if (key == 0 || key == length ||
			(s->value && strlen(s->value) == key && strncmp(table, s->value, key) == 0)) {
			size_t size = length - (size_t)(value - table);

			if (size >= 2 && (*value == '\'' || *value == '"'))
				return arena_strndup(s->arena, value + 1, size - 2);
			return arena_strndup(s->arena, value, size);
		}
		table += length + (table[length] == ',');
	}
	return NULL;
}

static int set_cell(struct setting *s, int node, const struct target *t, const struct trailing *trailing)
{
	char path[512];
	uint64_t number = 0;

	for (size_t i = 0; i < trailing->size; i++)
		number = number << 8 | trailing->bytes[i];
	if (fdt_get_path(s->fdt, node, path, sizeof(path)) == 0 &&
		fixups_move(s->arena, s->fdt, s->name, trailing->offset, path, property_name(s, t), t->offset) < 0)
		return refuse(s, "its label cannot be moved to where it belongs");
	node = fdt_path_offset(s->fdt, path);
	return set_number(s, node, t, number);
}

static int set_property(struct setting *s, int node, const struct target *t, const struct trailing *trailing)
{
	const char *text = t->literal ? t->literal : s->value;
	uint64_t number;

	if (t->op == '?' || t->op == '!')
		return set_presence(s, node, t);
	if (t->literal && !is_true(s))
		return 0;
	if (t->table) {
		text = looked_up(s, t->table);
		if (!text)
			return refuse(s, "is none of the values that it can have");
	}
	if (trailing->size)
		return set_cell(s, node, t, trailing);
	if (t->op == '[')
		return set_bytes(s, node, t, text ? text : "");
	if (!t->op)
		return text ? set_text(s, node, t, text) : set_text(s, node, t, "");
	if (t->literal || t->table ? !parse_number(text, &number) : !as_number(s, &number))
		return refuse(s, "takes a number");
	return set_number(s, node, t, number);
}

static struct target parse_target(const char *text)
{
	size_t length = strcspn(text, ":;.#?![{=");
	struct target t = { .property = text, .property_length = (int)length };
	char *end = (char *)(uintptr_t)text + length;

	/* a comma and a dot may be part of a property's name; an offset follows the operator */
	while (*end == '.' && !isdigit((unsigned char)end[1])) {
		length += 1 + strcspn(end + 1, ":;.#?![{=");
		t.property_length = (int)length;
		end = (char *)(uintptr_t)text + length;
	}
	if (*end && *end != '=' && *end != '{')
		t.op = *end++;
	if (t.op && strchr(":;.#", t.op))
		t.offset = (uint32_t)strtoul(end, &end, 0);
	if (*end == '=')
		t.literal = end + 1;
	if (*end == '{')
		t.table = end + 1;
	return t;
}

/* --- fragments ------------------------------------------------------------------------------- */

static int fragment_state(struct setting *s, unsigned long number, bool on)
{
	static const char *const names[] = { "__dormant__", "__overlay__" };
	int fragment = -1, node, content;

	fdt_for_each_subnode(node, s->fdt, 0)
	{
		const char *name = fdt_get_name(s->fdt, node, NULL);

		if (name && strncmp(name, "fragment", 8) == 0 && (name[8] == '@' || name[8] == '-') &&
			strtoul(name + 9, NULL, 0) == number)
			fragment = node;
	}
	if (fragment < 0)
		return refuse(s, arena_printf(s->arena, "there is no fragment@%lu", number));
	content = fdt_subnode_offset(s->fdt, fragment, names[!on]);
	return content < 0 ? 0 : failed(s, fdt_set_name(s->fdt, content, names[on]));
}

/* "+0-1=2!3": on, off, on where the parameter is true, on where it is false. */
static int set_fragments(struct setting *s, const char *text)
{
	int ret = 0;

	while (*text && ret == 0) {
		char sign = *text++, *end;
		unsigned long number = strtoul(text, &end, 10);

		if (end == text || !strchr("+-=!", sign))
			return refuse(s, "/__overrides__ says what nobody knows");
		text = end;
		ret = fragment_state(s, number,
							 sign == '+' || (sign == '=' && is_true(s)) || (sign == '!' && !is_true(s)));
	}
	return ret;
}

/* --- one parameter --------------------------------------------------------------------------- */

static int set_one(struct setting *s, uint32_t phandle, const char *text, const struct trailing *trailing)
{
	struct target t;
	int node;

	if (!phandle)
		return set_fragments(s, text);
	node = fdt_node_offset_by_phandle(s->fdt, phandle);
	if (node < 0)
		return refuse(s, "/__overrides__ refers to a node that is not there");
	t = parse_target(text);
	return set_property(s, node, &t, trailing);
}

/* Entries of a phandle, a text, and bytes where the text ends in "=". */
static int set_all(struct setting *s, const unsigned char *list, size_t size)
{
	size_t at = 0;
	int ret = 0;

	while (ret == 0 && at < size) {
		const char *text = (const char *)list + at + 4;
		const char *end = size - at > 4 ? memchr(text, '\0', size - at - 4) : NULL;
		struct trailing trailing = { 0 };
		struct target t;

		if (!end)
			return refuse(s, "/__overrides__ is damaged");
		t = parse_target(text);
		trailing.offset = (uint32_t)((const unsigned char *)end + 1 - list);
		if (t.literal && !*t.literal && t.op && load_be32(list + at)) {
			trailing.bytes = list + trailing.offset;
			trailing.size = width_of(t.op);
			if (trailing.size > size - trailing.offset)
				return refuse(s, "/__overrides__ is damaged");
		}
		ret = set_one(s, load_be32(list + at), text, &trailing);
		at = trailing.offset + trailing.size;
	}
	return ret;
}

static int unknown(struct setting *s, int overrides)
{
	const char *list = "", *name;
	int property;

	if (overrides < 0)
		return refuse(s, "there are no parameters (no /__overrides__)");
	fdt_for_each_property_offset(property, s->fdt,
								 overrides) if (fdt_getprop_by_offset(s->fdt, property, &name, NULL) &&
												strcmp(name, "phandle") != 0 && strlen(list) < 400) list =
		arena_printf(s->arena, "%s%s%s", list, *list ? ", " : "", name);
	return refuse(s, arena_printf(s->arena, "no such parameter: there are %s", list));
}

static int set_param(struct arena *arena, void *fdt, const char *param, struct error *error)
{
	size_t length = strcspn(param, "=");
	struct setting s = { .arena = arena,
						 .fdt = fdt,
						 .name = arena_strndup(arena, param, length),
						 .value = param[length] ? param + length + 1 : NULL,
						 .error = error };
	int overrides = fdt_path_offset(fdt, "/__overrides__"), size;
	const void *list = overrides < 0 ? NULL : fdt_getprop(fdt, overrides, s.name, &size);

	if (!list)
		return unknown(&s, overrides);
	/* the tree moves while it is changed */
	return set_all(&s, arena_memdup(arena, list, (size_t)size), (size_t)size);
}

bool overlay_has_params(const struct blob *blob)
{
	const void *fdt = blob->fdt.data;
	int node;

	if (fdt_path_offset(fdt, "/__overrides__") >= 0)
		return true;
	fdt_for_each_subnode(node, fdt, 0)
	{
		int content = fdt_subnode_offset(fdt, node, "__overlay__");

		if (fdt_subnode_offset(fdt, node, "__dormant__") >= 0 ||
			(content >= 0 && fdt_get_phandle(fdt, content)))
			return true;
	}
	return false;
}

bool tree_has_param(const struct blob *blob, const char *param)
{
	int overrides = fdt_path_offset(blob->fdt.data, "/__overrides__");

	return overrides >= 0 &&
		   fdt_getprop_namelen(blob->fdt.data, overrides, param, (int)strcspn(param, "="), NULL) != NULL;
}

static int set_params(struct arena *arena, struct blob *blob, const char *const *params, size_t count,
					  bool settle, struct error *error)
{
	size_t room = 2 * blob->fdt.size + SPARE_BYTES;
	struct bytes result = { arena_alloc(arena, room), 0 };
	int ret = fdt_open_into(blob->fdt.data, result.data, (int)room);

	if (ret)
		return error_set(error, -EINVAL, "libfdt says %s", fdt_strerror(ret));
	for (size_t i = 0; i < count && ret == 0; i++)
		ret = set_param(arena, result.data, params[i], error);
	if (ret)
		return ret;
	ret = settle ? fixups_settle(arena, result.data) : 0;
	if (ret)
		return error_set(error, -EINVAL, "its fixups: libfdt says %s", fdt_strerror(ret));
	fdt_pack(result.data);
	result.size = fdt_totalsize(result.data);
	return blob_adopt(arena, result, blob, error);
}

int overlay_set_params(struct arena *arena, struct blob *blob, const char *const *params, size_t count,
					   struct error *error)
{
	return set_params(arena, blob, params, count, true, error);
}

int tree_set_params(struct arena *arena, struct blob *blob, const char *const *params, size_t count,
					struct error *error)
{
	return set_params(arena, blob, params, count, false, error);
}
