/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/elf.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "kernel/facts.h"
#include "kernel/symbols.h"
#include "util/error.h"
#include "util/load.h"

bool elf_matches(struct bytes in)
{
	return in.size >= SELFMAG && memcmp(in.data, ELFMAG, SELFMAG) == 0;
}

/* A file of either word size, little-endian; offsets are checked before they are used. */
struct elf {
	const char *file;
	struct bytes in;
	bool wide;
	uint64_t sections; /* offset of their headers */
	unsigned int section_count, section_bytes;
};

struct section {
	uint32_t type, link;
	uint64_t offset, size;
};

static uint16_t load_le16(const unsigned char *at)
{
	return (uint16_t)(at[1] << 8 | at[0]);
}

static bool inside(const struct elf *elf, uint64_t offset, uint64_t size)
{
	return offset <= elf->in.size && size <= elf->in.size - offset;
}

static enum arch arch_of(struct bytes in)
{
	switch (load_le16(in.data + 18)) {
	case EM_ARM:
		return ARCH_ARM;
	case EM_AARCH64:
		return ARCH_ARM64;
	case EM_RISCV:
		return ARCH_RISCV64;
	default:
		return ARCH_UNKNOWN;
	}
}

static int read_header(struct elf *elf, struct error *error)
{
	const unsigned char *h = elf->in.data;

	elf->wide = elf->in.size > EI_CLASS && h[EI_CLASS] == ELFCLASS64;
	if (elf->in.size < (elf->wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr)))
		return error_set(error, -EBADMSG, "%s: is cut off: %zu bytes are less than an ELF header has",
						 elf->file, elf->in.size);
	if (h[EI_DATA] != ELFDATA2LSB || arch_of(elf->in) == ARCH_UNKNOWN)
		return error_set(error, -ENOTSUP,
						 "%s: is an ELF file, but none of little-endian arm, arm64 or riscv64", elf->file);
	elf->sections = elf->wide ? load_le64(h + offsetof(Elf64_Ehdr, e_shoff))
							  : load_le32(h + offsetof(Elf32_Ehdr, e_shoff));
	elf->section_bytes = elf->wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	elf->section_count =
		load_le16(h + (elf->wide ? offsetof(Elf64_Ehdr, e_shnum) : offsetof(Elf32_Ehdr, e_shnum)));
	if (!inside(elf, elf->sections, (uint64_t)elf->section_count * elf->section_bytes))
		return error_set(error, -EBADMSG,
						 "%s: is cut off: its %u section headers should stand at offset 0x%" PRIx64,
						 elf->file, elf->section_count, elf->sections);
	return 0;
}

static struct section section_at(const struct elf *elf, unsigned int index)
{
	const unsigned char *s = elf->in.data + elf->sections + (size_t)index * elf->section_bytes;

	if (elf->wide)
		return (struct section){ load_le32(s + offsetof(Elf64_Shdr, sh_type)),
								 load_le32(s + offsetof(Elf64_Shdr, sh_link)),
								 load_le64(s + offsetof(Elf64_Shdr, sh_offset)),
								 load_le64(s + offsetof(Elf64_Shdr, sh_size)) };
	return (struct section){ load_le32(s + offsetof(Elf32_Shdr, sh_type)),
							 load_le32(s + offsetof(Elf32_Shdr, sh_link)),
							 load_le32(s + offsetof(Elf32_Shdr, sh_offset)),
							 load_le32(s + offsetof(Elf32_Shdr, sh_size)) };
}

static void add_symbol(const struct elf *elf, const unsigned char *at, const struct section *names,
					   struct symbols *symbols)
{
	uint32_t name = load_le32(at);
	const char *text = (const char *)elf->in.data + names->offset + name, *end;

	if (name >= names->size)
		return;
	end = memchr(text, '\0', names->size - name);
	if (!end || end == text)
		return;
	if (elf->wide)
		symbols_add(symbols, text, (size_t)(end - text), load_le64(at + offsetof(Elf64_Sym, st_value)),
					load_le64(at + offsetof(Elf64_Sym, st_size)));
	else
		symbols_add(symbols, text, (size_t)(end - text), load_le32(at + offsetof(Elf32_Sym, st_value)),
					load_le32(at + offsetof(Elf32_Sym, st_size)));
}

static int read_symbols(const struct elf *elf, const struct section *table, struct symbols *symbols,
						struct error *error)
{
	size_t entry = elf->wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	struct section names;

	if (table->link >= elf->section_count)
		return error_set(error, -EBADMSG, "%s: damaged: its symbols name section %" PRIu32 " of %u",
						 elf->file, table->link, elf->section_count);
	names = section_at(elf, table->link);
	if (!inside(elf, table->offset, table->size) || !inside(elf, names.offset, names.size))
		return error_set(error, -EBADMSG, "%s: is cut off: its symbols should stand at offset 0x%" PRIx64,
						 elf->file, table->offset);
	for (uint64_t at = 0; at + entry <= table->size; at += entry)
		add_symbol(elf, elf->in.data + table->offset + at, &names, symbols);
	return 0;
}

int elf_tell(struct facts *facts, const char *file, struct bytes in, struct error *error)
{
	struct elf elf = { .file = file, .in = in };
	struct symbols symbols = { 0 };
	int ret = read_header(&elf, error);

	if (ret)
		return ret;
	symbols.arch = arch_of(in);
	for (unsigned int i = 0; i < elf.section_count && ret == 0; i++) {
		struct section section = section_at(&elf, i);

		if (section.type == SHT_SYMTAB)
			ret = read_symbols(&elf, &section, &symbols, error);
	}
	if (ret)
		return ret;
	if (symbols.total)
		return symbols_tell(facts, file, &symbols, error);
	facts_warn(facts, "%s: has no symbols (stripped): it tells no sizes", file);
	return facts_tell(facts, file, "arch", arch_name(symbols.arch), error);
}
