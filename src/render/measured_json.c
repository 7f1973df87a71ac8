/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Predicted and measured, as part of the report's JSON. */
#include "compare/measured.h"
#include "render/json.h"
#include "render/report_json.h"

static json_t *figure_json(const struct figure *f)
{
	json_t *json = json_packed("{s:s, s:s, s:s, s:O}", "command", look_command(f->look), "name", f->name,
							   "unit", f->unit, "predicted", estimate_to_json(f->expected));

	if (f->is_measured) {
		json_put(json, "measured", json_int((json_int_t)f->measured));
		json_put(json, "verdict", json_text(verdict_name(f->verdict)));
	}
	if (f->why)
		json_put(json, "why", json_text(f->why));
	return json;
}

static json_t *line_json(const struct expected_line *line)
{
	json_t *json =
		json_packed("{s:O, s:s}", "text", json_text(line->text), "verdict", verdict_name(line->verdict));

	if (line->found)
		json_put(json, "found", json_text(line->found));
	return json;
}

json_t *measured_to_json(const struct measured *m)
{
	json_t *figures = json_new_array(), *lines = json_new_array();

	for (size_t i = 0; i < m->figure_count; i++)
		json_append(figures, figure_json(&m->figures[i]));
	for (size_t i = 0; i < m->line_count; i++)
		json_append(lines, line_json(&m->lines[i]));
	return json_packed("{s:O, s:O, s:O, s:O}", "source", json_text(m->source), "figures", figures, "lines",
					   lines, "notes", json_texts(m->notes, m->note_count));
}
