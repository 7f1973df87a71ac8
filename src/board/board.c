/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/board.h"

#include <errno.h>
#include <inttypes.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "board/firmware_map.h"
#include "board/walk.h"
#include "input/tree.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/text.h"

/* More cells than that cannot hold an address, and no kernel reads them. */
#define MAX_CELLS 8

static const char *const *string_list(struct arena *arena, const struct node *node, enum known_property known,
									  size_t *count)
{
	const char **list = NULL;
	const char *text;

	*count = 0;
	for (size_t i = 0; (text = node_string_at(node, known, i)); i++)
		arena_push(arena, list, *count, arena_strdup(arena, text));
	return list;
}

static uint32_t root_cells(const struct node *root, enum known_property known, bool *present)
{
	size_t length;
	const void *value = node_property(root, known, &length);

	*present = value && length >= 4;
	return *present ? (uint32_t)read_cells(value, 1) : 1;
}

static int read_root(struct board *board, const struct node_table *table, struct error *error)
{
	struct node root;

	if (!table_find(table, "/", &root))
		return error_set(error, -EBADMSG, "%s: the tree has no root node", board->file);
	board->address_cells = root_cells(&root, PROPERTY_ADDRESS_CELLS, &board->has_address_cells);
	board->size_cells = root_cells(&root, PROPERTY_SIZE_CELLS, &board->has_size_cells);
	if (board->address_cells > MAX_CELLS || board->size_cells > MAX_CELLS)
		return error_set(error, -EINVAL,
						 "%s: /: #address-cells = %u and #size-cells = %u; 1 or 2 would be right",
						 board->file, board->address_cells, board->size_cells);
	if (node_string(&root, PROPERTY_MODEL))
		board->model = arena_strdup(board->arena, node_string(&root, PROPERTY_MODEL));
	board->compatible = string_list(board->arena, &root, PROPERTY_COMPATIBLE, &board->compatible_count);
	return 0;
}

static void read_memreserve(struct board *board, const void *fdt)
{
	int entries = fdt_num_mem_rsv(fdt);

	for (int i = 0; i < entries; i++) {
		struct range r;

		if (fdt_get_mem_rsv(fdt, i, &r.base, &r.size) || r.size == 0)
			return;
		arena_push(board->arena, board->memreserve, board->memreserve_count, r);
	}
}

/* The compatible of a CPU names its instruction set; where it does not, its own properties do. */
static enum arch cpu_arch(const struct node *cpu)
{
	const char *compatible = node_string(cpu, PROPERTY_COMPATIBLE);
	const char *method = node_string(cpu, PROPERTY_ENABLE_METHOD);
	static const char *const v7[] = {
		"arm,cortex-a5",   "arm,cortex-a7",     "arm,cortex-a8",    "arm,cortex-a9",  "arm,cortex-a12",
		"arm,cortex-a15",  "arm,cortex-a17",    "arm,arm1176jzf-s", "arm,arm1176jzf", "arm,arm1136jf-s",
		"arm,arm926ej-s",  "arm,arm920t",       "arm,arm11mpcore",  "arm,sa1100",     "qcom,krait",
		"qcom,scorpion",   "marvell,sheeva-v7", "marvell,pj4a",     "marvell,pj4b",   "marvell,feroceon",
		"brcm,brahma-b15", "arm,arm926ejs",     "arm,arm7tdmi",     "marvell,mohawk", "marvell,sheeva-v5",
		"arm,arm940t",     "marvell,xsc3",      "intel,xscale",     "faraday,fa526"
	};

	if (node_has(cpu, PROPERTY_RISCV_ISA) || node_has(cpu, PROPERTY_RISCV_ISA_BASE))
		return ARCH_RISCV64;
	for (size_t i = 0; compatible && i < ARRAY_SIZE(v7); i++)
		if (strcmp(compatible, v7[i]) == 0)
			return ARCH_ARM;
	if (compatible &&
		(strcmp(compatible, "arm,armv8") == 0 || strcmp(compatible, "nvidia,tegra132-denver") == 0 ||
		 strncmp(compatible, "arm,cortex-a", 12) == 0 || strncmp(compatible, "arm,cortex-x", 12) == 0 ||
		 strncmp(compatible, "arm,neoverse", 12) == 0))
		return ARCH_ARM64;
	if (method && (strcmp(method, "spin-table") == 0 || strcmp(method, "psci") == 0))
		return ARCH_ARM64;
	return ARCH_UNKNOWN;
}

struct arch_votes {
	enum arch cpu, root;
	unsigned int cpus;
};

