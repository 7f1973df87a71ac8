/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owners/chain.h"

#include <string.h>

#include "util/arena.h"
#include "util/memory.h"

/* Real kernels have 2000 to 20000 chains; a dump that has more is told so. */
#define CHAINS_MAX 32768
#define TEXT_MAX (12U << 20) /* bytes of all functions' names */
#define FRAMES_MAX 64        /* page_owner keeps 16, others 64 */

struct slot {
	uint64_t hash; /* 0: empty */
	uint32_t item;
};

/* Open addressing; at most half full. */
struct table {
	struct slot *slots;
	size_t count, room, most;
};

struct chain_index {
	struct table raw;    /* chains by the very text, offsets and addresses too */
	struct table chains; /* by their functions */
	struct table names, holders;
	const char **name_items;
	size_t name_count, text_used;
};

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ (hash >> 29);
}

static uint64_t hash_bytes(uint64_t hash, const char *text, size_t length)
{
	uint64_t word;

	hash = mix(hash, length);
	for (; length >= sizeof(word); text += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		hash = mix(hash, word);
	}
	word = 0;
	memcpy(&word, text, length);
	hash = mix(hash, word);
	return hash ? hash : 1;
}

/* The slot of that hash, or the empty one that it goes to. */
static struct slot *slot_of(const struct table *table, uint64_t hash)
{
	size_t at = (size_t)hash & (table->room - 1);

	while (table->slots[at].hash && table->slots[at].hash != hash)
		at = (at + 1) & (table->room - 1);
	return &table->slots[at];
}

static void table_make(struct table *table, size_t most)
{
	*table = (struct table){ .room = 1024, .most = most };
	table->slots = memory_new(table->room * sizeof(*table->slots));
}

static void table_double(struct table *table)
{
	struct table larger = { .room = table->room * 2, .most = table->most, .count = table->count };

	larger.slots = memory_new(larger.room * sizeof(*larger.slots));
	for (size_t i = 0; i < table->room; i++)
		if (table->slots[i].hash)
			*slot_of(&larger, table->slots[i].hash) = table->slots[i];
	memory_free(table->slots);
	*table = larger;
}

/* False where the table has as many as it may. */
static bool table_put(struct table *table, uint64_t hash, size_t item)
{
	if (table->count == table->most)
		return false;
	if (table->count * 2 >= table->room)
		table_double(table);
	*slot_of(table, hash) = (struct slot){ hash, (uint32_t)item };
	table->count++;
	return true;
}

/* --- functions and holders ------------------------------------------------------------------ */

static const char *intern(struct chains *c, const char *text, size_t length)
{
	struct chain_index *x = c->index;
	uint64_t hash = hash_bytes(1, text, length);
	const struct slot *slot = slot_of(&x->names, hash);

	if (slot->hash)
		return x->name_items[slot->item];
	if (x->text_used + length > TEXT_MAX || !table_put(&x->names, hash, x->name_count))
		return NULL;
	x->text_used += length;
	arena_push(c->arena, x->name_items, x->name_count, arena_strndup(c->arena, text, length));
	return x->name_items[x->name_count - 1];
}

static uint32_t holder_find(struct chains *c, const char *name, size_t length, bool is_module,
							enum page_use use)
{
	uint64_t hash = hash_bytes(is_module ? 2 : 3, name, length);
	const struct slot *slot = slot_of(&c->index->holders, hash);
	struct holder holder = { .is_module = is_module, .use = use };

	if (slot->hash)
		return slot->item;
	holder.name = arena_strndup(c->arena, name, length);
	table_put(&c->index->holders, hash, c->holder_count);
	arena_push(c->arena, c->holders, c->holder_count, holder);
	return (uint32_t)c->holder_count - 1;
}

/* --- a chain ------------------------------------------------------------------------------------ */

/* A line of a stack: "func+0x1/0x2 [module]", with "[<ffff>]" before it or not; name and module are cut out of it. */
struct frame {
	const char *name, *module;
	size_t name_length, module_length;
};

static struct frame read_frame(const char *line, size_t length)
{
	struct frame frame = { 0 };
	const char *end, *plus;

	for (; length && (*line == ' ' || *line == '\t'); line++)
		length--;
	if (length > 2 && line[0] == '[' && line[1] == '<') {
		const char *close = memchr(line, ']', length);

		if (close) {
			length -= (size_t)(close + 1 - line);
			line = close + 1;
		}
		for (; length && *line == ' '; line++)
			length--;
	}
	while (length && (line[length - 1] == '\r' || line[length - 1] == ' '))
		length--;
	end = memchr(line, ' ', length);
	frame.name = line;
	frame.name_length = end ? (size_t)(end - line) : length;
	if (end && length > (size_t)(end - line) + 2 && end[1] == '[' && line[length - 1] == ']') {
		frame.module = end + 2;
		frame.module_length = (size_t)(line + length - 1 - frame.module);
		end = memchr(frame.module, ' ', frame.module_length); /* a build id may follow */
		if (end)
			frame.module_length = (size_t)(end - frame.module);
	}
	plus = memchr(line, '+', frame.name_length);
	if (plus && plus > line)
		frame.name_length = (size_t)(plus - line);
	return frame;
}

static size_t read_frames(const char *text, size_t length, struct frame *frames)
{
	size_t count = 0;

	while (length && count < FRAMES_MAX) {
		const char *end = memchr(text, '\n', length);
		size_t line = end ? (size_t)(end - text) : length;
		struct frame frame = read_frame(text, line);

		if (frame.name_length)
			frames[count++] = frame;
		line += line < length;
		text += line;
		length -= line;
	}
	return count;
}

struct judgement {
	const struct frame *first;  /* that is not plumbing */
	const struct frame *driver; /* the first of a module that is no helper's */
	struct frame_fact told;     /* of `first` */
	enum page_use mark;
};

