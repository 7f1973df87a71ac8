/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_SHA256_H
#define DTCARVE_UTIL_SHA256_H

#include <stddef.h>

/* SHA-256 (FIPS 180-4) in 64 hexadecimal digits, as sha256sum prints it. */
void sha256_hex(const void *data, size_t size, char hex[static 65]);

#endif
