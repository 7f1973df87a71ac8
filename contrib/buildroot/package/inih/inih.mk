# SPDX-License-Identifier: GPL-2.0-or-later
# Buildroot has inih for the target alone: the host's is made of the same sources.
HOST_INIH_CONF_OPTS = -Ddistro_install=true -Dwith_INIReader=false
$(eval $(host-meson-package))
