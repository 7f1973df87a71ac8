################################################################################
#
# dtcarve
#
################################################################################
# SPDX-License-Identifier: GPL-2.0-or-later

# DTCARVE_OVERRIDE_SRCDIR in local.mk, or DTCARVE_SITE, tells where the sources are.
DTCARVE_VERSION = 0.1.0
DTCARVE_SITE_METHOD = local
DTCARVE_SITE ?= $(BR2_EXTERNAL)/dtcarve
DTCARVE_LICENSE = GPL-2.0-or-later
DTCARVE_LICENSE_FILES = LICENSE
DTCARVE_AUTORECONF = YES
HOST_DTCARVE_DEPENDENCIES = host-pkgconf host-dtc host-jansson host-inih host-zlib host-zstd host-lz4

# make dtcarve-check: the trees of the target's images
.PHONY: dtcarve-check
dtcarve-check: host-dtcarve
	$(HOST_DIR)/bin/dtcarve check $(DTCARVE_CHECK_OPTIONS) $(BINARIES_DIR)

$(eval $(host-autotools-package))
