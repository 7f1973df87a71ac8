/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every rule that boards are held against: its check in family_*.c, its identifier, which is stable, and how
 * severe it is where the version does not make it better or worse; then what "dtcarve rules" tells of it, in the
 * order of struct rule: summary, what the kernel does and why, what differs by version, an example, how to mend
 * it. Included where RULE() makes something of each row: without a guard.
 */

/* --- alignment: family_alignment.c --- */

RULE(check_cma_misaligned, "cma-misaligned", ERROR,
	 "base or size of a CMA pool is no multiple of the kernel's granule",
	 "Pageblocks are CMA or not as a whole, so base and size of a pool must be multiples of one: the kernel refuses others with \"Reserved memory: incorrect alignment of CMA region\". The driver then gets memory from elsewhere, or none.",
	 "Granule with pages of 4 KiB: 4 MiB up to 5.10; from 6.1 on 2 MiB, or 4 MiB without HUGETLB_PAGE (from 6.12 on without THP as well). 16 KiB: 32 MiB, 64 KiB: 512 MiB. arm: 4 MiB or 8 MiB. Up to 4.19 the memory is lost, later it is ordinary RAM again.",
	 "pool@90100000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x0 0x90100000 0x0 0x1000000>;\n"
	 "\treusable;\n};",
	 "Move the base and round the size to the granule.")

RULE(check_cma_alignment_elsewhere, "cma-alignment-elsewhere", NOTE,
	 "a CMA pool that another configuration of this kernel would refuse",
	 "The granule of CMA follows from the kernel's configuration and version. A pool that is aligned to 2 MiB is taken by one kernel and refused by another.",
	 "Said only where the kernel's configuration is not known.",
	 "pool@90200000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x0 0x90200000 0x0 0xe00000>;\n"
	 "\treusable;\n};",
	 "Align to 4 MiB (pages of 4 KiB), which all of them take.")

RULE(check_no_map_unaligned, "no-map-unaligned", WARNING,
	 "a no-map region does not begin and end with a page",
	 "RAM is handed out and mapped page by page. A page that is cut by a no-map region is lost, and may be mapped all the same, which is what no-map was to prevent.",
	 "4.19 may hand out a page that has no mapping, and dies of it. 5.10 and 6.1 lose the page. From 6.12 on the map is rounded inward as well.",
	 "firmware@90000800 {\n\treg = <0x0 0x90000800 0x0 0x1234>;\n\tno-map;\n};",
	 "Round the base down and the end up to pages.")

RULE(check_region_unaligned, "region-unaligned", NOTE,
	 "a reserved region does not begin and end with a page",
	 "Reservations are exact to the byte, but RAM is handed out in pages: the rest of the pages at the edges is lost.",
	 "All versions.",
	 "log@90000000 {\n\treg = <0x0 0x90000000 0x0 0x1800>;\n};",
	 "Round to pages.")

RULE(check_dynamic_unaligned, "dynamic-unaligned", NOTE, "a dynamic region whose size is not whole pages",
	 "Without alignment a dynamic region is aligned to a cache line, and its size is not rounded.",
	 "All versions; CMA pools are aligned by the kernel from 4.19 on.",
	 "buffer {\n\tsize = <0x0 0x123456>;\n\tno-map;\n};",
	 "Write whole pages, and an alignment.")

/* --- boot loader: family_boot_loader.c --- */

RULE(check_initrd_outside_ram, "initrd-outside-ram", ERROR, "the initrd is not in RAM",
	 "/chosen tells a place for the initrd where the memory nodes tell no RAM.",
	 "arm: \"... is not a memory region - disabling initrd\". arm64 from 4.19 on adds the range to RAM, or drops an initrd out of reach (\"initrd not fully accessible via the linear mapping\").",
	 "memory@80000000 { reg = <0x0 0x80000000 0x0 0x10000000>; };\n"
	 "chosen { linux,initrd-start = <0x98000000>; linux,initrd-end = <0x98800000>; };",
	 "Load it into RAM.")

RULE(check_fdt_too_large, "fdt-too-large", ERROR, "arm64: a device tree of more than 2 MiB",
	 "arm64 maps the tree early into a window of 2 MiB.",
	 "arm64, all versions. 3.18 wants it within the first 512 MiB as well.",
	 "/incbin/ of firmware into the tree",
	 "Make it smaller.")

RULE(check_fdt_misaligned, "fdt-misaligned", ERROR,
	 "arm64: the device tree is not loaded at a multiple of 8",
	 "The boot protocol wants the tree at a multiple of 8 bytes.",
	 "arm64, all versions.",
	 "--fdt-base 0x88000004",
	 "Load it at a multiple of 8.")

/* --- cmdline: family_cmdline.c --- */

RULE(check_cma_option_rounded, "cma-option-rounded", NOTE, "the size in cma= is no multiple of the granule",
	 "The kernel rounds the size up.",
	 "Granule: see cma-misaligned.",
	 "chosen { bootargs = \"cma=33M\"; };",
	 "Write the rounded size.")

RULE(check_cma_option_misaligned, "cma-option-misaligned", ERROR,
	 "the address in cma= is no multiple of the granule",
	 "cma=SIZE@BASE is taken by the word: where BASE is not aligned there is no default pool at all.",
	 "From 4.19 on: \"cma: Region at ... must be aligned to ... bytes\"; 3.18 rounds up.",
	 "chosen { bootargs = \"cma=64M@0x90100000\"; };",
	 "Round the address, or leave it to the kernel.")

RULE(check_crashkernel_failed, "crashkernel-failed", WARNING, "nothing is reserved for crashkernel=",
	 "The crash kernel needs one free piece, aligned to 2 MiB (arm: 128 MiB), below the limit of DMA or at the place that is asked for.",
	 "\"cannot allocate crashkernel\"; up to 5.10 also \"cannot reserve crashkernel: region is not memory\" and the like. \",high\" is known from 6.1 on, before that it is ignored without a word.",
	 "chosen { bootargs = \"crashkernel=2G\"; };",
	 "Ask for less, or drop the address.")