/* What faulted pages in, or has file system metadata, comes behind the frames that say so: it starts again there. */
static struct judgement look_at(const struct frame *frames, size_t count)
{
	struct judgement j = { .mark = USE_DRIVER }, faulted = j;

	for (size_t i = 0; i < count; i++) {
		const struct frame *f = &frames[i];
		struct frame_fact fact = frame_fact(f->name, f->name_length);

		if (fact.lets_go && !f->module && j.mark == USE_PIN)
			return faulted;
		if (fact.marks && !f->module) {
			if (!j.mark)
				faulted = j;
			j.mark = j.mark ? j.mark : fact.use;
			if (fact.use != USE_CMA_BUFFER)
				j.first = j.driver = NULL;
			continue;
		}
		if (f->module && !j.driver && !is_helper_module(f->module, f->module_length))
			j.driver = f;
		if (j.first || (fact.role == FRAME_PLUMBING && !f->module))
			continue;
		j.first = f;
		j.told = fact;
	}
	return j;
}

/* Who holds it: the first frame that is not plumbing, its module where it has one. Helpers of other drivers
 * stand aside for the first module that is none. */
static void judge(struct chains *c, struct chain *chain, const struct frame *frames, size_t count)
{
	struct judgement j = look_at(frames, count);
	const struct frame *first = j.first ? j.first : count ? &frames[count - 1] : NULL;
	const char *use;

	if (!first)
		return;
	if (first->module && j.driver)
		first = j.driver;
	chain->use = j.mark ? j.mark : first->module ? USE_DRIVER : j.told.use;
	chain->asked_by = intern(c, first->name, first->name_length);
	use = page_use_name(chain->use);
	if (first->module)
		chain->holder = holder_find(c, first->module, first->module_length, true, USE_DRIVER);
	else if (j.mark == USE_BUFFERS || (!j.mark && j.told.role == FRAME_TELLS))
		chain->holder = holder_find(c, use, strlen(use), false, chain->use);
	else
		chain->holder = holder_find(c, first->name, first->name_length, false, USE_DRIVER);
}

static uint64_t hash_frames(const struct frame *frames, size_t count)
{
	uint64_t hash = 5;

	for (size_t i = 0; i < count; i++) {
		hash = hash_bytes(hash, frames[i].name, frames[i].name_length);
		hash = hash_bytes(hash, frames[i].module ? frames[i].module : "", frames[i].module_length);
	}
	return hash;
}

static bool keep_frames(struct chains *c, struct chain *chain, const struct frame *frames, size_t count)
{
	const char **kept = arena_alloc(c->arena, (count + 1) * sizeof(*kept));

	for (size_t i = 0; i < count; i++) {
		char text[512];
		size_t length = frames[i].name_length < 240 ? frames[i].name_length : 240;

		memcpy(text, frames[i].name, length);
		if (frames[i].module && frames[i].module_length < 240) {
			text[length++] = ' ';
			text[length++] = '[';
			memcpy(text + length, frames[i].module, frames[i].module_length);
			length += frames[i].module_length;
			text[length++] = ']';
		}
		kept[i] = intern(c, text, length);
		if (!kept[i])
			return false;
	}
	chain->frames = kept;
	chain->frame_count = (uint32_t)count;
	return true;
}

static size_t add_chain(struct chains *c, const struct frame *frames, size_t count)
{
	uint64_t hash = hash_frames(frames, count);
	const struct slot *slot = slot_of(&c->index->chains, hash);
	struct chain chain = { 0 };

	if (slot->hash)
		return slot->item;
	if (c->index->chains.count == c->index->chains.most || !keep_frames(c, &chain, frames, count)) {
		c->full = true;
		return 0;
	}
	judge(c, &chain, frames, count);
	table_put(&c->index->chains, hash, c->count);
	arena_push(c->arena, c->items, c->count, chain);
	return c->count - 1;
}

size_t chains_find(struct chains *c, const char *text, size_t length)
{
	uint64_t hash = hash_bytes(7, text, length);
	const struct slot *slot = slot_of(&c->index->raw, hash);
	struct frame frames[FRAMES_MAX];
	size_t found;

	if (slot->hash)
		return slot->item;
	found = add_chain(c, frames, read_frames(text, length, frames));
	table_put(&c->index->raw, hash, found);
	return found;
}

size_t chains_find_place(struct chains *c, const char *place, size_t length, const char *holder,
						 bool is_module)
{
	const struct frame frame = { .name = place, .name_length = length < 240 ? length : 240 };
	size_t found = add_chain(c, &frame, 1);

	if (found && holder)
		c->items[found].holder = holder_find(c, holder, strlen(holder), is_module, USE_DRIVER);
	return found;
}

struct chains *chains_new(struct arena *arena)
{
	static const char none[] = "(chains that found no room)";
	struct chains *c = arena_new_object(arena, struct chains);
	struct chain rest = { .asked_by = none };

	c->arena = arena;
	c->index = memory_new(sizeof(*c->index));
	table_make(&c->index->raw, 8 * CHAINS_MAX);
	table_make(&c->index->chains, CHAINS_MAX);
	table_make(&c->index->names, 4 * CHAINS_MAX);
	table_make(&c->index->holders, CHAINS_MAX);
	rest.holder = holder_find(c, none, sizeof(none) - 1, false, USE_DRIVER);
	arena_push(arena, c->items, c->count, rest);
	return c;
}

void chains_free(struct chains *c)
{
	struct chain_index *x = c->index;

	memory_free(x->raw.slots);
	memory_free(x->chains.slots);
	memory_free(x->names.slots);
	memory_free(x->holders.slots);
	memory_free(x);
	c->index = NULL;
}
