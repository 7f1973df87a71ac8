/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_SHA256_H
#define DTCARVE_UTIL_SHA256_H

#include <stddef.h>
#include <stdint.h>

/* SHA-256 (FIPS 180-4) of what is added piece by piece, in 64 hexadecimal digits, as sha256sum prints it. */
struct sha256 {
	uint32_t state[8];
	uint64_t size;
	unsigned char block[64]; /* begun */
};

void sha256_begin(struct sha256 *sum);
void sha256_add(struct sha256 *sum, const void *data, size_t size);
void sha256_hex(const struct sha256 *sum, char hex[static 65]);

#endif
