/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One function a kind of line. Sources: edk2:ShellPkg/.../MemMap.c, u-boot:cmd/efidebug.c, cmd/bdinfo.c and
 * lib/lmb.c, linux:drivers/firmware/efi/efi.c:efi_md_typeattr_format, mm/page_alloc.c:free_area_init,
 * kernel/resource.c, optee_os:core/mm/core_mmu.c:dump_mmap_table, tf-a:common/bl_common.c.
 */
#include "board/firmware_lines.h"

#include <ctype.h>
#include <string.h>

#include "util/arena.h"
#include "util/named.h"

/* A hexadecimal number with or without 0x; *at stands behind it. */
static bool read_hex(const char **at, uint64_t *value)
{
	const char *p = *at + strspn(*at, " \t");
	size_t digits = 0;

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		p += 2;
	for (*value = 0; isxdigit((unsigned char)p[digits]); digits++)
		*value = *value << 4 |
				 (uint64_t)(isdigit((unsigned char)p[digits]) ? p[digits] - '0' : (p[digits] | 32) - 'a' + 10);
	*at = p + digits;
	return digits > 0 && digits <= 16;
}

static bool skip(const char **at, const char *text)
{
	size_t length = strlen(text);
	const char *p = *at + strspn(*at, " \t");

	if (strncmp(p, text, length) != 0)
		return false;
	*at = p + length;
	return true;
}

/* "FIRST-LAST", as in "[0x40000000-0xbfffffff]". */
static bool read_range(const char **at, const char *between, struct range *range)
{
	uint64_t first, last;

	if (!read_hex(at, &first) || !skip(at, between) || !read_hex(at, &last) || last < first)
		return false;
	*range = (struct range){ first, last - first == UINT64_MAX ? UINT64_MAX : last - first + 1 };
	return true;
}

static struct map_entry *add(struct map_reader *r, enum map_source source, enum map_use use,
							 struct range range, const char *name)
{
	struct map_entry entry = { .range = range,
							   .use = use,
							   .source = source,
							   .name = name,
							   .cacheable = true,
							   .write_back = true,
							   .line = r->line };

	r->map->sources |= 1u << source;
	arena_push(r->arena, r->map->entries, r->map->count, entry);
	return &r->map->entries[r->map->count - 1];
}

/* --- UEFI ------------------------------------------------------------------------ */

enum efi_kind { EFI_FREE, EFI_LOADER, EFI_BOOT_DATA, EFI_OTHER, EFI_NO_MEMORY };

