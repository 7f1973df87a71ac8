# SPDX-License-Identifier: GPL-2.0-or-later
# include this; then "make dtcarve_check" checks all trees that are built, as dtbs_check does bindings.
#   DTCARVE_DTBS     the trees (default: all .dtb files below $(objtree), else the current folder)
#   DTCARVE_OPTIONS  such as --ddr 1G,2G --kernel 6.1 --fail-on error
#   DTCARVE_TRUST    empty: .dts sources may read what lies elsewhere (default: --untrusted)
DTCARVE ?= dtcarve
DTCARVE_DTBS ?= $(or $(objtree),.)
DTCARVE_OPTIONS ?=
DTCARVE_TRUST ?= --untrusted

.PHONY: dtcarve_check
dtcarve_check:
	$(DTCARVE) check $(DTCARVE_TRUST) --jobs $(or $(DTCARVE_JOBS),1) $(DTCARVE_OPTIONS) $(DTCARVE_DTBS)
