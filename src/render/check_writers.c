/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/check_writers.h"

#include "document/pages.h"
#include "util/arena.h"

void check_write(const struct check *check, enum format_id format, const struct check_writing *writing,
				 FILE *out)
{
	switch (format) {
	case FORMAT_JSON:
		check_write_json(check, out);
		break;
	case FORMAT_SARIF:
		check_write_sarif(check, out);
		break;
	case FORMAT_JUNIT:
		check_write_junit(check, writing->threshold, writing->when, out);
		break;
	case FORMAT_GITHUB:
		check_write_github(check, out);
		break;
	case FORMAT_GITLAB:
		check_write_gitlab(check, out);
		break;
	case FORMAT_TEXT:
		/* lines that editors jump to */
		check_write_text(check, &writing->style, out);
		break;
	default:
		page_write_last(formats[format].page, &writing->style, page_of_check(arena_new(), check), out);
		break;
	}
}