RULE(check_usable_memory_range, "usable-memory-range", WARNING,
	 "linux,usable-memory-range is left over in /chosen",
	 "kexec writes it for a crash kernel, to keep it to the memory that was set aside. In an ordinary tree it caps the RAM.",
	 "From 4.19 on (arm64), 6.1 on (all); two ranges from 6.1 on.",
	 "chosen { linux,usable-memory-range = <0x0 0x80000000 0x0 0x10000000>; };",
	 "Drop it.")

/* --- count: family_count.c --- */

RULE(check_too_many_regions, "too-many-regions", ERROR, "more regions than the kernel's table holds",
	 "Regions behind the last entry are still reserved, but no driver and no pool finds them; dynamic ones get no memory.",
	 "16 entries in 3.18, 32 in 4.19, 64 from 5.10 to early 6.12.y (\"not enough space for all defined regions\"). Later the table grows.",
	 "33 regions, Linux 4.19",
	 "Join regions.")

RULE(check_too_many_dynamic_regions, "too-many-dynamic-regions", ERROR,
	 "more dynamic regions than the kernel places",
	 "Dynamic regions are collected in an array of fixed size first.",
	 "6.12 and later: 64, \"too many defined dynamic regions, skip 'NODE'\".",
	 "65 nodes with size and without reg",
	 "Give some of them a fixed place.")

RULE(check_too_many_cma_areas, "too-many-cma-areas", ERROR, "more CMA pools than the kernel has room for",
	 "Pools of the tree take their slots first, the default pool comes last and is the usual victim.",
	 "CONFIG_CMA_AREAS + 1 up to 6.1, CONFIG_CMA_AREAS later (8, with NUMA 20, where nobody says otherwise; a note then). \"cma: Not enough slots for CMA reserved regions!\"; up to 4.19 the memory is lost, later it is ordinary RAM again.",
	 "9 pools, CONFIG_CMA_AREAS=7",
	 "Join pools, or raise CONFIG_CMA_AREAS.")

RULE(check_memblock_full, "memblock-full", ERROR,
	 "so many separate pieces that early memory management runs out of entries",
	 "RAM and reservations are kept in arrays of 128 entries until memory is mapped. Each no-map piece that stands alone cuts RAM in two: with 4.19 some 123 such pieces still boot, with 6.1 and later some 62 where EFI is not built in.",
	 "4.19 oopses, 6.1 hits a BUG in arch/arm64/mm/mmu.c, 6.12 and 7.2 panic \"memblock: cannot resize memory array\". With CONFIG_EFI 6.1 and later have 1024 entries for RAM.",
	 "130 no-map regions of one page each",
	 "Put carve-outs side by side.")

/* --- dynamic: family_dynamic.c --- */

RULE(check_dynamic_no_place, "dynamic-no-place", ERROR,
	 "no place for a region that the kernel should place",
	 "The kernel tries the alloc-ranges one after the other, from the top, in what is free at that moment. The boot goes on without the region; its device gets no memory of its own, or finds other memory.",
	 "\"failed to allocate memory for node 'NODE'\", from 6.1 on with the size.",
	 "pool {\n\tcompatible = \"shared-dma-pool\";\n\tsize = <0x0 0x4000000>;\n"
	 "\talloc-ranges = <0x0 0x90000000 0x0 0x2000000>;\n\treusable;\n};",
	 "Widen alloc-ranges, shrink the region, or move what blocks it.")

RULE(check_alloc_range_without_ram, "alloc-range-without-ram", NOTE,
	 "an entry of alloc-ranges where there is no RAM",
	 "The kernel goes on to the next entry.",
	 "All versions, without a message.",
	 "pool {\n\tsize = <0x0 0x400000>;\n\talloc-ranges = <0x0 0x40000000 0x0 0x10000000>,\n"
	 "\t\t       <0x0 0x80000000 0x0 0x10000000>;\n};",
	 "Correct the address, or drop the entry.")

RULE(check_dynamic_above_4g, "dynamic-above-4g", NOTE, "a pool without alloc-ranges is placed above 4 GiB",
	 "Without alloc-ranges a region goes to the top of RAM. On boards with RAM above 4 GiB devices that reach 32 bits only cannot use a pool there.",
	 "All versions; only the pool that the kernel makes by itself (cma=) stays below the limit of DMA.",
	 "linux,cma {\n\tcompatible = \"shared-dma-pool\";\n\tsize = <0x0 0x4000000>;\n\treusable;\n"
	 "\tlinux,cma-default;\n};",
	 "Add alloc-ranges that end at 4 GiB.")

RULE(check_dynamic_order, "dynamic-order", NOTE, "dynamic regions are not placed in the order of the tree",
	 "The table of regions is sorted by address before the dynamic ones have one, with a sort that does not keep equal entries in order.",
	 "4.19 to 6.1. 3.18, 6.12 and later go in the order of the tree.",
	 "first { size = <0x0 0x400000>; };\nsecond { size = <0x0 0x400000>; };",
	 "Do not rely on the order.")

RULE(check_default_cma_no_place, "default-cma-no-place", WARNING, "no place for the default CMA pool",
	 "The pool of cma= or of the kernel's configuration needs one free piece below the limit of DMA. There is no smaller size to fall back to: without the pool large DMA buffers come from the page allocator or not at all.",
	 "\"cma: Failed to reserve N MiB\" or, when it is larger than the RAM below the limit, \"cma: Size (...) of region at ... exceeds limit (...)\".",
	 "chosen { bootargs = \"cma=1000M\"; };",
	 "Ask for less, or move what splits the RAM below the limit.")

/* --- firmware: family_firmware.c --- */

RULE(check_firmware_uses_carveout, "firmware-uses-carveout", ERROR,
	 "firmware has a carve-out as free memory",
	 "A region of the tree is conventional or loader memory in firmware's own map: it may put kernel, initrd or its own data there, before any tree is looked at. Told by --firmware-map.",
	 "All.",
	 "Available  0000000090000000-00000000900FFFFF ...\n\n"
	 "secure@90000000 { reg = <0x0 0x90000000 0x0 0x100000>; no-map; };",
	 "Let firmware reserve it in its own map.")

