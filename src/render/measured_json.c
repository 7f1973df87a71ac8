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
	json_add_text(json, "why", f->why);
	return json;
}

static json_t *line_json(const struct expected_line *line)
{
	json_t *json =
		json_packed("{s:O, s:s}", "text", json_text(line->text), "verdict", verdict_name(line->verdict));

	json_add_text(json, "found", line->found);
	return json;
}

json_t *measured_to_json(const struct measured *m)
{
	return json_packed("{s:O, s:O, s:O, s:O}", "source", json_text(m->source), "figures",
					   JSON_LIST(i, m->figure_count, figure_json(&m->figures[i])), "lines",
					   JSON_LIST(i, m->line_count, line_json(&m->lines[i])), "notes",
					   json_texts(m->notes, m->note_count));
}