/* The names of all tools, by their letters alone. */
static const struct {
	const char *letters, *name;
	enum map_use use;
	enum efi_kind kind;
} efi_types[] = {
	{ "reserved", "Reserved", USE_RESERVED, EFI_OTHER },
	{ "loadercode", "LoaderCode", USE_FREE, EFI_LOADER },
	{ "loaderdata", "LoaderData", USE_FREE, EFI_LOADER },
	{ "bootcode", "BootServicesCode", USE_FREE, EFI_FREE },
	{ "bscode", "BootServicesCode", USE_FREE, EFI_FREE },
	{ "bootdata", "BootServicesData", USE_FREE, EFI_BOOT_DATA },
	{ "bsdata", "BootServicesData", USE_FREE, EFI_BOOT_DATA },
	{ "runtimecode", "RuntimeServicesCode", USE_RUNTIME, EFI_OTHER },
	{ "rtcode", "RuntimeServicesCode", USE_RUNTIME, EFI_OTHER },
	{ "runtimedata", "RuntimeServicesData", USE_RUNTIME, EFI_OTHER },
	{ "rtdata", "RuntimeServicesData", USE_RUNTIME, EFI_OTHER },
	{ "conventional", "Conventional", USE_FREE, EFI_FREE },
	{ "conventionalmemory", "Conventional", USE_FREE, EFI_FREE },
	{ "available", "Conventional", USE_FREE, EFI_FREE },
	{ "unusable", "Unusable", USE_RESERVED, EFI_OTHER },
	{ "unusablemem", "Unusable", USE_RESERVED, EFI_OTHER },
	{ "unusablememory", "Unusable", USE_RESERVED, EFI_OTHER },
	{ "acpirecl", "ACPIReclaim", USE_RECLAIM, EFI_OTHER },
	{ "acpireclaim", "ACPIReclaim", USE_RECLAIM, EFI_OTHER },
	{ "acpireclaimmem", "ACPIReclaim", USE_RECLAIM, EFI_OTHER },
	{ "acpireclaimmemory", "ACPIReclaim", USE_RECLAIM, EFI_OTHER },
	{ "acpinvs", "ACPINVS", USE_RUNTIME, EFI_OTHER },
	{ "acpimemnvs", "ACPINVS", USE_RUNTIME, EFI_OTHER },
	{ "acpimemorynvs", "ACPINVS", USE_RUNTIME, EFI_OTHER },
	{ "io", "MMIO", USE_RESERVED, EFI_NO_MEMORY },
	{ "ioport", "MMIO", USE_RESERVED, EFI_NO_MEMORY },
	{ "mmio", "MMIO", USE_RESERVED, EFI_NO_MEMORY },
	{ "mmioport", "MMIO", USE_RESERVED, EFI_NO_MEMORY },
	{ "mmioportspace", "MMIO", USE_RESERVED, EFI_NO_MEMORY },
	{ "memorymappedio", "MMIO", USE_RESERVED, EFI_NO_MEMORY },
	{ "pal", "PalCode", USE_RESERVED, EFI_OTHER },
	{ "palcode", "PalCode", USE_RESERVED, EFI_OTHER },
	{ "persistent", "Persistent", USE_FREE, EFI_FREE },
	{ "persistentmemory", "Persistent", USE_FREE, EFI_FREE },
	{ "unaccepted", "Unaccepted", USE_RESERVED, EFI_OTHER },
};

static size_t efi_type(const char *name, size_t length)
{
	char letters[24];
	size_t n = 0, i = 0;

	for (size_t at = 0; at < length && n < sizeof(letters) - 1; at++)
		if (isalpha((unsigned char)name[at]))
			letters[n++] = (char)tolower((unsigned char)name[at]);
		else if (name[at] != ' ' && name[at] != '_')
			return ARRAY_SIZE(efi_types);
	letters[n] = '\0';
	while (i < ARRAY_SIZE(efi_types) && strcmp(efi_types[i].letters, letters) != 0)
		i++;
	return i;
}

static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += length)
		if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[length]))
			return true;
	return false;
}

static void add_efi(struct map_reader *r, size_t type, struct range range, const char *attributes)
{
	bool wb = has_word(attributes, "WB"), other = has_word(attributes, "WT") || has_word(attributes, "WC");
	struct map_entry *entry;

	if (type == ARRAY_SIZE(efi_types) || efi_types[type].kind == EFI_NO_MEMORY)
		return;
	entry = add(r, MAP_EFI, efi_types[type].use, range, efi_types[type].name);
	entry->loader = efi_types[type].kind == EFI_LOADER;
	entry->boot_data = efi_types[type].kind == EFI_BOOT_DATA;
	entry->write_back = wb;
	entry->cacheable = wb || other;
}

/* "efi:   0x000040000000-0x000040000fff [Boot Data          |   |WB|WT|WC|UC]", or with range=[...] behind. */
static bool read_efi_line(struct map_reader *r, const char *line)
{
	const char *at = strstr(line, "efi:"), *type, *bar, *range;
	struct range found;

	if (!at || !(type = strchr(at, '[')) || !(bar = strchr(type, '|')))
		return false;
	range = strstr(bar, "range=[");
	at = range ? range + strlen("range=[") : at + strlen("efi:");
	if (!read_range(&at, "-", &found))
		return false;
	add_efi(r, efi_type(type + 1, (size_t)(bar - type) - 1), found, bar);
	return true;
}

static bool is_long_number(const char *at, size_t digits)
{
	for (size_t i = 0; i < digits; i++)
		if (!isxdigit((unsigned char)at[i]))
			return false;
	return true;
}