RULE(check_firmware_map_type, "firmware-map-type", WARNING,
	 "a region has the wrong type in the UEFI memory map",
	 "EBBR and the Devicetree Specification want no-map regions as EfiReservedMemoryType, all other static ones as EfiBootServicesData. Linux does not map what is of another reserved type; a pool there has no memory.",
	 "All with CONFIG_EFI; up to 4.4 such memory is reserved, later it is no-map.",
	 "Reserved   0000000090000000-00000000903FFFFF ...\n\n"
	 "pool@90000000 { compatible = \"shared-dma-pool\"; reg = <0x0 0x90000000 0x0 0x400000>; reusable; };",
	 "Mend the type in firmware, or no-map in the tree.")

RULE(check_firmware_memory_unreserved, "firmware-memory-unreserved", ERROR,
	 "memory of firmware is handed to Linux",
	 "TF-A, OP-TEE or U-Boot (no-map reservations of its lmb) keep memory that the tree tells as RAM and does not set aside. Told by --firmware-map.",
	 "All, mostly as an asynchronous SError or a hang long after boot.",
	 "D/TC:0 0 dump_mmap_table:852 type TA_RAM       va 0x9e200000..0x9fdfffff pa 0x9e200000..0x9fdfffff",
	 "Add a no-map region, or let the boot loader add it.")

RULE(check_firmware_dram_differs, "firmware-dram-differs", WARNING,
	 "firmware knows another DRAM size than the tree",
	 "Banks of firmware's map and the memory nodes (or --ddr) differ, aside from what the tree sets aside. Told by --firmware-map.",
	 "All; where EFI boots, the map counts.",
	 "-> size     = 0x0000000040000000\n\nmemory@80000000 { reg = <0x0 0x80000000 0x0 0x80000000>; };",
	 "Tell the right size.")

/* --- fragmentation: family_fragmentation.c --- */

RULE(check_no_map_cuts_blocks, "no-map-cuts-blocks", NOTE,
	 "a carve-out cuts more blocks of the highest order than it must",
	 "The page allocator joins free pages to aligned blocks up to the highest order. A carve-out that begins or ends inside such blocks leaves pieces that never form one; requests of high order have fewer to choose from.",
	 "All versions. Highest order 10 with pages of 4 KiB: blocks of 4 MiB.",
	 "vpu@90200000 {\n\treg = <0x0 0x90200000 0x0 0x400000>;  /* two blocks, one would do */\n\tno-map;\n};",
	 "Align large carve-outs to blocks, put small ones side by side.")

RULE(check_no_map_scattered, "no-map-scattered", NOTE, "many small carve-outs all over the RAM",
	 "Each of them spoils a whole block of the highest order for large requests.",
	 "All versions.",
	 "a page in each of 16 MiB",
	 "Put them side by side.")

/* --- loss: family_loss.c --- */

RULE(check_memory_between_banks, "memory-between-banks", NOTE, "a small hole between two banks",
	 "What the memory nodes do not tell is never used. Boot loaders cut firmware's memory out of the banks that way; a no-map region would say the same and tell for whom.",
	 "All versions.",
	 "reg = <0x0 0x80000000 0x0 0x20000000>, <0x0 0xa1000000 0x0 0x1f000000>;",
	 "Tell all RAM, reserve what is not free.")

RULE(check_memory_lost_to_sections, "memory-lost-to-sections", NOTE,
	 "struct pages for addresses without RAM",
	 "The array of struct page is made section by section. Where RAM fills a section in part, or carve-outs are taken out of RAM, the array is larger than the RAM needs.",
	 "Sections of 1 GiB (16 MiB of struct pages) up to 5.10, of 128 MiB (2 MiB) later.",
	 "memory@80000000 { reg = <0x0 0x80000000 0x0 0x8000000>; };  /* 128 MiB, Linux 4.19 */",
	 "A newer kernel.")

/* --- memory: family_memory.c --- */

RULE(check_ddr_elsewhere, "ddr-elsewhere", WARNING, "--ddr does not begin where the board's RAM does",
	 "Where RAM begins is a matter of the SoC. A base that was taken from another board puts kernel, tables and pools where there is nothing, or devices.",
	 "All versions.",
	 "dtcarve report --ddr 2G@0x80000000 rk3399-board.dts  # its RAM begins at 0",
	 "Give the size alone where the tree tells the base, else the base that the boot loader tells.")

RULE(check_memory_over_devices, "memory-over-devices", ERROR, "RAM lies over the registers of devices",
	 "Address space below 4 GiB is shared by RAM and devices. A bank that is told as large as the chips are, and reaches into the devices, makes the kernel use registers as memory; boot loaders tell RAM in pieces around them.",
	 "All versions.",
	 "memory@0 {\n\tdevice_type = \"memory\";\n\treg = <0x0 0x0 0x1 0x0>; /* the devices are at 0xf8000000 */\n};",
	 "Tell the banks as the boot loader does, without the range of the devices.")

RULE(check_memory_without_device_type, "memory-without-device-type", WARNING,
	 "a memory node without device_type",
	 "The kernel knows memory nodes by device_type = \"memory\", not by their name. U-Boot adds the property to the node that it fills in, others do not.",
	 "All versions.",
	 "memory@80000000 {\n\treg = <0x0 0x80000000 0x0 0x40000000>;\n};",
	 "Add the property.")

RULE(check_memory_disabled, "memory-disabled", WARNING, "a memory node with a status",
	 "Whether the status of a memory node counts depends on the version.",
	 "Up to 5.10 the node is RAM all the same, from 6.1 on it is none.",
	 "memory@80000000 { device_type = \"memory\"; status = \"disabled\"; ... };",
	 "Delete the node, or the status.")

RULE(check_memory_nested, "memory-nested", WARNING, "a memory node that is no child of the root",
	 "Whether a node with device_type = \"memory\" counts below a bus depends on the version.",
	 "Up to 5.10 it is RAM (with the root's cells), from 6.1 on it is none.",
	 "soc {\n\tmemory@80000000 { device_type = \"memory\"; ... };\n};",
	 "Move it below the root.")

