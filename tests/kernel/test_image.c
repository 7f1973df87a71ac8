/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "input/packing.h"
#include "input/scratch.h"
#include "kernel/image.h"
#include "kernel/telling.h"

#define BANNER "Linux version %s (%s)\0Linux version 6.1.0-50-arm64 (gcc) #1 SMP\n"

static void put_le(unsigned char *at, unsigned int bytes, uint64_t value)
{
	for (unsigned int i = 0; i < bytes; i++)
		at[i] = (unsigned char)(value >> (8 * i));
}

static struct bytes gzipped(struct arena *arena, struct bytes in)
{
	for (const struct packer *p = packers; p->name; p++)
		if (strcmp(p->name, "gzip") == 0)
			return p->pack(arena, in);
	cr_skip("this build has no zlib");
	return in;
}

/* linux:Documentation/arch/arm64/booting.rst */
static struct bytes image_of(struct arena *arena, const char *magic, uint64_t size, uint64_t flags)
{
	struct bytes head = repeat(arena, 0, 64), text = bytes_copy(arena, BANNER, sizeof(BANNER));

	put_le(head.data + 8, 8, 0x80000);
	put_le(head.data + 16, 8, size);
	put_le(head.data + 24, 8, flags);
	memcpy(head.data + 0x38, magic, 4);
	return join(arena, head, text);
}

static int tell(struct telling *t, struct bytes in)
{
	return image_tell(&t->facts, "Image", in, &t->error);
}

static void expect_refused(struct bytes in, const char *words)
{
	struct telling *t = telling_new();

	cr_expect_lt(tell(t, in), 0);
	cr_expect(strstr(t->error.text, words), "\"%s\" has no \"%s\"", t->error.text, words);
	telling_free(t);
}

Test(image, arm64_header_and_banner)
{
	struct telling *t = telling_new();

	cr_assert_eq(tell(t, image_of(t->arena, "ARM\x64", 33619968, 2 << 1)), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "arch"), "arm64");
	cr_expect_str_eq(told(t, "page_size"), "16384");
	cr_expect_str_eq(told(t, "image_size"), "33619968");
	cr_expect_str_eq(told(t, "text_offset"), "524288");
	cr_expect_str_eq(told(t, "release"), "6.1.0-50-arm64");
	telling_free(t);
}

Test(image, flags_without_a_page_size_and_old_headers)
{
	struct telling *t = telling_new();

	cr_assert_eq(tell(t, image_of(t->arena, "ARM\x64", 0, 0)), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "page_size"), "(not told)");
	cr_expect_str_eq(told(t, "image_size"), "(not told)");
	cr_expect_str_eq(told(t, "text_offset"), "(not told)");
	telling_free(t);
}

Test(image, riscv_header)
{
	struct telling *t = telling_new();

	cr_assert_eq(tell(t, image_of(t->arena, "RSC\x05", 4 << 20, 0)), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "arch"), "riscv64");
	cr_expect_str_eq(told(t, "image_size"), "4194304");
	telling_free(t);
}

Test(image, compressed_twice)
{
	struct telling *t = telling_new();
	struct bytes in = image_of(t->arena, "ARM\x64", 1 << 20, 0);

	cr_assert_eq(tell(t, gzipped(t->arena, gzipped(t->arena, in))), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "release"), "6.1.0-50-arm64");
	telling_free(t);
}

Test(image, configuration_inside)
{
	struct telling *t = telling_new();
	struct bytes in = image_of(t->arena, "ARM\x64", 1 << 20, 0);
	struct bytes config = gzipped(t->arena, bytes_of("CONFIG_NUMA=y\n# CONFIG_CMA is not set\n"));

	in = join(t->arena, join(t->arena, in, bytes_of("IKCFG_ST")),
			  join(t->arena, config, bytes_of("IKCFG_ED")));
	cr_assert_eq(tell(t, in), 0, "%s", t->error.text);
	cr_expect_str_eq(told_option(t, "NUMA"), "y");
	cr_expect_str_eq(told_option(t, "CMA"), "n");
	cr_expect(t->facts.whole);
	telling_free(t);
}

