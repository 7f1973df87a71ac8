/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/json.h"

#include "kernel/kernel.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "util/utf8.h"

/* Microseconds of a kernel's first hundred days. */
#define FLAGS (JSON_ENSURE_ASCII | JSON_REAL_PRECISION(13))

static json_t *repaired(const char *text)
{
	static const char replacement[] = "\xef\xbf\xbd";
	char *good = malloc(strlen(text) * strlen(replacement) + 1), *to = good;
	json_t *json;

	if (!good)
		abort();
	while (*text) {
		uint32_t code;
		size_t length = utf8_read(text, &code);

		to = length ? mempcpy(to, text, length) : stpcpy(to, replacement);
		text += length ? length : 1;
	}
	json = json_stringn(good, (size_t)(to - good));
	free(good);
	return json;
}

json_t *json_text(const char *text)
{
	json_t *json = text ? json_string(text) : json_null();

	return json ? json : repaired(text);
}

json_t *json_texts(const char *const *texts, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_text(texts[i]));
	return array;
}

json_t *json_uint(uint64_t number)
{
	return json_integer((json_int_t)number);
}

json_t *json_address(uint64_t address)
{
	return json_sprintf("0x%" PRIx64, address);
}

json_t *estimate_to_json(struct estimate e)
{
	if (is_exact(e))
		return json_integer(e.value);
	return json_pack("{s:I, s:I, s:I, s:b}", "value", (json_int_t)e.value, "low", (json_int_t)e.low, "high",
					 (json_int_t)e.high, "exact", 0);
}

void json_add_kernel_basis(json_t *object, const struct kernel *k)
{
	json_t *rules = json_array();

	for (size_t i = 0; i < k->known_count; i++)
		json_array_append_new(rules, json_string(k->known[i].name));
	json_object_set_new(object, "given", json_boolean(k->given));
	json_object_set_new(object, "rules", rules);
	json_object_set_new(object, "config", json_string(kernel_config_extent(k)));
}

void json_add_text(json_t *object, const char *key, const char *text)
{
	if (text && *text)
		json_object_set_new(object, key, json_text(text));
}

void json_write(json_t *document, FILE *out)
{
	json_dumpf(document, out, JSON_INDENT(1) | FLAGS);
	putc('\n', out);
	json_decref(document);
}

void json_stream_begin(struct json_stream *stream, FILE *out, const char *schema, const char *list)
{
	*stream = (struct json_stream){ .out = out };
	fprintf(out, "{\n \"schema\": \"%s\",\n \"%s\": [", schema, list);
}

void json_stream_item(struct json_stream *stream, json_t *item)
{
	fputs(stream->any ? ",\n  " : "\n  ", stream->out);
	json_dumpf(item, stream->out, FLAGS);
	stream->any = true;
	json_decref(item);
}

void json_stream_list(struct json_stream *stream, const char *list)
{
	fprintf(stream->out, "%s],\n \"%s\": [", stream->any ? "\n " : "", list);
	stream->any = false;
}

void json_stream_end(struct json_stream *stream)
{
	fprintf(stream->out, "%s]\n}\n", stream->any ? "\n " : "");
}