static void count_cpu(struct board *board, struct arch_votes *votes, const struct node *node)
{
	const char *type, *status;
	uint32_t numa_node;

	if (node->depth == 1 && strncmp(node->name, "timer", 5) == 0) {
		const char *compatible = node_string(node, PROPERTY_COMPATIBLE);

		if (compatible && strcmp(compatible, "arm,armv8-timer") == 0)
			votes->root = ARCH_ARM64;
		else if (compatible && strcmp(compatible, "arm,armv7-timer") == 0 && votes->root == ARCH_UNKNOWN)
			votes->root = ARCH_ARM;
	}
	if (node->depth != 2 || !node_is_below(node, "cpus"))
		return;
	type = node_string(node, PROPERTY_DEVICE_TYPE);
	status = node_string(node, PROPERTY_STATUS);
	if (!(type && strcmp(type, "cpu") == 0) && strncmp(node->name, "cpu@", 4) != 0 &&
		strcmp(node->name, "cpu") != 0)
		return;
	if (votes->cpu == ARCH_UNKNOWN)
		votes->cpu = cpu_arch(node);
	/* "fail" CPUs cannot be used; disabled ones are possible, they may be brought up later */
	if (status && strncmp(status, "fail", 4) == 0)
		return;
	votes->cpus++;
	numa_node = node_numa_id(node);
	arena_push(board->arena, board->cpu_nodes, board->cpu_node_count, numa_node);
}

static void read_nodes(struct board *board, const struct node_table *table)
{
	struct arch_votes votes = { ARCH_UNKNOWN, ARCH_UNKNOWN, 0 };
	struct node node = { 0 };

	while (table_next(table, &node)) {
		count_cpu(board, &votes, &node);
		board_read_distances(board, &node);
		board_read_memory(board, &node);
		board_read_reserved(board, &node);
		board_read_dma(board, &node);
		board_read_shape(board, &node);
	}
	board->cpus = votes.cpus ? votes.cpus : 1;
	board->arch = votes.cpu != ARCH_UNKNOWN ? votes.cpu : votes.root;
	/* 64-bit kernels start no CPU that the tree does not name; 32-bit boards of old name none, and count in
	 * one cell */
	if (board->arch == ARCH_UNKNOWN && !votes.cpus && board->has_address_cells && board->address_cells == 1)
		board->arch = ARCH_ARM;
}

bool board_bank_of(const struct board *board, struct range range, struct range *bank)
{
	for (size_t i = 0; i < board->memory_count; i++) {
		const struct tuples *t = memory_tuples(&board->memory[i]);

		for (size_t j = 0; j < t->count; j++)
			if (range_contains(t->items[j], range)) {
				*bank = t->items[j];
				return true;
			}
	}
	return false;
}

static bool first_bank_base(const struct board *board, uint64_t *base)
{
	bool found = false;

	for (size_t i = 0; i < board->memory_count; i++) {
		const struct tuples *tuples = memory_tuples(&board->memory[i]);

		for (size_t j = 0; j < tuples->count; j++) {
			if (!found || tuples->items[j].base < *base)
				*base = tuples->items[j].base;
			found = true;
		}
	}
	return found;
}

/* reg = <0 0> is what a tree has where the boot loader fills in more than the size: the SoC tells more. */
static void read_ram_start(struct board *board)
{
	uint64_t base = 0, soc_base;
	bool node = first_bank_base(board, &base);

	if (node && (base || board_memory_told(board))) {
		board->ram_start_told = true;
		board->likely_ram_start = base;
		return;
	}
	board->ram_start_soc = board_soc_ram_start(board, &soc_base);
	board->likely_ram_start = board_guess_ram_start(board);
	board->ram_start_told = node && (board->ram_start_soc || !board->likely_ram_start);
}

static int refuse_many(const struct board *board, const char *path, size_t count, const char *what,
					   size_t most, struct error *error)
{
	return error_set(error, -E2BIG, "%s: %s: %zu %s: expected at most %zu", board->file, path, count, what,
					 most);
}

/* More than any board has, and than a kernel could do anything with before it has an allocator. */
static int check_limits(const struct board *board, struct error *error)
{
	size_t banks = 0;

	if (board->memreserve_count > BOARD_MOST_RESERVATIONS)
		return refuse_many(board, "/memreserve/", board->memreserve_count, "entries", BOARD_MOST_RESERVATIONS,
						   error);
	if (board->rmem_count > BOARD_MOST_REGIONS)
		return refuse_many(board, "/reserved-memory", board->rmem_count, "regions", BOARD_MOST_REGIONS,
						   error);
	for (size_t i = 0; i < board->memory_count; i++)
		banks += memory_tuples(&board->memory[i])->count;
	if (banks > BOARD_MOST_BANKS)
		return refuse_many(board, "/memory", banks, "banks", BOARD_MOST_BANKS, error);
	for (size_t i = 0; i < board->rmem_count; i++)
		if (board->rmem[i].reg.count > BOARD_MOST_RANGES)
			return refuse_many(board, board->rmem[i].path, board->rmem[i].reg.count, "ranges",
							   BOARD_MOST_RANGES, error);
	return 0;
}

bool rmem_is_compatible(const struct rmem_node *node, const char *compatible)
{
	return text_is_among(compatible, node->compatible, node->compatible_count);
}