/* linux:arch/arm/boot/compressed/vmlinux.lds.S: the table behind the header's second magic number */
static struct bytes zimage_of(struct arena *arena, struct bytes packed, uint64_t inflated)
{
	struct bytes head = repeat(arena, 0, 0x60), size = repeat(arena, 0, 4), all;

	put_le(head.data + 0x24, 4, 0x016f2818);
	put_le(head.data + 0x2c, 4, head.size + packed.size + 4);
	put_le(head.data + 0x30, 4, 0x04030201);
	put_le(head.data + 0x34, 4, 0x45454545);
	put_le(head.data + 0x38, 4, 0x40);
	put_le(head.data + 0x40, 4, 6);
	put_le(head.data + 0x44, 4, 0x5a534c4b);
	put_le(head.data + 0x48, 4, head.size + packed.size);
	put_le(head.data + 0x4c, 4, 386260);   /* bss */
	put_le(head.data + 0x50, 4, 0x208000); /* TEXT_OFFSET */
	put_le(size.data, 4, inflated);
	all = join(arena, join(arena, head, packed), size);
	return all;
}

Test(image, zimage_tells_sizes_and_the_kernel_inside)
{
	struct telling *t = telling_new();
	struct bytes kernel =
		join(t->arena, repeat(t->arena, 0x11, 3 << 20), bytes_copy(t->arena, BANNER, sizeof(BANNER)));

	cr_assert_eq(tell(t, zimage_of(t->arena, gzipped(t->arena, kernel), kernel.size)), 0, "%s",
				 t->error.text);
	cr_expect_str_eq(told(t, "arch"), "arm");
	cr_expect_str_eq(told(t, "bss_size"), "386260");
	cr_expect_str_eq(told(t, "kernel_start_offset"), "3145728");
	/* from _stext at 3 MiB to the end of bss */
	cr_expect_eq(strtoull(told(t, "image_size"), NULL, 10), 0x208000 + kernel.size + 386260 - 0x300000);
	cr_expect_str_eq(told(t, "release"), "6.1.0-50-arm64");
	cr_expect_eq(t->facts.warning_count, 0);
	telling_free(t);
}

Test(image, zimage_that_does_not_unpack_tells_its_header)
{
	struct telling *t = telling_new();

	cr_assert_eq(tell(t, zimage_of(t->arena, repeat(t->arena, 0x22, 500), 19 << 20)), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "release"), "(not told)");
	cr_expect_str_neq(told(t, "image_size"), "(not told)");
	cr_expect(warned(t, "does not unpack"));
	telling_free(t);
}

Test(image, zimage_with_wild_offsets)
{
	struct telling *t = telling_new();
	struct bytes in = zimage_of(t->arena, repeat(t->arena, 0x22, 500), 1 << 20);

	put_le(in.data + 0x48, 4, 0xfffffff0); /* the size's place */
	expect_refused(in, "points behind the end");
	put_le(in.data + 0x38, 4, 0xffffffff); /* the table: none then */
	cr_expect_eq(tell(t, in), 0, "%s", t->error.text);
	put_le(in.data + 0x2c, 4, 0xffffffff);
	expect_refused(in, "is cut off");
	telling_free(t);
}

Test(image, zboot)
{
	struct telling *t = telling_new();
	struct bytes head = repeat(t->arena, 0, 64),
				 packed = gzipped(t->arena, image_of(t->arena, "ARM\x64", 1 << 20, 0));

	memcpy(head.data, "MZ\0\0zimg", 8);
	put_le(head.data + 8, 4, 64);
	put_le(head.data + 12, 4, packed.size);
	cr_assert_eq(tell(t, join(t->arena, head, packed)), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "image_size"), "1048576");
	put_le(head.data + 12, 4, 0xffffffff);
	expect_refused(join(t->arena, head, packed), "is cut off");
	put_le(head.data + 8, 4, 0xffffffff);
	expect_refused(join(t->arena, head, packed), "is cut off");
	telling_free(t);
}