RULE(check_memory_reg_length, "memory-reg-length", ERROR,
	 "reg of a memory node has a wrong number of cells",
	 "It is read with the root's cells.",
	 "Up to 6.12 as many ranges are read as fit, with wrong numbers; 7.2 ignores the property.",
	 "/* root: 2 and 1 cells */\nmemory@80000000 {\n\tdevice_type = \"memory\";\n"
	 "\treg = <0x0 0x80000000 0x0 0x40000000>;\n};",
	 "Use the root's number of cells.")

RULE(check_memory_overlap, "memory-overlap", WARNING, "two memory nodes tell the same RAM",
	 "The kernel takes the union.",
	 "All versions, without a message.",
	 "memory@80000000 { reg = <0x0 0x80000000 0x0 0x40000000>; };\n"
	 "memory@90000000 { reg = <0x0 0x90000000 0x0 0x40000000>; };",
	 "Correct one of them.")

RULE(check_memory_empty, "memory-empty", NOTE, "a memory node with less than a page",
	 "The kernel skips it.",
	 "From 5.10 on \"OF: fdt: Ignoring memory block\" for less than a page; nothing for size 0.",
	 "memory@80000000 { device_type = \"memory\"; reg = <0x0 0x80000000 0x0 0x0>; };",
	 "Fill in the size.")

RULE(check_memory_unaligned, "memory-unaligned", NOTE, "RAM that does not begin and end with a page",
	 "RAM is rounded inward to whole pages.",
	 "All versions.",
	 "memory@80000000 { device_type = \"memory\"; reg = <0x0 0x80000800 0x0 0x3ffff800>; };",
	 "Tell whole pages.")

RULE(check_memory_out_of_reach, "memory-out-of-reach", WARNING, "RAM that this kernel cannot use",
	 "RAM below the kernel's own base (arm), beyond the linear map (VA_BITS), beyond lowmem without HIGHMEM, or beyond 4 GiB without LPAE is dropped.",
	 "\"OF: fdt: Ignoring memory range\", \"Ignoring RAM at\"; beyond the linear map nothing is said before 6.1.",
	 "2 GiB of RAM, arm kernel without HIGHMEM",
	 "Configure the kernel for it.")

/* --- outcome: family_outcome.c --- */

RULE(check_does_not_boot, "does-not-boot", ERROR, "the kernel dies of this memory layout",
	 "The replay of early boot ends where the real kernel panics, oopses or corrupts itself.",
	 "See the reason; newer versions forgive some of these mistakes.",
	 "a CMA pool on the initrd, Linux 6.1",
	 "Mend the reason.")

/* --- overlap: family_overlap.c --- */

RULE(check_regions_overlap, "regions-overlap", WARNING, "two regions overlap",
	 "Two owners use the same memory. Nobody refuses that; a CMA pool in such a pair hands out pages that the other owner uses.",
	 "From 4.19 on \"OF: reserved mem: OVERLAP DETECTED!\", but for neighbours in the sorted list only. Two CMA pools upon each other kill 5.10 and 6.1 (\"Bad page state\").",
	 "one@90000000 { reg = <0x0 0x90000000 0x0 0x200000>; };\ntwo@90100000 { reg = <0x0 0x90100000 0x0 0x200000>; };",
	 "Move or shrink one of them.")

RULE(check_no_map_refused, "no-map-refused", ERROR, "a no-map region upon one that was reserved before it",
	 "Memory that is reserved may be in use, so newer kernels do not take it out of the map any more.",
	 "5.10 and later: \"failed to reserve memory for node 'NODE'\", and the region stays mapped. Up to 4.19 it is taken out of RAM.",
	 "plain@90000000 { reg = <0x0 0x90000000 0x0 0x200000>; };\n"
	 "secure@90100000 { reg = <0x0 0x90100000 0x0 0x100000>; no-map; };",
	 "List the no-map node first, or let the two not overlap.")

RULE(check_memreserve_no_map, "memreserve-no-map", ERROR,
	 "/memreserve/ and a no-map region over the same memory",
	 "Boot loaders add /memreserve/ entries for what firmware owns; a no-map node for the same memory is then refused, and speculative access to it may end in random reboots.",
	 "5.10 and 6.1 refuse: \"failed to reserve memory for node 'NODE'\". Up to 4.19, and from 6.12 on, the no-map is applied.",
	 "/memreserve/ 0x90000000 0x100000;\nsecmon@90000000 { reg = <0x0 0x90000000 0x0 0x100000>; no-map; };",
	 "Keep the node, drop the entry.")

RULE(check_pool_over_memreserve, "pool-over-memreserve", ERROR, "a CMA pool over a /memreserve/ entry",
	 "A pool at a fixed place is not checked against what is reserved: its pages, the reserved ones among them, are given to the page allocator.",
	 "All versions, without a message.",
	 "/memreserve/ 0x90000000 0x100000;\n"
	 "pool@90000000 { compatible = \"shared-dma-pool\"; reg = <0x0 0x90000000 0x0 0x1000000>; reusable; };",
	 "Move the pool.")

RULE(check_overlaps_kernel, "overlaps-kernel", ERROR, "a region on the kernel image",
	 "The boot loader has put the kernel where the tree reserves memory for somebody else.",
	 "no-map: up to 4.19 the kernel unmaps itself, later it refuses (\"failed to reserve memory\"). Others are accepted, and a CMA pool there corrupts the kernel.",
	 "/* kernel loaded at 0x80000000 */\nbuffer@80400000 { reg = <0x0 0x80400000 0x0 0x100000>; no-map; };",
	 "Move the region, or load the kernel elsewhere.")

RULE(check_overlaps_initrd, "overlaps-initrd", ERROR, "a region on the initrd",
	 "The initrd is freed when it is unpacked, whatever the tree says of its place.",
	 "no-map: up to 4.19 the initrd is lost and the kernel panics, later the no-map is refused. Plain regions are accepted and freed together with the initrd. A CMA pool frees the pages twice.",
	 "chosen { linux,initrd-start = <0x88000000>; linux,initrd-end = <0x88800000>; };\n"
	 "buffer@88200000 { reg = <0x0 0x88200000 0x0 0x100000>; no-map; };",
	 "Load the initrd elsewhere.")

