/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/policy_findings.h"

#include <string.h>

#define ALL_VERSIONS "The policy's own rule; the figures are those of the kernel that is checked."

#define LIMIT(name, id, severity, summary, what, example, mend)                                               \
	[GATE_##name] = { id, SEVERITY_##severity, NULL, summary, what, ALL_VERSIONS, example, mend }

const struct rule policy_findings[POLICY_FINDINGS] = {
	LIMIT(ACCEPTANCE, "policy-acceptance-expired", WARNING, "an accepted finding is past its date",
		  "The policy accepted a finding until a day that is over. It counts again.",
		  "[accept region-unreferenced /reserved-memory/log@98000000]\nreason = owned by the boot loader\n"
		  "until = 2025-12-31",
		  "Mend what was accepted, or agree on a new date."),
	LIMIT(CMA, "policy-cma", ERROR, "more CMA than the policy allows",
		  "CMA pools serve movable pages and their own devices only; kernel memory cannot use them.",
		  "[budget]\ncma-max = 25%",
		  "Make pools smaller, share them, or raise the budget."),
	LIMIT(CMA_RUN, "policy-cma-run", ERROR, "no CMA pool is as large as the policy wants",
		  "A buffer lies within one pool, so the largest pool bounds the largest buffer.",
		  "[budget]\ncma-run-min = 64M",
		  "Make one pool larger rather than several."),
	LIMIT(DEMAND, "policy-demand", ERROR, "a region is smaller than what its users allocate",
		  "Buffers are rounded to pages, and in a CMA pool aligned to their size up to CONFIG_CMA_ALIGNMENT (1 MiB by default), so they take more than the sum of their bytes.",
		  "[demand /reserved-memory/display@90000000]\nbuffers = 1920x1080 XR24 x3",
		  "Make the region as large as the finding tells."),
	LIMIT(NEED, "policy-need", ERROR, "a need of the policy is not met",
		  "The free lists and watermarks of the settled system do not give so many blocks without reclaim.",
		  "[needs]\nneed.wifi = order=3 gfp=GFP_ATOMIC count=128",
		  "Give back carve-outs, raise min_free_kbytes, or let the driver preallocate; \"dtcarve suggest\" finds a plan."),
	LIMIT(NO_MAP, "policy-no-map", ERROR, "more no-map memory than the policy allows",
		  "no-map memory is lost to Linux altogether.",
		  "[budget]\nno-map-max = 64M",
		  "Make carve-outs smaller, or raise the budget."),
	LIMIT(OPEN, "policy-open", WARNING, "a limit of the policy may hold or may fail",
		  "What is not known of the kernel or the boot loader moves a figure across the limit: with one kernel that agrees with all that was told it holds, with another it fails.",
		  "[budget]\nunmovable-min = 700M",
		  "Tell what the finding names (--kernel-config, a kernel profile, --fdt-base ...), or leave more room."),
	LIMIT(ORDER_9, "policy-order-9", ERROR, "fewer order-9 blocks than the policy wants",
		  "Carve-outs cut blocks of 2 MiB (with 4 KiB pages); what is left of a cut block is never one again.",
		  "[budget]\norder-9-min = 300",
		  "Align carve-outs, put them together, or make them smaller."),
	LIMIT(REACH, "policy-reach", ERROR, "a region lies where its users do not reach by the policy",
		  "A driver with a DMA mask of 32 bits is given nothing above 4 GiB, so a pool there is lost to it. The tree does not tell masks, so the policy does.",
		  "[region /reserved-memory/video@120000000]\nreach = 4G",
		  "Move the region below, or give a dynamic one alloc-ranges that end there; \"dtcarve suggest\" finds a place."),
	LIMIT(UNMOVABLE, "policy-unmovable", ERROR, "less memory for unmovable requests than the policy wants",
		  "Kernel memory, most driver buffers among it, can use neither carve-outs nor CMA pools nor high memory.",
		  "[budget]\nunmovable-min = 700M",
		  "Make carve-outs and CMA pools smaller."),
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
