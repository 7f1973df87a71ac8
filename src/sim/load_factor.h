/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DTCARVE_SIM_LOAD_FACTOR_H
#define DTCARVE_SIM_LOAD_FACTOR_H

struct error;
struct sim_boot;
struct simulation_options;
struct simulation_result;
struct workload;

/*
 * For each request of a finished simulation the factor by which the load's sizes
 * may be multiplied until it fails within an hour as likely as not; below 1 where
 * it does already. Simulates again with the same options, some five to ten times.
 */
int load_factors(const struct sim_boot *boot, const struct workload *workload,
				 const struct simulation_options *options, struct simulation_result *result,
				 struct error *error);

#endif
