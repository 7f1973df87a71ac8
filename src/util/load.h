/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_UTIL_LOAD_H
#define DTCARVE_UTIL_LOAD_H

#include <stdint.h>

/* Integers out of bytes at any alignment. */
static inline uint32_t load_be32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline uint32_t load_le32(const unsigned char *at)
{
	return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

static inline uint64_t load_le64(const unsigned char *at)
{
	return (uint64_t)load_le32(at + 4) << 32 | load_le32(at);
}

#endif
