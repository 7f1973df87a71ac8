# SPDX-License-Identifier: GPL-2.0-or-later
# Buildroot has jansson for the target alone: the host's is made of the same sources.
$(eval $(host-autotools-package))