/* The attributes as the Shell prints them: the bits of EFI_MEMORY_WC, WT, WB. */
static const char *words_of_bits(uint64_t bits)
{
	return bits & 8 ? "WB" : bits & 6 ? "WT" : "UC";
}

/*
 * "BS_Data    0000000040000000-0000000040000FFF 0000000000000001 000000000000000F", or of U-Boot, where the
 * end is the first byte behind: "BOOT DATA        0000000040000000-0000000040001000 WB".
 */
static bool read_memmap_line(struct map_reader *r, const char *line)
{
	size_t type, name = strcspn(line, "-");
	struct range range;
	uint64_t pages, bits;
	const char *at;

	if (line[name] != '-' || name < 17 || !is_long_number(line + name - 16, 16) ||
		!is_long_number(line + name + 1, 16))
		return false;
	type = efi_type(line, name - 16);
	at = line + name - 16;
	if (type == ARRAY_SIZE(efi_types) || !read_range(&at, "-", &range))
		return false;
	if (range_end(range) % 4096 == 1)
		range.size--;
	if (read_hex(&at, &pages) && read_hex(&at, &bits))
		at = words_of_bits(bits);
	add_efi(r, type, range, at);
	return true;
}

/* --- U-Boot ---------------------------------------------------------------------- */

static bool is_nomap(const struct map_reader *r, const char *flags)
{
	uint64_t bits;

	return strstr(flags, "no-map") || (read_hex(&flags, &bits) && bits & (r->lmb_bits ? 2 : 4));
}

/* What the boot loader itself holds is free once Linux runs; no-map is firmware's. */
static void add_reservation(struct map_reader *r, struct range range, const char *flags)
{
	if (is_nomap(r, flags))
		add(r, MAP_UBOOT, USE_RESERVED, range, "no-map");
}

/* " memory[0]\t[0x40000000-0xbfffffff], 0x80000000 bytes flags: 0" */
static bool read_lmb_line(struct map_reader *r, const char *line)
{
	const char *at = line, *flags = strstr(line, "flags:");
	bool memory = skip(&at, "memory[");
	struct range range;

	if (!memory && !skip(&at, "reserved[")) {
		r->lmb_bits |= strncmp(at + strspn(at, " \t"), "memory.count", 12) == 0;
		return false;
	}
	at = strchr(at, ']');
	if (!at || !(at = strchr(at, '[')))
		return false;
	at++;
	if (!read_range(&at, "-", &range))
		return false;
	if (memory)
		add(r, MAP_UBOOT, USE_BANK, range, "bank");
	else
		add_reservation(r, range, flags ? flags + strlen("flags:") : "");
	return true;
}

/* "-> start    = 0x80000000", "memory.reg[0x0].base   = 0x80000000"; the size stands in the next line. */
static bool read_bank_line(struct map_reader *r, const char *line)
{
	const char *at = line, *value = strchr(line, '=');
	bool start = skip(&at, "-> start"), size = !start && (skip(&at, "-> size") || skip(&at, ".size"));
	uint64_t number;

	if (!start && (skip(&at, "memory.reg[") || skip(&at, "reserved.reg[")) && strstr(at, ".base")) {
		start = true;
		r->base_reserved = strstr(line, "reserved.reg[") != NULL;
	} else if (start) {
		r->base_reserved = false;
	}
	if (!value || (!start && !size))
		return false;
	value++;
	if (!read_hex(&value, &number))
		return false;
	if (size && r->has_base && !r->base_reserved && number)
		add(r, MAP_UBOOT, USE_BANK, (struct range){ r->base, number }, "bank");
	r->has_base = start;
	r->base = number;
	return true;
}

/* --- the secure world ------------------------------------------------------------ */

static const struct word_value optee_types[] = {
	{ "TEE_RAM", USE_SECURE },  { "TA_RAM", USE_SECURE },      { "SEC_RAM_OVERALL", USE_SECURE },
	{ "RAM_SEC", USE_SECURE },  { "TEE_COHERENT", USE_SECURE }, { "SDP_MEM", USE_SECURE },
	{ "IDENTITY_MAP", USE_SECURE }, { "NSEC_SHM", USE_SHARED },
};

