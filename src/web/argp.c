/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "web/argp.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/number.h"

#define MOST_GROUPS 16
#define MOST_CHILDREN 8

int argp_err_exit_status = 64;

/* One struct argp of the family; groups[0] is the root. */
struct group {
	const struct argp *argp;
	void *input, *child_inputs[MOST_CHILDREN];
	struct group *parent;
	size_t index; /* among its parent's children */
};

struct parsing {
	struct argp_state state;
	struct group groups[MOST_GROUPS];
	size_t count;
};

static void add_groups(struct parsing *p, const struct argp *argp, struct group *parent, size_t index)
{
	struct group *group = &p->groups[p->count];

	if (p->count == MOST_GROUPS)
		abort();
	p->count++;
	*group = (struct group){ .argp = argp, .parent = parent, .index = index };
	for (size_t i = 0; argp->children && argp->children[i].argp; i++)
		add_groups(p, argp->children[i].argp, group, i);
}

static error_t give(struct parsing *p, struct group *group, int key, char *arg)
{
	p->state.input = group->input;
	p->state.child_inputs = group->child_inputs;
	return group->argp->parser ? group->argp->parser(key, arg, &p->state) : ARGP_ERR_UNKNOWN;
}

/* To the first group that knows it. */
static error_t give_first(struct parsing *p, int key, char *arg)
{
	error_t ret = ARGP_ERR_UNKNOWN;

	for (size_t i = 0; i < p->count && ret == ARGP_ERR_UNKNOWN; i++)
		ret = give(p, &p->groups[i], key, arg);
	return ret;
}

static error_t give_all(struct parsing *p, int key)
{
	for (size_t i = p->count; i-- > 0;) {
		error_t ret = give(p, &p->groups[i], key, NULL);

		if (ret && ret != ARGP_ERR_UNKNOWN)
			return ret;
	}
	return 0;
}

static void initialise(struct parsing *p, void *input)
{
	p->groups[0].input = input;
	for (size_t i = 0; i < p->count; i++) {
		struct group *group = &p->groups[i];

		if (group->parent)
			group->input = group->parent->child_inputs[group->index];
		give(p, group, ARGP_KEY_INIT, NULL);
	}
}

/* --- options -------------------------------------------------------------------------------- */

struct found {
	const struct argp_option *option;
	struct group *group;
};

static bool is_end(const struct argp_option *o)
{
	return !o || (!o->name && !o->key && !o->doc && !o->group);
}

/* As getopt_long(): the whole name, or a beginning that only one has. */
static struct found find_long(struct parsing *p, const char *name, size_t length)
{
	struct found found = { NULL, NULL };

	for (size_t i = 0; i < p->count; i++)
		for (const struct argp_option *o = p->groups[i].argp->options; !is_end(o); o++) {
			if (!o->name || strncmp(o->name, name, length) != 0)
				continue;
			if (!o->name[length])
				return (struct found){ o, &p->groups[i] };
			if (found.option && found.option->key != o->key)
				argp_error(&p->state, "option '--%.*s' is ambiguous", (int)length, name);
			found = (struct found){ o, &p->groups[i] };
		}
	return found;
}

static struct found find_short(struct parsing *p, int key)
{
	for (size_t i = 0; i < p->count; i++)
		for (const struct argp_option *o = p->groups[i].argp->options; !is_end(o); o++)
			if (o->key == key)
				return (struct found){ o, &p->groups[i] };
	return (struct found){ NULL, NULL };
}

static char *argument_of(struct parsing *p, const struct argp_option *o, char *attached, const char *shown)
{
	if (attached || !o->arg || (o->flags & OPTION_ARG_OPTIONAL))
		return attached;
	if (p->state.next == p->state.argc)
		argp_error(&p->state, "option '%s' requires an argument", shown);
	return p->state.argv[p->state.next++];
}

