/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What files of /proc and debugfs tell of a kernel: orders, zones and options by
 * which lines are there, and by /proc/iomem where the parts of the image lie.
 * Sources: linux:mm/vmstat.c, fs/proc/meminfo.c, kernel/resource.c,
 * arch/{arm,arm64,riscv}/kernel/setup.c.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "proc/parse.h"
#include "kernel/facts.h"
#include "kernel/version.h"
#include "proc/captures.h"
#include "proc/observed.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/named.h"
#include "util/number.h"

#define CAPTURED_RANGES 4096

struct proc_text {
	struct facts *facts;
	const struct captures *captures;
	struct observed *observed;
	struct error *error;
};

static const char *path_of(const struct proc_text *p, enum capture_kind kind)
{
	return p->captures->files[kind].path;
}

static const char *text_of(const struct proc_text *p, enum capture_kind kind)
{
	return (const char *)p->captures->files[kind].text.data;
}

static int tell_number(const struct proc_text *p, enum capture_kind kind, const char *key, uint64_t value)
{
	return facts_tell_number(p->facts, path_of(p, kind), key, value, p->error);
}

/* --- zoneinfo, pagetypeinfo ----------------------------------------------------------------- */

/* /proc/zoneinfo lists empty zones, too, and a column of protection for each zone and ZONE_DEVICE. */
static void tell_zone_options(const struct proc_text *p, const struct proc_capture *capture)
{
	static const struct word_value rows[] = { { "ZONE_DMA", GFP_ZONE_DMA },
											  { "ZONE_DMA32", GFP_ZONE_DMA32 },
											  { "HIGHMEM", GFP_ZONE_HIGHMEM } };
	const char *source = path_of(p, CAPTURE_ZONEINFO);
	bool with_empty = false, has_device = false;

	for (size_t z = 0; z < capture->zone_count; z++) {
		with_empty = with_empty || !capture->zones[z].state.present;
		has_device = has_device || capture->zones[z].device;
	}
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool there = false;

		for (size_t z = 0; z < capture->zone_count; z++)
			there = there || capture->zones[z].state.kind == (enum gfp_zone)rows[i].value;
		if (there || with_empty)
			facts_tell_option(p->facts, source, rows[i].word, there ? "y" : "n");
	}
	if (with_empty && capture->zone_count && !has_device)
		facts_tell_option(p->facts, source, "ZONE_DEVICE",
						  capture->zones[0].protection_count > capture->zone_count ? "y" : "n");
}

static int read_zones(const struct proc_text *p)
{
	struct proc_capture capture = { 0 };
	int ret = capture_zones(p->facts->arena, p->captures, &capture, p->error);

	if (ret || !path_of(p, CAPTURE_ZONEINFO))
		return ret;
	p->observed->managed = 0;
	for (size_t z = 0; z < capture.zone_count; z++)
		if (!capture.zones[z].device)
			p->observed->managed += (int64_t)capture.zones[z].state.managed;
	tell_zone_options(p, &capture);
	if (capture.pageblock_order_known)
		ret = tell_number(p, CAPTURE_PAGETYPEINFO, "pageblock_order", capture.pageblock_order);
	if (ret == 0 && capture.order_count > 1)
		ret = tell_number(p, CAPTURE_PAGETYPEINFO, "max_order", capture.order_count - 1);
	return ret;
}

/* --- meminfo, sysctl ------------------------------------------------------------------------ */

