/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_OWNERS_TAGS_H
#define DTCARVE_OWNERS_TAGS_H

/* Allocation tags of 6.10 and later: bytes by place in the sources. Source: linux-6.12:lib/alloc_tag.c. */
#include <stdbool.h>
#include <stddef.h>

struct klog;
struct holdings;

/* Does a file that begins so come from /proc/allocinfo? */
bool is_tags(const char *text, size_t length);

/* Lines of it; false where one cannot be read. */
bool tags_add(struct holdings *owners, const char *text, size_t length);

/* A reader of the largest of them, which the dumps of a kernel log name: those of the last dump. */
struct klog *tags_of_log(struct holdings *owners);

#endif
