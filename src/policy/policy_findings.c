/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/policy_findings.h"

#include <string.h>

#define ALL_VERSIONS "The policy's own rule; the figures are those of the kernel that is checked."

const struct rule policy_findings[POLICY_FINDINGS] = {
	[GATE_ACCEPTANCE] = { "policy-acceptance-expired", SEVERITY_WARNING, NULL,
						  "an accepted finding is past its date",
						  "The policy accepted a finding until a day that is over. It counts again.",
						  ALL_VERSIONS,
						  "[accept region-unreferenced /reserved-memory/log@98000000]\nreason = owned by the boot loader\n"
						  "until = 2025-12-31",
						  "Mend what was accepted, or agree on a new date." },
	[GATE_CMA] = { "policy-cma", SEVERITY_ERROR, NULL, "more CMA than the policy allows",
				   "CMA pools serve movable pages and their own devices only; kernel memory cannot use them.",
				   ALL_VERSIONS, "[budget]\ncma-max = 25%",
				   "Make pools smaller, share them, or raise the budget." },
	[GATE_CMA_RUN] = { "policy-cma-run", SEVERITY_ERROR, NULL, "no CMA pool is as large as the policy wants",
					   "A buffer lies within one pool, so the largest pool bounds the largest buffer.",
					   ALL_VERSIONS, "[budget]\ncma-run-min = 64M",
					   "Make one pool larger rather than several." },
	[GATE_DEMAND] = { "policy-demand", SEVERITY_ERROR, NULL,
					  "a region is smaller than what its users allocate",
					  "Buffers are rounded to pages, and in a CMA pool aligned to their size up to CONFIG_CMA_ALIGNMENT (1 MiB by default), so they take more than the sum of their bytes.",
					  ALL_VERSIONS, "[demand /reserved-memory/display@90000000]\nbuffers = 1920x1080 XR24 x3",
					  "Make the region as large as the finding tells." },
	[GATE_NEED] = { "policy-need", SEVERITY_ERROR, NULL, "a need of the policy is not met",
					"The free lists and watermarks of the settled system do not give so many blocks without reclaim.",
					ALL_VERSIONS, "[needs]\nneed.wifi = order=3 gfp=GFP_ATOMIC count=128",
					"Give back carve-outs, raise min_free_kbytes, or let the driver preallocate; \"dtcarve suggest\" finds a plan." },
	[GATE_NO_MAP] = { "policy-no-map", SEVERITY_ERROR, NULL, "more no-map memory than the policy allows",
					  "no-map memory is lost to Linux altogether.", ALL_VERSIONS,
					  "[budget]\nno-map-max = 64M", "Make carve-outs smaller, or raise the budget." },
	[GATE_OPEN] = { "policy-open", SEVERITY_WARNING, NULL, "a limit of the policy may hold or may fail",
					"What is not known of the kernel or the boot loader moves a figure across the limit: with one kernel that agrees with all that was told it holds, with another it fails.",
					ALL_VERSIONS, "[budget]\nunmovable-min = 700M",
					"Tell what the finding names (--kernel-config, a kernel profile, --fdt-base ...), or leave more room." },
	[GATE_ORDER_9] = { "policy-order-9", SEVERITY_ERROR, NULL, "fewer order-9 blocks than the policy wants",
					   "Carve-outs cut blocks of 2 MiB (with 4 KiB pages); what is left of a cut block is never one again.",
					   ALL_VERSIONS, "[budget]\norder-9-min = 300",
					   "Align carve-outs, put them together, or make them smaller." },
	[GATE_UNMOVABLE] = { "policy-unmovable", SEVERITY_ERROR, NULL,
						 "less memory for unmovable requests than the policy wants",
						 "Kernel memory, most driver buffers among it, can use neither carve-outs nor CMA pools nor high memory.",
						 ALL_VERSIONS, "[budget]\nunmovable-min = 700M",
						 "Make carve-outs and CMA pools smaller." },
};

const struct rule *gate_rule_after(const char *id)
{
	const struct rule *next = rule_after(id);

	for (size_t i = 0; i < POLICY_FINDINGS; i++)
		if (strcmp(policy_findings[i].id, id) > 0 && (!next || strcmp(policy_findings[i].id, next->id) < 0))
			next = &policy_findings[i];
	return next;
}

const struct rule *gate_rule_find(const char *id)
{
	for (size_t i = 0; i < POLICY_FINDINGS; i++)
		if (strcmp(policy_findings[i].id, id) == 0)
			return &policy_findings[i];
	return rule_find(id);
}
