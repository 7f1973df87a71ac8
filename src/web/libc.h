/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_WEB_LIBC_H
#define DTCARVE_WEB_LIBC_H

/* Included before every source of the page: what its C library does not declare. */
int close_range(unsigned int first, unsigned int last, int flags);

#endif
