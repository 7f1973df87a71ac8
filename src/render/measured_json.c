/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Predicted and measured, as part of the report's JSON. */
#include "compare/measured.h"
#include "render/json.h"
#include "render/report_json.h"

static json_t *figure_json(const struct figure *f)
{
	json_t *json = json_pack("{s:s, s:s, s:s, s:o}", "command", look_command(f->look), "name", f->name,
							 "unit", f->unit, "predicted", estimate_to_json(f->expected));

	if (f->is_measured) {
		json_object_set_new(json, "measured", json_integer((json_int_t)f->measured));
		json_object_set_new(json, "verdict", json_string(verdict_name(f->verdict)));
	}
	if (f->why)
		json_object_set_new(json, "why", json_text(f->why));
	return json;
}

static json_t *line_json(const struct expected_line *line)
{
	json_t *json =
		json_pack("{s:o, s:s}", "text", json_text(line->text), "verdict", verdict_name(line->verdict));

	if (line->found)
		json_object_set_new(json, "found", json_text(line->found));
	return json;
}

json_t *measured_to_json(const struct measured *m)
{
	json_t *figures = json_array(), *lines = json_array();

	for (size_t i = 0; i < m->figure_count; i++)
		json_array_append_new(figures, figure_json(&m->figures[i]));
	for (size_t i = 0; i < m->line_count; i++)
		json_array_append_new(lines, line_json(&m->lines[i]));
	return json_pack("{s:o, s:o, s:o, s:o}", "source", json_text(m->source), "figures", figures, "lines",
					 lines, "notes", json_texts(m->notes, m->note_count));
}
