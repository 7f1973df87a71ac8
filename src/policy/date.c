/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <time.h>

#include "policy/gate.h"

/* timegm() makes the 2nd of March of the 30th of February. */
bool date_parse(const char *text, int64_t *days)
{
	struct tm date = { 0 }, real;
	const char *end = strptime(text, "%Y-%m-%d", &date);

	if (!end || *end || end - text != 10 || text[4] != '-' || text[7] != '-')
		return false;
	real = date;
	*days = (int64_t)timegm(&real) / (24 * 60 * 60);
	return real.tm_mday == date.tm_mday && real.tm_year >= 70;
}
