/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/dtcarve_finding.h"

#include "check/check.h"
#include "lib/objects.h"
#include "util/arena.h"

_Static_assert(SAME(SEVERITY_NOTE) && SAME(SEVERITY_WARNING) && SAME(SEVERITY_ERROR),
			   "enum dtcarve_severity");

struct dtcarve_finding *public_findings(struct arena *arena, const struct findings *findings)
{
	struct dtcarve_finding *list = arena_alloc(arena, findings->count * sizeof(*list));

	for (size_t i = 0; i < findings->count; i++)
		list[i] = (struct dtcarve_finding){ .finding = findings->items[i], .variants = UINT64_MAX };
	return list;
}

struct dtcarve_finding *public_check_findings(struct arena *arena, const struct check_board *board)
{
	struct dtcarve_finding *list = arena_alloc(arena, board->finding_count * sizeof(*list));

	for (size_t i = 0; i < board->finding_count; i++) {
		const struct check_finding *f = &board->findings[i];

		list[i] = (struct dtcarve_finding){ .finding = { f->rule, f->severity, f->path, f->other_path,
														 f->property, f->message, f->hint },
											.place = f->place,
											.known = f->standing == STANDING_KNOWN,
											.acceptance = f->standing == STANDING_ACCEPTED ? f->reason : NULL,
											.variants = f->variants };
	}
	return list;
}

const char *dtcarve_severity_name(enum dtcarve_severity severity)
{
	return (unsigned int)severity <= SEVERITY_ERROR ? severity_name((enum severity)severity) : NULL;
}

GETTER(const char *, dtcarve_finding_get_id, finding, finding->finding.rule->id)
GETTER(const char *, dtcarve_finding_get_summary, finding, finding->finding.rule->summary)
GETTER(enum dtcarve_severity, dtcarve_finding_get_severity, finding,
	   (enum dtcarve_severity)finding->finding.severity)
GETTER(const char *, dtcarve_finding_get_path, finding, finding->finding.path)
GETTER(const char *, dtcarve_finding_get_other_path, finding, finding->finding.other_path)
GETTER(const char *, dtcarve_finding_get_property, finding, finding->finding.property)
GETTER(const char *, dtcarve_finding_get_message, finding, finding->finding.message)
GETTER(const char *, dtcarve_finding_get_hint, finding, finding->finding.hint)
GETTER(const char *, dtcarve_finding_get_file, finding, finding->place.file)
GETTER(unsigned long, dtcarve_finding_get_line, finding, finding->place.file ? finding->place.line : 0)
GETTER(bool, dtcarve_finding_is_known, finding, finding->known)
GETTER(const char *, dtcarve_finding_get_acceptance, finding, finding->acceptance)
GETTER_BY(bool, dtcarve_finding_is_in_variant, finding, index < 64 && (finding->variants >> index & 1))
