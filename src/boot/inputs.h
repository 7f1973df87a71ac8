/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_BOOT_INPUTS_H
#define DTCARVE_BOOT_INPUTS_H

/* What a kernel is told that changes its memory, and whether the replay follows it. */


enum input_kind { INPUT_ARGUMENT, INPUT_CHOSEN, INPUT_CONFIG };

struct memory_input {
	enum input_kind kind;
	const char *name;   /* of the argument ('-' as '_'), of /chosen's property, of the option */
	const char *effect; /* what is left out of the numbers; NULL: nothing, it is modelled */
};

/* NULL where that input does not change memory. */
const struct memory_input *memory_input_find(enum input_kind kind, const char *name);

#endif