RULE(check_overlaps_fdt, "overlaps-fdt", ERROR, "a region on the device tree",
	 "The boot loader has put the tree where the tree reserves memory for somebody else.",
	 "no-map: up to 4.19 the tree is cut out of RAM, later the no-map is refused. Others are accepted.",
	 "/* tree loaded at 0x88000000 */\nbuffer@88000000 { reg = <0x0 0x88000000 0x0 0x100000>; no-map; };",
	 "Move the region, or load the tree elsewhere.")

/* --- placement: family_placement.c --- */

RULE(check_pool_outside_ram, "pool-outside-ram", ERROR, "a CMA pool that is not RAM from end to end",
	 "Nobody checks a pool against the RAM there is. When its pages are given to the allocator, those that do not exist are touched. A tree for a board with more RAM does that on the small variant.",
	 "6.1 and later warn at mm/cma.c and die (\"Unable to handle kernel paging request\"). 4.19 and 5.10 go on with counts that make no sense.",
	 "memory@80000000 { reg = <0x0 0x80000000 0x0 0x20000000>; };\npool@a0000000 {\n"
	 "\tcompatible = \"shared-dma-pool\";\n\treg = <0x0 0xa0000000 0x0 0x4000000>;\n\treusable;\n};",
	 "Move it into RAM, or let the kernel place it (size and alloc-ranges instead of reg).")

RULE(check_region_straddles_ram, "region-straddles-ram", WARNING, "a region that is RAM in part",
	 "The part that is RAM is reserved, the rest is taken as it is.",
	 "All versions, without a message.",
	 "memory@80000000 { reg = <0x0 0x80000000 0x0 0x20000000>; };\nfirmware@9ff00000 {\n"
	 "\treg = <0x0 0x9ff00000 0x0 0x200000>;\n\tno-map;\n};",
	 "Correct the region, or the size of the RAM.")

RULE(check_region_straddles_banks, "region-straddles-banks", WARNING,
	 "a region across a hole between two banks",
	 "Both ends are RAM, the middle is not.",
	 "All versions, without a message.",
	 "memory@80000000 { reg = <0x0 0x80000000 0x0 0x20000000>, <0x0 0xb0000000 0x0 0x20000000>; };\n"
	 "buffer@9ff00000 {\n\treg = <0x0 0x9ff00000 0x0 0x10200000>;\n};",
	 "Put it into one bank.")

RULE(check_region_outside_ram, "region-outside-ram", NOTE, "a region where there is no RAM",
	 "Nothing is reserved, nothing is lost. Either the address is wrong, or the tree is for a board with more RAM.",
	 "All versions, without a message. A CMA pool there is another matter (pool-outside-ram). Regions below RAM or in a hole that are no-map or have a driver of their own are taken for SRAM or memory of devices.",
	 "memory@80000000 { reg = <0x0 0x80000000 0x0 0x20000000>; };\nbuffer@c0000000 {\n"
	 "\treg = <0x0 0xc0000000 0x0 0x100000>;\n};",
	 "Correct the address, or drop the node on this variant.")

RULE(check_cma_crosses_zone, "cma-crosses-zone", ERROR, "a CMA pool across the boundary of two zones",
	 "All pages of a pool must be of one zone. Zones meet at 4 GiB, at the limit that dma-ranges set, at the end of lowmem (arm), and where kernelcore= or movablecore= put ZONE_MOVABLE.",
	 "\"cma: CMA area NODE could not be activated\". 3.18 (silent) and 4.19 also drop all pools behind it; 5.10 loses the memory; 6.1 and later make ordinary RAM of it.",
	 "pool@ff000000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x0 0xff000000 0x0 0x2000000>;\n"
	 "\treusable;\n};",
	 "Put it on one side.")

/* --- pool: family_pool.c --- */

RULE(check_reusable_and_no_map, "reusable-and-no-map", ERROR, "a region is reusable and no-map at once",
	 "reusable lends the memory to movable pages until its device wants it, no-map forbids Linux to touch it. The handlers of pools refuse a node that says both.",
	 "Up to 4.19 the memory is lost. 5.10 keeps a region at a fixed place out of the map, 6.1 and 6.12 make RAM of it again (\"compatible matching fail\"), 7.2 keeps it out of the map.",
	 "pool@90000000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x0 0x90000000 0x0 0x1000000>;\n"
	 "\treusable;\n\tno-map;\n};",
	 "Decide for one of the two.")

RULE(check_pool_without_no_map, "pool-without-no-map", ERROR,
	 "arm: a shared-dma-pool with neither reusable nor no-map is refused",
	 "On 32-bit arm a coherent pool must be no-map.",
	 "arm only: \"Reserved memory: regions without no-map are not yet supported\"; up to 4.19 the memory is lost, later it is ordinary RAM again.",
	 "pool@90000000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x90000000 0x1000000>;\n};",
	 "Add reusable or no-map.")

RULE(check_pool_neither, "pool-neither", NOTE,
	 "a shared-dma-pool with neither reusable nor no-map is a coherent pool, no CMA",
	 "The memory is set aside for coherent buffers of the devices that refer to it; nothing else ever uses it.",
	 "arm64 and riscv64; on arm it is refused (pool-without-no-map).",
	 "pool@90000000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x0 0x90000000 0x0 0x1000000>;\n};",
	 "Add reusable where a CMA pool was meant, no-map where the memory must not be mapped.")

RULE(check_reusable_without_compatible, "reusable-without-compatible", WARNING,
	 "reusable without a compatible makes no pool",
	 "The kernel makes a CMA pool only of compatible = \"shared-dma-pool\". Without it the region is an ordinary reservation, lost to everybody.",
	 "All versions.",
	 "pool@90000000 {\n\treg = <0x0 0x90000000 0x0 0x1000000>;\n\treusable;\n};",
	 "Add the compatible.")

