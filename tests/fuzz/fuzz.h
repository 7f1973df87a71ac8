/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_TESTS_FUZZ_FUZZ_H
#define DTCARVE_TESTS_FUZZ_FUZZ_H

/*
 * What reads bytes of strangers, each under a name. tests/fuzz/fuzz is libFuzzer over the one that
 * $FUZZ_TARGET names, tests/fuzz/smoke runs all of them on stored seeds and on changes of these, with any
 * compiler.
 *
 *     ./configure CC=clang --enable-fuzzers --enable-sanitizers && make tests/fuzz/fuzz
 *     FUZZ_TARGET=klog tests/fuzz/fuzz -entropic=0 -max_total_time=180 CORPUS-FOLDER
 *
 * libFuzzer's entropic schedule takes longer than what it schedules here. Without --enable-sanitizers several
 * times as many inputs are tried.
 */
#include <stddef.h>
#include <stdint.h>

struct arena;

struct fuzz_target {
	const char *name;
	int (*run)(const uint8_t *data, size_t size);
};

/* Ends with a name of NULL. */
extern const struct fuzz_target fuzz_targets[];

/* NULL: there is none of that name. */
const struct fuzz_target *fuzz_target_named(const char *name);

/* The bytes as a file in memory, which the next call for this `slot` (0 to 3) overwrites. */
const char *fuzz_file(unsigned int slot, const uint8_t *data, size_t size);

int fuzz_board(const uint8_t *data, size_t size);
int fuzz_boot_config(const uint8_t *data, size_t size);
int fuzz_capture(const uint8_t *data, size_t size);
int fuzz_command(const uint8_t *data, size_t size);
int fuzz_firmware_map(const uint8_t *data, size_t size);
int fuzz_klog(const uint8_t *data, size_t size);
int fuzz_overlay(const uint8_t *data, size_t size);
int fuzz_overlay_params(const uint8_t *data, size_t size);
int fuzz_proc(const uint8_t *data, size_t size);
int fuzz_tree(const uint8_t *data, size_t size);
int fuzz_workload(const uint8_t *data, size_t size);

int fuzz_folder(const uint8_t *data, size_t size);
int fuzz_messages(const uint8_t *data, size_t size);
int fuzz_kernel(const uint8_t *data, size_t size);
int fuzz_system_map(const uint8_t *data, size_t size);
int fuzz_image(const uint8_t *data, size_t size);
int fuzz_policy(const uint8_t *data, size_t size);
int fuzz_baseline(const uint8_t *data, size_t size);
int fuzz_defaults(const uint8_t *data, size_t size);
int fuzz_evidence(const uint8_t *data, size_t size);
int fuzz_request(const uint8_t *data, size_t size);
int fuzz_profile(const uint8_t *data, size_t size);
int fuzz_owners(const uint8_t *data, size_t size);
int fuzz_source(const uint8_t *data, size_t size);

#endif