static void tell_meminfo(const struct proc_text *p)
{
	static const struct word_pair rows[] = { { "\nCmaTotal:", "CMA" },
				 { "\nAnonHugePages:", "TRANSPARENT_HUGEPAGE" },
				 { "\nHugePages_Total:", "HUGETLB_PAGE" },
				 { "\nHighTotal:", "HIGHMEM" } };

	if (!path_of(p, CAPTURE_MEMINFO) || !strstr(text_of(p, CAPTURE_MEMINFO), "MemTotal:"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		facts_tell_option(p->facts, path_of(p, CAPTURE_MEMINFO), rows[i].other,
						  strstr(text_of(p, CAPTURE_MEMINFO), rows[i].word) ? "y" : "n");
}

/* "min_free_kbytes = 2772", "vm.min_free_kbytes=2772", "min_free_kbytes 2772" */
static bool sysctl_number(const struct proc_text *p, const char *name, uint64_t *value)
{
	const char *at = path_of(p, CAPTURE_SYSCTL) ? text_of(p, CAPTURE_SYSCTL) : NULL, *end;

	for (; at && (at = strstr(at, name)) != NULL; at += strlen(name)) {
		const char *number = at + strlen(name);

		if (at > text_of(p, CAPTURE_SYSCTL) && at[-1] != '\n' && at[-1] != '.' && at[-1] != '/')
			continue;
		number += strspn(number, " \t=:");
		*value = memparse(number, &end);
		if (end > number)
			return true;
	}
	return false;
}

static int read_sysctl(const struct proc_text *p)
{
	uint64_t kbytes;

	if (sysctl_number(p, "min_free_kbytes", &kbytes) && kbytes <= UINT32_MAX)
		p->observed->min_free_kbytes = (int64_t)kbytes;
	if (sysctl_number(p, "extra_free_kbytes", &kbytes) && kbytes <= UINT32_MAX)
		return tell_number(p, CAPTURE_SYSCTL, "extra_free_kbytes", kbytes);
	return 0;
}

/* --- version, cmdline ----------------------------------------------------------------------- */

/* "Linux version 6.1.0-50-arm64 (debian-kernel@lists.debian.org) ..." */
static int tell_release(const struct proc_text *p)
{
	static const char words[] = "Linux version ";
	const char *text = path_of(p, CAPTURE_VERSION) ? text_of(p, CAPTURE_VERSION) : "", *release;

	if (strncmp(text, words, strlen(words)) != 0)
		return 0;
	text += strlen(words);
	release = arena_strndup(p->facts->arena, text, strcspn(text, " \n"));
	return kernel_version_parse(release) ? facts_tell(p->facts, path_of(p, CAPTURE_VERSION), "release", release, p->error)
										 : 0;
}

static void read_cmdline(const struct proc_text *p)
{
	const char *text = path_of(p, CAPTURE_CMDLINE) ? text_of(p, CAPTURE_CMDLINE) : "";

	if (*text && !p->observed->cmdline)
		p->observed->cmdline = arena_strndup(p->facts->arena, text, strcspn(text, "\n"));
}

/* --- memblock.reserved ---------------------------------------------------------------------- */

/* "   0: 0x0000000040200000..0x0000000041eeffff    0 NONE" */
static void read_reserved(const struct proc_text *p)
{
	const char *at = path_of(p, CAPTURE_RESERVED) ? text_of(p, CAPTURE_RESERVED) : NULL;
	struct observed *o = p->observed;

	while (at && (at = strstr(at, ": 0x")) != NULL && o->reserved_count < CAPTURED_RANGES) {
		char *next;
		uint64_t start = strtoull(at + 2, &next, 16), end;

		at = next;
		if (strncmp(next, "..0x", 4) != 0)
			continue;
		end = strtoull(next + 2, &next, 16);
		at = next;
		if (end >= start && end < UINT64_MAX)
			arena_push(p->facts->arena, o->reserved, o->reserved_count, range_between(start, end + 1));
	}
}

/* --- iomem ---------------------------------------------------------------------------------- */

/* "  40200000-41eeffff : Kernel code" in bytes from the start of RAM; false without it, or with hidden
 * addresses. */
static bool resource(const struct proc_text *p, const char *name, uint64_t *start, uint64_t *end)
{
	const char *at = strstr(text_of(p, CAPTURE_IOMEM), name), *line;
	char *next;

	if (!at)
		return false;
	for (line = at; line > text_of(p, CAPTURE_IOMEM) && line[-1] != '\n';)
		line--;
	*start = strtoull(line + strspn(line, " "), &next, 16);
	if (*next != '-')
		return false;
	*end = strtoull(next + 1, NULL, 16) + 1;
	return *end > *start && *start && *end - *start < GIB(1);
}

/* On arm the kernel reserves from _stext on, which memblock.reserved shows; else it starts on the next 1 MiB.
 */
static uint64_t image_start_arm(const struct proc_text *p, uint64_t text, uint64_t code_end)
{
	for (size_t i = 0; i < p->observed->reserved_count; i++)
		if (p->observed->reserved[i].base >= text && p->observed->reserved[i].base < code_end)
			return p->observed->reserved[i].base;
	return round_up(text + 1, MIB(1));
}

static int tell_image(const struct proc_text *p, uint64_t start, uint64_t code_end, uint64_t data,
					  uint64_t end)
{
	int ret = tell_number(p, CAPTURE_IOMEM, "image_size", end - start);

	if (ret == 0 && code_end > start)
		ret = tell_number(p, CAPTURE_IOMEM, "init_offset", code_end - start);
	if (ret == 0 && data > start)
		ret = tell_number(p, CAPTURE_IOMEM, "data_offset", data - start);
	return ret;
}

static int read_iomem_arm(const struct proc_text *p, uint64_t text, uint64_t code_end, uint64_t data,
						  uint64_t end)
{
	uint64_t start = image_start_arm(p, text, code_end);
	int ret;

	if (start >= end)
		return 0;
	ret = tell_number(p, CAPTURE_IOMEM, "kernel_start_offset", start & (MIB(128) - 1));
	p->observed->has_kernel_base = true;
	p->observed->kernel_base = text;
	return ret ? ret : tell_image(p, start, code_end, data, end);
}

/* The image begins on 2 MiB, or text_offset behind; "Kernel code" at _text or, from 5.11 to 6.x, at _stext.
 */
static int read_iomem_arm64(const struct proc_text *p, uint64_t code, uint64_t code_end, uint64_t data,
							uint64_t end)
{
	uint64_t offset = code & (MIB(2) - 1), start = offset == KIB(64) ? code - offset : code;
	int ret = tell_number(p, CAPTURE_IOMEM, "text_offset", start & (MIB(2) - 1));

	p->observed->has_kernel_base = true;
	p->observed->kernel_base = start;
	return ret ? ret : tell_image(p, start, code_end, data, end);
}

/* riscv has a resource for all of it, which starts behind the head's 8 KiB. */
static int read_iomem_riscv(const struct proc_text *p, uint64_t start, uint64_t end)
{
	p->observed->has_kernel_base = true;
	p->observed->kernel_base = round_down(start, MIB(2));
	return tell_number(p, CAPTURE_IOMEM, "image_size", end - round_down(start, MIB(2)));
}

static int read_iomem(const struct proc_text *p)
{
	uint64_t code, code_end, data, end;
	const char *arch = config_fact(&p->facts->config, "arch");

	if (!path_of(p, CAPTURE_IOMEM))
		return 0;
	if (resource(p, ": Kernel image", &code, &end))
		return read_iomem_riscv(p, code, end);
	if (!resource(p, ": Kernel code", &code, &code_end) || !resource(p, ": Kernel data", &data, &end) ||
		data < code)
		return 0;
	if (arch && strcmp(arch, "arm") == 0)
		return read_iomem_arm(p, code, code_end, data, end);
	return arch && strcmp(arch, "arm64") == 0 ? read_iomem_arm64(p, code, code_end, data, end) : 0;
}

static int learn_proc_lines(struct facts *facts, const struct captures *captures, struct observed *observed,
					 struct error *error)
{
	struct proc_text p = { facts, captures, observed, error };
	int ret;

	read_reserved(&p);
	read_cmdline(&p);
	tell_meminfo(&p);
	ret = tell_release(&p);
	if (ret == 0)
		ret = read_zones(&p);
	if (ret == 0)
		ret = read_sysctl(&p);
	return ret ? ret : read_iomem(&p);
}

static int learn_config(struct facts *facts, const struct captures *captures, struct error *error)
{
	const char *path = captures->files[CAPTURE_CONFIG].path;
	struct bytes text = captures->files[CAPTURE_CONFIG].text;
	struct config config;
	int ret = path ? config_parse(facts->arena, path, (const char *)text.data, text.size, &config, error) : 0;

	return !path || ret ? ret : facts_tell_config(facts, path, &config, true, error);
}

int learn_captures(struct facts *facts, const struct captures *captures, struct observed *observed,
				   struct error *error)
{
	int ret;

	*observed =
		(struct observed){ .managed = -1, .reserved_kb = INT64_MIN, .total_kb = -1, .min_free_kbytes = -1 };
	ret = learn_config(facts, captures, error);
	if (ret == 0)
		ret = learn_boot_lines(facts, captures, observed, error);
	return ret ? ret : learn_proc_lines(facts, captures, observed, error);
}