static error_t take_long(struct parsing *p, char *word)
{
	size_t length = strcspn(word, "=");
	struct found found = find_long(p, word + 2, length - 2);
	char *value = word[length] ? word + length + 1 : NULL;

	if (!found.option)
		argp_error(&p->state, "unrecognized option '%s'", word);
	if (value && !found.option->arg)
		argp_error(&p->state, "option '%.*s' doesn't allow an argument", (int)length, word);
	return give(p, found.group, found.option->key, argument_of(p, found.option, value, word));
}

static error_t take_short(struct parsing *p, char *word)
{
	for (char *letter = word + 1; *letter; letter++) {
		const char shown[] = { *letter, '\0' };
		struct found found = find_short(p, *letter);
		error_t ret;

		if (!found.option)
			argp_error(&p->state, "invalid option -- '%c'", *letter);
		if (found.option->arg)
			return give(p, found.group, found.option->key,
						argument_of(p, found.option, letter[1] ? letter + 1 : NULL, shown));
		ret = give(p, found.group, found.option->key, NULL);
		if (ret)
			return ret;
	}
	return 0;
}

/* --- the words ------------------------------------------------------------------------------ */

/*
 * Options wherever they stand. As getopt_long() leaves them, they come first in
 * argv then, and the other words after them; returned is where those begin.
 */
static error_t take_options(struct parsing *p, char **others, int *first)
{
	struct argp_state *s = &p->state;
	int kept = 1, count = 0;
	bool ended = false;
	error_t ret = 0;

	while (ret == 0 && s->next < s->argc) {
		int at = s->next;
		char *word = s->argv[s->next++];

		if (ended || word[0] != '-' || !word[1]) {
			others[count++] = word;
			continue;
		}
		ended = strcmp(word, "--") == 0;
		if (!ended)
			ret = word[1] == '-' ? take_long(p, word) : take_short(p, word);
		while (at < s->next)
			s->argv[kept++] = s->argv[at++];
	}
	memcpy(s->argv + kept, others, (size_t)count * sizeof(*others));
	*first = kept;
	return ret;
}

/* One by one, or all to the first that takes them together. */
static error_t take_words(struct parsing *p)
{
	struct argp_state *s = &p->state;
	error_t ret = 0;

	if (s->next == s->argc)
		return give_all(p, ARGP_KEY_NO_ARGS);
	while (ret == 0 && s->next < s->argc) {
		ret = give_first(p, ARGP_KEY_ARG, s->argv[s->next]);
		if (ret == ARGP_ERR_UNKNOWN) {
			ret = give_first(p, ARGP_KEY_ARGS, NULL);
			s->next = s->argc - 1;
		}
		if (ret == ARGP_ERR_UNKNOWN)
			argp_error(s, "Too many arguments");
		s->next++;
	}
	return ret;
}

error_t argp_parse(const struct argp *argp, int argc, char **argv, unsigned int flags, int *end, void *input)
{
	struct parsing p = { .state = { .argc = argc, .argv = argv, .next = 1, .name = argv[0] } };
	char **others = calloc((size_t)argc + 1, sizeof(*others));
	error_t ret;

	(void)flags;
	(void)end;
	if (!others)
		return ENOMEM;
	add_groups(&p, argp, NULL, 0);
	initialise(&p, input);
	ret = take_options(&p, others, &p.state.next);
	free(others);
	if (ret == 0)
		ret = take_words(&p);
	return ret ? ret : give_all(&p, ARGP_KEY_END);
}

_Noreturn void argp_error(const struct argp_state *state, const char *format, ...)
{
	va_list list;

	fprintf(stderr, "%s: ", state->name);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fprintf(stderr, "\nTry `%s --help' or `%s --usage' for more information.\n", state->name, state->name);
	exit(argp_err_exit_status);
}

void argp_help(const struct argp *argp, FILE *out, unsigned int flags, char *name)
{
	(void)argp;
	(void)flags;
	fprintf(out, "%s: the help is not here, see the program on Linux\n", name);
}
