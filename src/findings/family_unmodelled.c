/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inputs that change memory in a way that the numbers do not follow. */
#include "boot/inputs.h"
#include "findings/inspect.h"

static const char *name_words(struct inspection *in, const struct memory_input *input)
{
	switch (input->kind) {
	case INPUT_ARGUMENT:
		return words(in, "%s= on the command line", input->name);
	case INPUT_CHOSEN:
		return words(in, "%s in /chosen", input->name);
	case INPUT_CONFIG:
		break;
	}
	return words(in, "CONFIG_%s", input->name);
}

void check_input_not_modelled(struct inspection *in)
{
	for (size_t i = 0; i < in->boot->unmodelled_count; i++) {
		const struct memory_input *input = in->boot->unmodelled[i];

		found(in, input->kind == INPUT_CONFIG ? place_root() : place_chosen(),
			  input->kind == INPUT_ARGUMENT ? "bootargs"
			  : input->kind == INPUT_CHOSEN ? input->name
											: NULL,
			  "hold them against a boot of the target", "%s: %s, and the numbers here do not follow that",
			  name_words(in, input), input->effect);
	}
}

void check_booted_by_efi(struct inspection *in)
{
	if (!in->boot->efi)
		return;
	found(in, place_chosen(), NULL,
		  in->boot->firmware_map
			  ? "the map is told; where kernel, initrd and tree lie in it is a range here"
			  : "--firmware-map tells the map; without it, what firmware keeps to itself is a range here",
		  "booted by EFI: %s takes its RAM from the firmware's memory map, not from the tree",
		  linux_words(in));
}
