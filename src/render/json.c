/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/json.h"

#include "kernel/kernel.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "util/memory.h"
#include "util/utf8.h"

/* Microseconds of a kernel's first hundred days. */
#define FLAGS (JSON_ENSURE_ASCII | JSON_REAL_PRECISION(13))

static void drop_value(void *value)
{
	json_decref(value);
}

/* Until it is written; the containers it is put in have references of their own. */
static json_t *keep(json_t *value)
{
	if (!value)
		memory_out();
	memory_adopt(value, drop_value);
	return value;
}

json_t *json_new_object(void)
{
	return keep(json_object());
}

json_t *json_new_array(void)
{
	return keep(json_array());
}

json_t *json_packed(const char *format, ...)
{
	va_list args;
	json_t *value;

	va_start(args, format);
	value = json_vpack_ex(NULL, 0, format, args);
	va_end(args);
	return keep(value);
}

void json_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set(object, key, value))
		memory_out();
}

void json_append(json_t *array, json_t *value)
{
	if (json_array_append(array, value))
		memory_out();
}

json_t *json_part(const char *text, size_t size)
{
	static const char replacement[] = "\xef\xbf\xbd";
	char *good = memory_new(size * strlen(replacement) + 1), *to = good;
	const char *end = text + size;
	json_t *json;

	while (text < end) {
		uint32_t code;
		size_t length = utf8_read(text, &code);
		bool whole = length && length <= (size_t)(end - text);

		to = whole ? mempcpy(to, text, length) : stpcpy(to, replacement);
		text += whole ? length : 1;
	}
	json = keep(json_stringn(good, (size_t)(to - good)));
	memory_free(good);
	return json;
}

json_t *json_text(const char *text)
{
	return text ? json_part(text, strlen(text)) : json_null();
}

json_t *json_texts(const char *const *texts, size_t count)
{
	return JSON_LIST(i, count, json_text(texts[i]));
}

json_t *json_int(int64_t number)
{
	return keep(json_integer((json_int_t)number));
}

json_t *json_uint(uint64_t number)
{
	return json_int((int64_t)number);
}

json_t *json_number(double number)
{
	return keep(json_real(number));
}

json_t *json_address(uint64_t address)
{
	return keep(json_sprintf("0x%" PRIx64, address));
}

json_t *estimate_to_json(struct estimate e)
{
	if (is_exact(e))
		return json_int(e.value);
	return json_packed("{s:I, s:I, s:I, s:b}", "value", (json_int_t)e.value, "low", (json_int_t)e.low, "high",
					   (json_int_t)e.high, "exact", 0);
}

void json_add_kernel_basis(json_t *object, const struct kernel *k)
{
	json_t *rules = json_new_array();

	for (size_t i = 0; i < k->known_count; i++)
		json_append(rules, json_text(k->known[i].name));
	json_put(object, "given", json_boolean(k->given));
	json_put(object, "rules", rules);
	json_put(object, "config", json_text(kernel_config_extent(k)));
	json_add_text(object, "version_from", k->told_by);
	json_add_text(object, "config_from", k->config_told_by);
}

void json_add_text(json_t *object, const char *key, const char *text)
{
	if (text && *text)
		json_put(object, key, json_text(text));
}

/* All that it was made of goes with it. */
static void dump(json_t *value, FILE *out, size_t flags)
{
	if (json_dumpf(value, out, flags) && !ferror(out))
		memory_out();
	memory_drop_latest(drop_value);
}

void json_write(json_t *document, FILE *out)
{
	dump(document, out, JSON_INDENT(1) | FLAGS);
	putc('\n', out);
}

void json_stream_begin(struct json_stream *stream, FILE *out, const char *schema)
{
	*stream = (struct json_stream){ .out = out, .whole = out ? NULL : json_new_object() };
	if (out)
		fprintf(out, "{\n \"schema\": \"%s\"", schema);
	else
		json_put(stream->whole, "schema", json_text(schema));
}

static void close_list(struct json_stream *stream)
{
	if (stream->listing)
		fputs(stream->any ? "\n ]" : "]", stream->out);
	stream->listing = false;
}

void json_stream_value(struct json_stream *stream, const char *key, json_t *value)
{
	if (!stream->out) {
		json_put(stream->whole, key, value);
		return;
	}
	close_list(stream);
	fprintf(stream->out, ",\n \"%s\": ", key);
	dump(value, stream->out, JSON_ENCODE_ANY | FLAGS);
}

void json_stream_list(struct json_stream *stream, const char *key)
{
	if (!stream->out) {
		stream->list = json_new_array();
		json_put(stream->whole, key, stream->list);
		return;
	}
	close_list(stream);
	fprintf(stream->out, ",\n \"%s\": [", key);
	stream->listing = true;
	stream->any = false;
}

void json_stream_item(struct json_stream *stream, json_t *item)
{
	if (!stream->out) {
		json_append(stream->list, item);
		return;
	}
	fputs(stream->any ? ",\n  " : "\n  ", stream->out);
	dump(item, stream->out, FLAGS);
	stream->any = true;
}

json_t *json_stream_end(struct json_stream *stream)
{
	if (stream->out) {
		close_list(stream);
		fputs("\n}\n", stream->out);
	}
	return stream->whole;
}
