# SPDX-License-Identifier: GPL-2.0-or-later
# inherit dtcarve-check in a kernel recipe: its trees are checked after they are built.
#   DTCARVE_OPTIONS = "--ddr 1G,2G --fail-on error"
#   DTCARVE_POLICY = "${WORKDIR}/dtcarve.ini"
DEPENDS += "dtcarve-native"

DTCARVE_OPTIONS ?= ""
DTCARVE_POLICY ?= ""
DTCARVE_KERNEL ?= "${@(d.getVar('LINUX_VERSION') or d.getVar('PV')).split('+')[0]}"

do_dtcarve_check() {
    policy=""
    if [ -n "${DTCARVE_POLICY}" ]; then
        policy="--policy ${DTCARVE_POLICY}"
    fi
    for dtb in ${KERNEL_DEVICETREE}; do
        tree="${B}/arch/${ARCH}/boot/dts/$dtb"
        [ -f "$tree" ] || tree="${B}/arch/${ARCH}/boot/dts/$(basename "$dtb")"
        dtcarve check --untrusted --kernel "${DTCARVE_KERNEL}" --kernel-config "${B}/.config" $policy ${DTCARVE_OPTIONS} "$tree" ||
            bbfatal "dtcarve check: $dtb"
    done
}
addtask dtcarve_check after do_compile before do_install