RULE(check_cma_default_without_pool, "cma-default-without-pool", WARNING,
	 "linux,cma-default in a region that is no CMA pool",
	 "The default pool must be a shared-dma-pool that is reusable and not no-map.",
	 "All versions.",
	 "linux,cma {\n\tsize = <0x0 0x4000000>;\n\treusable;\n\tlinux,cma-default;\n};",
	 "Add what is missing.")

RULE(check_cma_default_twice, "cma-default-twice", WARNING, "two pools with linux,cma-default",
	 "Both pools are made, the one that is set up last is the default. Devices without a memory-region of their own get another pool after a kernel update.",
	 "3.18, 6.12 and later go in the order of the tree, 4.19 to 6.1 by address.",
	 "one@90000000 { ... linux,cma-default; };\ntwo@a0000000 { ... linux,cma-default; };",
	 "Keep one.")

RULE(check_cma_default_against_cma, "cma-default-against-cma", WARNING,
	 "cma= on the command line against linux,cma-default in the tree",
	 "Only one of them counts. A pool that cma= makes has another place: a device that reaches a part of the RAM only may not be able to use it.",
	 "3.18 and 4.19 ignore cma=. 5.10 to 6.12 give the node's memory back (\"bypass NODE node, using cmdline CMA params instead\"), 7.2 does not reserve it at all.",
	 "chosen { bootargs = \"cma=64M\"; };\nreserved-memory {\n\tpool@90000000 { ... linux,cma-default; };\n};",
	 "Drop one of them.")

RULE(check_cma_not_built, "cma-not-built", WARNING, "a CMA pool for a kernel without CMA",
	 "Without CONFIG_DMA_CMA nobody makes a pool of the region.",
	 "Up to 4.19 the memory stays reserved and is lost, later it is ordinary RAM again.",
	 "# CONFIG_DMA_CMA is not set",
	 "Switch on CONFIG_CMA and CONFIG_DMA_CMA, or drop the pool.")

RULE(check_restricted_pool_refused, "restricted-pool-refused", ERROR,
	 "a restricted-dma-pool with a property that it must not have",
	 "Bounce buffers must be mapped and belong to nobody else: reusable, no-map, linux,cma-default and linux,dma-default are refused.",
	 "5.15 and later with CONFIG_DMA_RESTRICTED_POOL.",
	 "bounce@90000000 {\n\tcompatible = \"restricted-dma-pool\";\n\treg = <0x0 0x90000000 0x0 0x400000>;\n"
	 "\tno-map;\n};",
	 "Drop the property.")

RULE(check_restricted_pool_not_built, "restricted-pool-not-built", WARNING,
	 "a restricted-dma-pool for a kernel that knows none",
	 "The memory is reserved, but devices are not held to it: what it was to protect is not protected.",
	 "Before 5.15, or without CONFIG_DMA_RESTRICTED_POOL.",
	 "# CONFIG_DMA_RESTRICTED_POOL is not set",
	 "Use a kernel that has it.")

RULE(check_pool_out_of_reach, "pool-out-of-reach", ERROR, "a pool where the bus of its user does not reach",
	 "The dma-ranges of the nearest bus above a device that has any tell which memory the device addresses. What a pool has elsewhere the kernel does not give it, or the device reads and writes other memory.",
	 "All. From 6.1 on a device whose own bus has no dma-ranges is bounded by those of the bus above it.",
	 "soc {\n\tdma-ranges = <0x0 0x40000000 0x40000000>;\n\tcodec { memory-region = <&pool>; };  /* pool@80000000 */\n};",
	 "Place the pool where all its users reach, or mend dma-ranges.")

RULE(check_cma_majority, "cma-majority", WARNING, "more than half of the memory is CMA",
	 "Only movable pages may use CMA. Kernel memory, page tables and atomic requests of drivers share the rest, and fail there while CMA is free. Small variants of a board meet this first.",
	 "All versions. Up to 4.19 movable pages use CMA last, which makes it worse.",
	 "memory@80000000 { reg = <0x0 0x80000000 0x0 0x10000000>; };\nlinux,cma { ... size = <0x0 0x9000000>; };",
	 "Make the pools smaller on boards with little memory.")

/* --- property: family_property.c --- */

RULE(check_reg_length, "reg-length", ERROR, "reg of a region has a wrong number of cells",
	 "reg is read with the root's #address-cells and #size-cells. A length that is no multiple of one range makes the kernel skip the node, so that firmware's memory may be handed out.",
	 "Up to 6.12: \"Reserved memory: invalid reg property in 'NODE', skipping node.\" (6.12 twice). 7.2 says nothing and takes the node as if it had no reg.",
	 "/* root: 2 and 2 cells */\nfirmware@80000000 {\n\treg = <0x80000000 0x100000>;\n\tno-map;\n};",
	 "Write each address and size with the root's number of cells.")

RULE(check_reg_size_zero, "reg-size-zero", ERROR, "reg of a region has size 0",
	 "Nothing is reserved; a driver that refers to the region gets no memory. Where the address is 0 as well and the region is mapped, a boot loader may fill it in (a logo on the screen): a note.",
	 "All versions print \"failed to reserve memory for node 'NODE': base ..., size 0 MiB\".",
	 "firmware@80000000 {\n\treg = <0x0 0x80000000 0x0 0x0>;\n\tno-map;\n};",
	 "Give it a size, or delete it.")

RULE(check_reg_zero_and_size, "reg-zero-and-size", ERROR, "reg of size 0 together with a size property",
	 "The size property is not the size that belongs to reg: older kernels place the region anywhere, newer ones not at all.",
	 "Up to 6.1 a dynamic region is made of it; 6.12 and later print \"failed to reserve memory\".",
	 "buffer@90000000 {\n\treg = <0x0 0x90000000 0x0 0x0>;\n\tsize = <0x0 0x200000>;\n};",
	 "Keep one of the two.")

