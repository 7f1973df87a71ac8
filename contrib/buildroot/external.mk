# SPDX-License-Identifier: GPL-2.0-or-later
# make BR2_EXTERNAL=.../dtcarve/contrib/buildroot
include $(sort $(wildcard $(BR2_EXTERNAL_DTCARVE_PATH)/package/*/*.mk))
