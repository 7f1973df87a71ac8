################################################################################
#
# dtcarve
#
################################################################################
# SPDX-License-Identifier: GPL-2.0-or-later

# The sources are those that this tree is part of; DTCARVE_OVERRIDE_SRCDIR in local.mk names others.
DTCARVE_VERSION = 0.1.0
DTCARVE_SITE = $(BR2_EXTERNAL_DTCARVE_PATH)/../..
DTCARVE_SITE_METHOD = local
DTCARVE_LICENSE = GPL-2.0-or-later
DTCARVE_LICENSE_FILES = LICENSE
DTCARVE_AUTORECONF = YES
HOST_DTCARVE_DEPENDENCIES = host-pkgconf host-dtc host-jansson host-inih host-zlib host-zstd host-lz4
# host-dtc keeps its headers apart from the kernel's
HOST_DTCARVE_CONF_ENV = CPPFLAGS="$(HOST_CPPFLAGS) -I$(HOST_DIR)/include/libfdt"

# make dtcarve-check: the trees of the target's images
.PHONY: dtcarve-check
dtcarve-check: host-dtcarve
	$(HOST_DIR)/bin/dtcarve check --untrusted $(DTCARVE_CHECK_OPTIONS) $(BINARIES_DIR)

$(eval $(host-autotools-package))