RULE(check_reg_several_ranges, "reg-several-ranges", WARNING, "a region with more than one range in reg",
	 "Drivers, CMA and DMA pools know the first range only. What becomes of the others depends on the version.",
	 "Up to 6.12 all ranges are reserved, those behind the first are lost to everybody (for a region without compatible that may be meant, and is no finding there). 7.2 reserves the first only and prints \"node 'NODE' has N <base size> entries, only the first is used\".",
	 "pool@90000000 {\n\tcompatible = \"shared-dma-pool\";\n\treg = <0x90000000 0x400000>,\n"
	 "\t      <0x98000000 0x400000>;\n\treusable;\n};",
	 "One node for each range.")

RULE(check_size_length, "size-length", ERROR, "size of a dynamic region has a wrong number of cells",
	 "size must have exactly the root's #size-cells.",
	 "All versions print \"invalid size property in 'NODE' node.\" and reserve nothing.",
	 "/* root: #size-cells = <2> */\npool {\n\tsize = <0x400000>;\n};",
	 "Add the missing cell, or take away the one too many.")

RULE(check_size_zero, "size-zero", ERROR, "size of a dynamic region is 0",
	 "There is nothing to place.",
	 "All versions print \"failed to allocate memory for node 'NODE'\".",
	 "pool {\n\tsize = <0x0 0x0>;\n};",
	 "Give it a size, or delete it.")

RULE(check_alignment_length, "alignment-length", ERROR,
	 "alignment of a dynamic region has a wrong number of cells",
	 "alignment has as many cells as an address, not as a size.",
	 "All versions print \"invalid alignment property in 'NODE' node.\" and reserve nothing.",
	 "/* root: 2 address cells, 1 size cell */\npool {\n\tsize = <0x400000>;\n\talignment = <0x400000>;\n};",
	 "Write it with the root's #address-cells.")

RULE(check_alignment_power, "alignment-power", WARNING, "alignment of a dynamic region is no power of two",
	 "The kernel rounds addresses by masking bits, which is right for powers of two only.",
	 "All versions, without a message.",
	 "pool {\n\tsize = <0x0 0x300000>;\n\talignment = <0x0 0x300000>;\n};",
	 "Take the next power of two.")

RULE(check_alloc_ranges_length, "alloc-ranges-length", ERROR,
	 "alloc-ranges of a dynamic region has a wrong number of cells",
	 "alloc-ranges is a list of base and size, in the root's cells.",
	 "Up to 6.12: \"invalid alloc-ranges property in 'NODE', skipping node.\", nothing reserved. 7.2 takes it as missing: the region may land where its device cannot reach it.",
	 "pool {\n\tsize = <0x0 0x400000>;\n\talloc-ranges = <0x0 0xa0000000>;\n};",
	 "Write base and size of each range.")

RULE(check_region_without_place, "region-without-place", WARNING, "a region with neither reg nor size",
	 "The kernel has nothing to reserve and goes on.",
	 "All versions, without a message.",
	 "pool {\n\tcompatible = \"shared-dma-pool\";\n\treusable;\n};",
	 "Add reg or size.")

RULE(check_end_as_size, "end-as-size", ERROR, "an end address written where a size belongs",
	 "reg is base and size. With the end in place of the size the region swallows all that follows it.",
	 "All versions take what is written.",
	 "buffer@90000000 {\n\treg = <0x0 0x90000000 0x0 0x98000000>;\n\tno-map;\n};",
	 "Write end minus base.")

RULE(check_size_one_short, "size-one-short", WARNING, "a size that is one byte short of whole pages",
	 "0xffffff is the last byte of 16 MiB, not their size. The last page is lost, and a driver that asks for all of the memory finds the region too small.",
	 "All versions take what is written; a CMA pool of that size is refused.",
	 "buffer@90000000 {\n\treg = <0x0 0x90000000 0x0 0xffffff>;\n};",
	 "Add the byte.")

/* --- reference: family_reference.c --- */

RULE(check_reference_to_nothing, "reference-to-nothing", ERROR, "memory-region leads to no node",
	 "The phandle belongs to no node of this tree. The driver's call fails, and it stops or falls back to other memory.",
	 "All versions, when the driver is probed.",
	 "display { memory-region = <0x7777>; };",
	 "Refer to a region by its label.")

RULE(check_reference_to_other_node, "reference-to-other-node", WARNING,
	 "memory-region leads to a node that is no reserved memory",
	 "The kernel looks the node up among the regions of /reserved-memory and does not find it. A few drivers read the reg of such a node themselves.",
	 "All versions, when the driver is probed.",
	 "display { memory-region = <&serial0>; };",
	 "Refer to a region of /reserved-memory.")

RULE(check_reference_to_disabled, "reference-to-disabled", WARNING,
	 "a device that is on refers to a region that is off",
	 "A region with status = \"disabled\" is not reserved, and drivers do not find it.",
	 "All versions.",
	 "pool: pool@90000000 { ... status = \"disabled\"; };\ndisplay { memory-region = <&pool>; };",
	 "Switch both on, or both off.")

RULE(check_region_unreferenced, "region-unreferenced", NOTE, "a carve-out that no memory-region refers to",
	 "Memory that is set aside for no device of the tree is lost, unless firmware owns it. Regions with a driver of their own (ramoops, qcom,smem, ...), defaults, and names that tell firmware (secmon, optee, tz, ...) are passed over.",
	 "All versions.",
	 "vpu@90000000 {\n\treg = <0x0 0x90000000 0x0 0x6000000>;\n\tno-map;\n};",
	 "Refer to it, or note in the source who owns it.")

/* --- structure: family_structure.c --- */

RULE(check_root_cells_missing, "root-cells-missing", WARNING,
	 "the root lacks #address-cells or #size-cells",
	 "Addresses and sizes of memory, of reserved regions and of /chosen are read with the root's cells. Where the root does not tell them, the kernel takes 1 and 1, whatever they were written with.",
	 "All versions. 7.2 also warns with a backtrace.",
	 "/ {\n\tmodel = \"board\";\n\tmemory@80000000 {\n\t\tdevice_type = \"memory\";\n"
	 "\t\treg = <0x80000000 0x40000000>;\n\t};\n};",
	 "Write both properties into the root node.")

