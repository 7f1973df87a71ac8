/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "util/sha256.h"

/* FIPS 180-2, appendix B, and the empty message; one block, two blocks, and lengths around the padding. */
Test(sha256, vectors)
{
	static const struct {
		const char *text, *hex;
	} rows[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	char hex[65];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sha256 sum;

		sha256_begin(&sum);
		sha256_add(&sum, rows[i].text, strlen(rows[i].text));
		sha256_hex(&sum, hex);
		cr_expect_str_eq(hex, rows[i].hex);
	}
}

Test(sha256, pieces)
{
	unsigned char data[300];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 7);
	for (size_t step = 1; step <= 130; step++) {
		struct sha256 whole, parts;
		char one[65], other[65];

		sha256_begin(&whole);
		sha256_add(&whole, data, sizeof(data));
		sha256_hex(&whole, one);
		sha256_begin(&parts);
		for (size_t at = 0; at < sizeof(data); at += step) {
			sha256_add(&parts, data + at, step < sizeof(data) - at ? step : sizeof(data) - at);
			sha256_hex(&parts, other);
		}
		sha256_hex(&parts, other);
		cr_expect_str_eq(other, one);
	}
}
