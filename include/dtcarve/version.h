/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_VERSION_H
#define DTCARVE_VERSION_H

#include <dtcarve/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of these headers. */
#define DTCARVE_VERSION_MAJOR 0
#define DTCARVE_VERSION_MINOR 1
#define DTCARVE_VERSION_PATCH 0

/* One number that grows with the version, also for the preprocessor. */
#define DTCARVE_VERSION_CODE(major, minor, patch) (((major) << 16) + ((minor) << 8) + (patch))
#define DTCARVE_VERSION                                                                                      \
	DTCARVE_VERSION_CODE(DTCARVE_VERSION_MAJOR, DTCARVE_VERSION_MINOR, DTCARVE_VERSION_PATCH)

/* Of the library that runs: "0.1.0". Static text; never fails. */
DTCARVE_API const char *dtcarve_version(void);

#ifdef __cplusplus
}
#endif

#endif