RULE(check_reserved_memory_ranges_missing, "reserved-memory-ranges-missing", ERROR,
	 "/reserved-memory without ranges is ignored as a whole",
	 "The kernel wants #address-cells, #size-cells and a ranges property (its content does not matter) in /reserved-memory. Without one it ignores all regions: firmware's memory is handed out as any other.",
	 "All versions print \"Reserved memory: unsupported node format, ignoring\"; 6.12 and later twice.",
	 "reserved-memory {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\tfirmware@80000000 { ... };\n};",
	 "Add \"ranges;\".")

RULE(check_reserved_memory_cells_missing, "reserved-memory-cells-missing", ERROR,
	 "/reserved-memory without #address-cells or #size-cells is ignored as a whole",
	 "The kernel wants #address-cells and #size-cells in /reserved-memory itself, as many as the root has. Where one is missing it ignores all regions.",
	 "All versions print \"Reserved memory: unsupported node format, ignoring\"; 6.12 and later twice.",
	 "reserved-memory {\n\tranges;\n\tfirmware@80000000 { ... };\n};",
	 "Add both, with the root's numbers.")

RULE(check_reserved_memory_cells_mismatch, "reserved-memory-cells-mismatch", ERROR,
	 "/reserved-memory with other cells than the root is ignored as a whole",
	 "Regions are read before any bus is known, with the root's cells. Where #address-cells or #size-cells of /reserved-memory are others, the kernel ignores all regions.",
	 "All versions print \"Reserved memory: unsupported node format, ignoring\"; 6.12 and later twice.",
	 "/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\treserved-memory {\n\t\t#address-cells = <1>;\n"
	 "\t\t#size-cells = <1>;\n\t\tranges;\n\t};\n};",
	 "Use the root's numbers and write the regs of the regions with as many cells.")

RULE(check_reserved_memory_disabled, "reserved-memory-disabled", WARNING,
	 "status of /reserved-memory itself has no effect",
	 "The kernel looks at the status of each region, not at that of their parent: all regions are reserved.",
	 "All versions.",
	 "reserved-memory {\n\tstatus = \"disabled\";\n\t...\n};",
	 "Disable or delete the regions one by one.")

RULE(check_reserved_memory_misplaced, "reserved-memory-misplaced", ERROR,
	 "reserved memory described outside /reserved-memory is not seen",
	 "Only children of the node /reserved-memory, by exactly that name and directly below the root, are reserved. A pool below a bus node, or a container with another name, reserves nothing, and nothing is printed.",
	 "All versions; 6.12 and later print \"No reserved-memory node in the DT\" when there is no other.",
	 "soc {\n\tdma-pool@90000000 {\n\t\tcompatible = \"shared-dma-pool\";\n"
	 "\t\treg = <0x90000000 0x1000000>;\n\t\treusable;\n\t};\n};",
	 "Move it into /reserved-memory and write its reg with the root's cells.")

RULE(check_region_nested, "region-nested", WARNING,
	 "a region in a folder below /reserved-memory is not seen by newer kernels",
	 "Regions must be direct children of /reserved-memory.",
	 "Up to 5.10 grandchildren are reserved like children; 6.1 and later ignore them without a word.",
	 "reserved-memory {\n\tgroup {\n\t\tfirmware@80000000 { ... };\n\t};\n};",
	 "Move the region up.")

RULE(check_region_name_twice, "region-name-twice", WARNING, "two regions of the same name",
	 "A device's memory-region leads to the region's node; which memory that is, newer kernels look up by the node's name. Of two with one name the first is found for both.",
	 "Up to 6.12 the phandle decides; 7.2 looks up by name.",
	 "reserved-memory {\n\tbuffer@90000000 { ... };\n\tgroup {\n\t\tbuffer@90000000 { ... };\n\t};\n};",
	 "Rename one of them.")

/* --- unmodelled: family_unmodelled.c --- */

RULE(check_input_not_modelled, "input-not-modelled", NOTE,
	 "something changes memory that the prediction does not follow",
	 "An argument of the command line, a property of /chosen or an option of the kernel moves memory in a way that is not modelled: the numbers are those of a boot without it.",
	 "All; numa=fake= is followed from 6.12 on.",
	 "chosen { bootargs = \"memtest=4\"; };",
	 "Nothing has to be mended; check the numbers on the target.")

RULE(check_booted_by_efi, "booted-by-efi", NOTE, "the memory map comes from EFI, not from the tree",
	 "Where the kernel is started by EFI (U-Boot's bootefi, EDK2) it drops the memory nodes and takes the firmware's map. --efi, a profile with efi=1, or linux,uefi-mmap-start in /chosen tells so.",
	 "All with CONFIG_EFI.",
	 "chosen { linux,uefi-mmap-start = <0x0 0x80001000>; };",
	 "Nothing has to be mended; tell the map with --firmware-map.")

/* --- zone: family_zone.c --- */

RULE(check_mobility_grouping_off, "mobility-grouping-off", WARNING,
	 "RAM is too small for grouping by mobility",
	 "Movable and unmovable pages are kept apart by pageblocks. With less than one pageblock for each migrate type the kernel gives that up.",
	 "Fewer pages than pageblock times 4 to 6 types: 24 MiB with pageblocks of 4 MiB, 192 MiB with pages of 16 KiB, 3 GiB with pages of 64 KiB.",
	 "memory@80000000 { reg = <0x0 0x80000000 0x0 0x40000000>; };  /* pages of 64 KiB */",
	 "Use pages of 4 KiB on small boards.")

RULE(check_dma_ranges_shrink_zone, "dma-ranges-shrink-zone", NOTE,
	 "the dma-ranges of one bus make ZONE_DMA small",
	 "The bus that reaches least decides how far ZONE_DMA goes, and with it where the default CMA pool, swiotlb and crashkernel= may lie.",
	 "3.18 and 4.19 do not look. 5.10 and 6.1 round down to a power of two, 6.12 and later take the limit as it is.",
	 "bus {\n\tdma-ranges = <0x0 0x0 0x0 0x40000000>;\n};",
	 "Nothing, where the bus is so.")
