/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/dtcarve_finding.h"

#include "check/check.h"
#include "util/arena.h"

_Static_assert((int)DTCARVE_SEVERITY_NOTE == SEVERITY_NOTE &&
				   (int)DTCARVE_SEVERITY_WARNING == SEVERITY_WARNING &&
				   (int)DTCARVE_SEVERITY_ERROR == SEVERITY_ERROR,
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

const char *dtcarve_finding_get_id(const struct dtcarve_finding *finding)
{
	return finding->finding.rule->id;
}

const char *dtcarve_finding_get_summary(const struct dtcarve_finding *finding)
{
	return finding->finding.rule->summary;
}

enum dtcarve_severity dtcarve_finding_get_severity(const struct dtcarve_finding *finding)
{
	return (enum dtcarve_severity)finding->finding.severity;
}

const char *dtcarve_finding_get_path(const struct dtcarve_finding *finding)
{
	return finding->finding.path;
}

const char *dtcarve_finding_get_other_path(const struct dtcarve_finding *finding)
{
	return finding->finding.other_path;
}

const char *dtcarve_finding_get_property(const struct dtcarve_finding *finding)
{
	return finding->finding.property;
}

const char *dtcarve_finding_get_message(const struct dtcarve_finding *finding)
{
	return finding->finding.message;
}

const char *dtcarve_finding_get_hint(const struct dtcarve_finding *finding)
{
	return finding->finding.hint;
}

const char *dtcarve_finding_get_file(const struct dtcarve_finding *finding)
{
	return finding->place.file;
}

unsigned long dtcarve_finding_get_line(const struct dtcarve_finding *finding)
{
	return finding->place.file ? finding->place.line : 0;
}

bool dtcarve_finding_is_known(const struct dtcarve_finding *finding)
{
	return finding->known;
}

const char *dtcarve_finding_get_acceptance(const struct dtcarve_finding *finding)
{
	return finding->acceptance;
}

bool dtcarve_finding_is_in_variant(const struct dtcarve_finding *finding, size_t variant)
{
	return variant < 64 && (finding->variants >> variant & 1);
}
