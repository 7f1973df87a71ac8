/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "board/known_property.h"

#include <stddef.h>
#include <string.h>

static const char *const names[PROPERTY_COUNT] = { KNOWN_PROPERTIES(ENUM_NAME) };

enum known_property known_property_of(const char *name)
{
	static const unsigned char first[128] = {
		['#'] = PROPERTY_ADDRESS_CELLS, ['a'] = PROPERTY_ALIGNMENT,
		['b'] = PROPERTY_BOOTARGS,      ['c'] = PROPERTY_COMPATIBLE,
		['d'] = PROPERTY_DEVICE_TYPE,   ['e'] = PROPERTY_ENABLE_METHOD,
		['h'] = PROPERTY_HOTPLUGGABLE,  ['i'] = PROPERTY_INTERCONNECT_NAMES,
		['l'] = PROPERTY_CMA_DEFAULT,   ['m'] = PROPERTY_MEMORY_REGION,
		['n'] = PROPERTY_NAME,          ['p'] = PROPERTY_PHANDLE,
		['r'] = PROPERTY_RANGES,        ['s'] = PROPERTY_SIZE,
	};
	size_t i = first[name[0] & 127];

	for (; i && i < PROPERTY_COUNT && names[i][0] == name[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum known_property)i;
	return PROPERTY_UNKNOWN;
}

bool property_may_name_memory(const char *name)
{
	static const char words[32][10] = {
		['m' & 31] = "mem",      ['r' & 31] = "region", ['p' & 31] = "pool",
		['c' & 31] = "carveout", ['h' & 31] = "heap",   ['b' & 31] = "buffer"
	};

	/* every name of every board comes here: a look at two letters tells most */
	static const char second[32] = { ['m' & 31] = 'e', ['r' & 31] = 'e', ['p' & 31] = 'o',
									 ['c' & 31] = 'a', ['h' & 31] = 'e', ['b' & 31] = 'u' };

	for (; name[0]; name++) {
		const char *word = words[name[0] & 31];

		if (name[1] == second[name[0] & 31] && word[0] && strncmp(name, word, strlen(word)) == 0)
			return true;
	}
	return false;
}