int board_read(const struct tree *tree, struct board **result, struct error *error)
{
	struct arena *arena = arena_new();
	struct board *board = arena_new_object(arena, struct board);
	struct arena *scratch = arena_new();
	struct node_table *table = node_table_new(scratch, tree->fdt);
	int ret;

	*result = NULL;
	board->arena = arena;
	board->file = arena_strdup(arena, tree->file);
	board->format = arena_strdup(arena, tree->format);
	board->entry = arena_strdup_or_null(arena, tree->entry);
	board->fdt_size = tree->size;
	board->told = tree->told;
	board->dma_max = UINT64_MAX;
	ret = read_root(board, table, error);
	if (ret == 0) {
		read_memreserve(board, tree->fdt);
		read_nodes(board, table);
		ret = check_limits(board, error);
	}
	if (ret == 0) {
		board_read_aliases(board, table);
		board_read_chosen(board, table);
		board_read_references(board, table);
		board_read_labels(board, table, tree->symbols ? node_table_new(scratch, tree->symbols) : NULL);
		board_read_devices(board, table);
		read_ram_start(board);
		*result = board;
	} else {
		arena_free(arena);
	}
	arena_free(scratch);
	return ret;
}

void board_free(struct board *board)
{
	if (board)
		arena_free(board->arena);
}

uint64_t board_memory_told(const struct board *board)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < board->memory_count; i++) {
		const struct tuples *tuples = memory_tuples(&board->memory[i]);

		for (size_t j = 0; j < tuples->count; j++)
			sum = add_sat(sum, tuples->items[j].size);
	}
	return sum;
}

/* An option that fits: no larger than what lies free of devices behind the base. */
static const char *ddr_example(const struct board *board, char text[static 120])
{
	uint64_t base = board->likely_ram_start, size = GIB(4);
	const char *soc = board->ram_start_soc;
	char at[24] = "";

	if (!board->ram_start_told && !soc)
		return "--ddr SIZE@BASE, BASE as the boot loader tells it (U-Boot: bdinfo)";
	if (!board->ram_start_told)
		snprintf(at, sizeof(at), "@0x%" PRIx64, base);
	for (size_t i = 0; i < board->device_count; i++)
		while (size > GIB(1) && ranges_overlap((struct range){ base, size }, board->devices[i].range))
			size /= 2;
	snprintf(text, 120, "--ddr %uG%s for example (%s%.40s begins at 0x%" PRIx64 ")", (unsigned int)(size >> 30), at,
			 soc ? "RAM of " : "the tree tells that it", soc ? soc : "", base);
	return text;
}

int board_need_memory(struct board *board, const struct firmware_map *map, struct error *error)
{
	enum map_source from;
	struct range_set ram = { 0 };
	char text[120];

	if (board_memory_told(board))
		return 0;
	board->ddr_by_firmware = true;
	if (board->told.bank_count)
		return board_set_ddr(board, board->told.banks, board->told.bank_count, false, error);
	if (map)
		ram = firmware_map_ram(board->arena, map, &from);
	if (ram.count)
		return board_set_ddr(board, ram.ranges, ram.count, false, error);
	return error_set(error, -ENODATA, "%s: the tree tells no memory (%s): give the board's DDR: %s",
					 board->file,
					 board->memory_count ? "its memory node has size 0, the boot loader fills it in"
										 : "it has no memory node",
					 ddr_example(board, text));
}

/* The NUMA node of the memory that begins where the bank does. */
static uint32_t numa_node_at(const struct board *board, uint64_t base)
{
	for (size_t i = 0; i < board->memory_count; i++) {
		const struct tuples *tuples = memory_tuples(&board->memory[i]);

		for (size_t j = 0; j < tuples->count; j++)
			if (tuples->items[j].base == base)
				return board->memory[i].numa_node;
	}
	return NO_NUMA_NODE;
}

int board_set_ddr(struct board *board, const struct range *banks, size_t count, bool may_guess,
				  struct error *error)
{
	struct memory_node node = {
		.path = "--ddr", .depth = 1, .enabled = true, .reg = { .present = true, .whole = true }
	};
	struct memory_node *memory = NULL;
	uint64_t total = 0;
	size_t filled = 0;
	char text[120];

	for (size_t i = 0; i < count; i++) {
		struct range bank = banks[i];

		if (bank.base == UINT64_MAX && !board->ram_start_told && !may_guess)
			return error_set(error, -EINVAL, "%s: the tree does not tell where DRAM starts: give %s",
							 board->file, ddr_example(board, text));
		if (bank.base == UINT64_MAX) {
			bank.base = board->likely_ram_start;
			board->ram_start_guessed = true;
		}
		if (bank.size == 0 || bank.base + bank.size < bank.base)
			return error_set(error, -EINVAL, "--ddr: bank 0x%llx@0x%llx is empty or leaves the address space",
							 (unsigned long long)bank.size, (unsigned long long)bank.base);
		total += bank.size;
		node.numa_node = numa_node_at(board, bank.base);
		if (!filled || memory[filled - 1].numa_node != node.numa_node)
			arena_push(board->arena, memory, filled, node);
		arena_push(board->arena, memory[filled - 1].reg.items, memory[filled - 1].reg.count, bank);
	}
	if (total < MIB(1))
		return error_set(
			error, -EINVAL,
			"--ddr: %" PRIu64 " bytes of DDR in all, less than 1 MiB: K, M or G behind the number?", total);
	board->memory = memory;
	board->memory_count = filled;
	return 0;
}