/* A vmlinux with a symbol table of _text and _end. */
static struct bytes vmlinux(struct arena *arena)
{
	static const char names[] = "\0_text\0_end";
	struct bytes in =
		repeat(arena, 0, sizeof(Elf64_Ehdr) + 3 * sizeof(Elf64_Shdr) + 3 * sizeof(Elf64_Sym) + sizeof(names));
	Elf64_Ehdr *head = (Elf64_Ehdr *)in.data;
	Elf64_Shdr *section = (Elf64_Shdr *)(head + 1);
	Elf64_Sym *symbol = (Elf64_Sym *)(section + 3);

	memcpy(head->e_ident, ELFMAG, SELFMAG);
	head->e_ident[EI_CLASS] = ELFCLASS64;
	head->e_ident[EI_DATA] = ELFDATA2LSB;
	head->e_machine = EM_AARCH64;
	head->e_shoff = sizeof(*head);
	head->e_shnum = 3;
	section[1] = (Elf64_Shdr){ .sh_type = SHT_SYMTAB,
							   .sh_link = 2,
							   .sh_size = 3 * sizeof(*symbol),
							   .sh_offset = (uint64_t)((unsigned char *)symbol - in.data) };
	section[2] =
		(Elf64_Shdr){ .sh_type = SHT_STRTAB, .sh_size = sizeof(names), .sh_offset = in.size - sizeof(names) };
	symbol[1] = (Elf64_Sym){ .st_name = 1, .st_value = 0xffff800008080000 };
	symbol[2] = (Elf64_Sym){ .st_name = 7, .st_value = 0xffff800008480000 };
	memcpy(in.data + in.size - sizeof(names), names, sizeof(names));
	return in;
}

Test(image, vmlinux_symbols)
{
	struct telling *t = telling_new();

	cr_assert_eq(tell(t, vmlinux(t->arena)), 0, "%s", t->error.text);
	cr_expect_str_eq(told(t, "image_size"), "4194304");
	cr_expect_str_eq(told(t, "text_offset"), "524288");
	cr_expect_str_eq(told(t, "arch"), "arm64");
	telling_free(t);
}

Test(image, vmlinux_with_wild_offsets)
{
	struct telling *t = telling_new();
	struct bytes in = vmlinux(t->arena);
	Elf64_Ehdr *head = (Elf64_Ehdr *)in.data;
	Elf64_Shdr *section = (Elf64_Shdr *)(head + 1);

	section[2].sh_size = UINT64_MAX;
	expect_refused(in, "is cut off");
	section[1].sh_link = 3;
	expect_refused(in, "section 3 of 3");
	head->e_shoff = UINT64_MAX - 8;
	expect_refused(in, "is cut off");
	head->e_machine = EM_X86_64;
	expect_refused(in, "none of little-endian arm, arm64 or riscv64");
	telling_free(t);
}

Test(image, refusals)
{
	struct telling *t = telling_new();
	struct bytes in = image_of(t->arena, "ARM\x64", 100, 0);

	expect_refused(in, "it is damaged");
	put_le(in.data + 16, 8, UINT64_MAX);
	expect_refused(in, "it is damaged");
	expect_refused((struct bytes){ in.data, 0 }, "is empty");
	expect_refused((struct bytes){ in.data, 63 }, "is no kernel image");
	expect_refused(bytes_of("hello"), "is no kernel image");
	in = bytes_of("hello");
	for (int i = 0; i < 5; i++)
		in = gzipped(t->arena, in);
	expect_refused(in, "layers of compression");
	telling_free(t);
}

/* Cut anywhere, an image is read or refused. */
Test(image, every_beginning)
{
	struct telling *t = telling_new();
	struct bytes images[] = { image_of(t->arena, "ARM\x64", 1 << 20, 2), vmlinux(t->arena),
							  zimage_of(t->arena, gzipped(t->arena, repeat(t->arena, 1, 3000)), 3000) };

	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++) {
		for (size_t size = 0; size < images[i].size; size++) {
			struct telling *cut = telling_new();

			/* bytes of its own, so that a sanitizer sees what lies behind */
			if (tell(cut, bytes_copy(cut->arena, images[i].data, size)))
				cr_expect_neq(cut->error.text[0], '\0');
			telling_free(cut);
		}
	}
	telling_free(t);
}