/* "type TEE_RAM_RX   va 0x.. pa 0x..0x.. size", or "type NSEC_SHM 0x42000000 size 0x00200000" */
static bool read_optee_line(struct map_reader *r, const char *line)
{
	const char *type = strstr(line, "type "), *at;
	size_t i = 0, length;
	struct range range;

	if (!type)
		return false;
	type += strlen("type ");
	length = strcspn(type, " ");
	while (i < ARRAY_SIZE(optee_types) &&
		   strncmp(type, optee_types[i].word, strlen(optee_types[i].word)) != 0)
		i++;
	if (i == ARRAY_SIZE(optee_types))
		return false;
	if ((at = strstr(type + length, " pa "))) {
		at += strlen(" pa ");
		if (!read_range(&at, "..", &range))
			return false;
	} else {
		at = type + length;
		if (!read_hex(&at, &range.base) || !skip(&at, "size") || !read_hex(&at, &range.size))
			return false;
	}
	add(r, MAP_SECURE, (enum map_use)optee_types[i].value, range, arena_printf(r->arena, "OP-TEE %.*s", (int)length, type));
	return true;
}

/* "INFO:    Image id=3 loaded: 0x10b0000 - 0x10b7000": the last one is the first byte behind. */
static bool read_tfa_line(struct map_reader *r, const char *line)
{
	static const struct {
		const char *id, *name;
	} images[] = { { "3 ", "TF-A BL31" }, { "4 ", "TF-A BL32" } };
	const char *at = strstr(line, "Image id=");
	struct range range;
	size_t i = 0;

	if (!at)
		return false;
	at += strlen("Image id=");
	while (i < ARRAY_SIZE(images) && strncmp(at, images[i].id, strlen(images[i].id)) != 0)
		i++;
	if (i == ARRAY_SIZE(images) || !(at = strstr(at, "loaded:")))
		return false;
	at += strlen("loaded:");
	if (!read_range(&at, "-", &range) || range.size < 2)
		return false;
	range.size--;
	add(r, MAP_SECURE, USE_SECURE, range, images[i].name);
	return true;
}

/* --- Linux ------------------------------------------------------------------------- */

/* "40000000-bfffffff : System RAM"; what is indented lies within it. */
static bool read_iomem_line(struct map_reader *r, const char *line)
{
	const char *at = line;
	struct range range;
	bool ram;

	if (!isxdigit((unsigned char)*line) || !read_range(&at, "-", &range) || !skip(&at, ":"))
		return false;
	at += strspn(at, " ");
	ram = strncmp(at, "System RAM", 10) == 0;
	if (!ram && strncmp(at, "reserved", 8) != 0 && strncmp(at, "Reserved", 8) != 0)
		return false;
	if (range.size < 2)
		r->zeros++;
	else
		add(r, MAP_IOMEM, ram ? USE_FREE : USE_RUNTIME, range, ram ? "System RAM" : "reserved");
	return true;
}

/* "  node   0: [mem 0x0000000000000000-0x000000003cad0fff]" */
static bool read_node_line(struct map_reader *r, const char *line)
{
	const char *at = strstr(line, "node ");
	struct range range;

	if (!at)
		return false;
	at += strlen("node ");
	at += strspn(at, " ");
	at += strspn(at, "0123456789");
	if (!skip(&at, ": [mem ") || !read_range(&at, "-", &range))
		return false;
	add(r, MAP_LOG, USE_BANK, range, "node range");
	return true;
}

void firmware_line_read(struct map_reader *r, const char *line)
{
	static bool (*const readers[])(struct map_reader *r, const char *line) = {
		read_efi_line,  read_memmap_line, read_lmb_line,   read_bank_line,
		read_tfa_line,  read_optee_line,  read_iomem_line, read_node_line,
	};

	r->map->log_by_efi |= strstr(line, "efi: EFI v") != NULL;
	for (size_t i = 0; i < ARRAY_SIZE(readers); i++)
		if (readers[i](r, line))
			return;
}
