/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_FINDING_H
#define DTCARVE_FINDING_H

#include <dtcarve/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One thing that is wrong with a board; belongs to the report or check that found it. */
struct dtcarve_finding;

enum dtcarve_severity { DTCARVE_SEVERITY_NOTE, DTCARVE_SEVERITY_WARNING, DTCARVE_SEVERITY_ERROR };

/* "note", "warning", "error"; NULL for any other value. */
DTCARVE_API const char *dtcarve_severity_name(enum dtcarve_severity severity);

/* Its rule, "cma-misaligned", which stays the same from version to version; and that rule in one line. */
DTCARVE_API const char *dtcarve_finding_get_id(const struct dtcarve_finding *finding);
DTCARVE_API const char *dtcarve_finding_get_summary(const struct dtcarve_finding *finding);

/* As a policy weighs it, where there is one. */
DTCARVE_API enum dtcarve_severity dtcarve_finding_get_severity(const struct dtcarve_finding *finding);

/* The node, or "/memreserve/INDEX". The other node of a pair and the property to look at: NULL without. */
DTCARVE_API const char *dtcarve_finding_get_path(const struct dtcarve_finding *finding);
DTCARVE_API const char *dtcarve_finding_get_other_path(const struct dtcarve_finding *finding);
DTCARVE_API const char *dtcarve_finding_get_property(const struct dtcarve_finding *finding);

/* What the kernel does, and what it prints; and how to mend it, or NULL. */
DTCARVE_API const char *dtcarve_finding_get_message(const struct dtcarve_finding *finding);
DTCARVE_API const char *dtcarve_finding_get_hint(const struct dtcarve_finding *finding);

/* Of a check of .dts source: file and line, from 1, that node or property comes from. NULL and 0 otherwise.
 */
DTCARVE_API const char *dtcarve_finding_get_file(const struct dtcarve_finding *finding);
DTCARVE_API unsigned long dtcarve_finding_get_line(const struct dtcarve_finding *finding);

/* Of a check: the baseline has it, as bad or worse; or the policy accepts it, and why (NULL: it does not).
 * Such findings do not count. */
DTCARVE_API bool dtcarve_finding_is_known(const struct dtcarve_finding *finding);
DTCARVE_API const char *dtcarve_finding_get_acceptance(const struct dtcarve_finding *finding);

/* Of a check: whether the board has it in the variant of that index; of a report always true. */
DTCARVE_API bool dtcarve_finding_is_in_variant(const struct dtcarve_finding *finding, size_t variant);

#ifdef __cplusplus
}
#endif

#endif
