/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words were gathered from the regions of all trees that a kernel release
 * ships: what a no-map region is called there that no node refers to.
 */
#include "plan/owner.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "board/board.h"
#include "util/number.h"

/* A word of a name: what stands between '-', '_', '@', ',', '.'; digits at its end do not count. */
struct owner_word {
	const char *word, *owner;
};

static const struct owner_word words[] = {
	{ "secmon", "secure monitor" },
	{ "tfa", "TF-A" },
	{ "atf", "TF-A" },
	{ "bl31", "TF-A" },
	{ "bl32", "secure OS" },
	{ "psci", "PSCI firmware" },
	{ "optee", "OP-TEE" },
	{ "tee", "secure OS" },
	{ "qtee", "secure OS" },
	{ "teeos", "secure OS" },
	{ "trusty", "secure OS" },
	{ "trusted", "secure OS" },
	{ "ta", "secure OS" },
	{ "tz", "TrustZone" },
	{ "trustzone", "TrustZone" },
	{ "qseecom", "TrustZone" },
	{ "secure", "secure world" },
	{ "sec", "secure world" },
	{ "secdata", "secure world" },
	{ "svp", "secure world" },
	{ "drm", "secure world" },
	{ "hyp", "hypervisor" },
	{ "hypervisor", "hypervisor" },
	{ "gunyah", "hypervisor" },
	{ "qhee", "hypervisor" },
	{ "xen", "hypervisor" },
	{ "opensbi", "SBI firmware" },
	{ "sbi", "SBI firmware" },
	{ "mmode", "SBI firmware" },
	{ "pmp", "SBI firmware" },
	{ "uefi", "UEFI" },
	{ "xbl", "boot loader" },
	{ "sbl", "boot loader" },
	{ "bootloader", "boot loader" },
	{ "uboot", "boot loader" },
	{ "blconfig", "boot loader" },
	{ "hwrom", "boot ROM" },
	{ "ddr", "boot loader" },
	{ "scp", "system control processor" },
	{ "scmi", "system control processor" },
	{ "scpi", "system control processor" },
	{ "mcu", "management processor" },
	{ "pmu", "power management firmware" },
	{ "cpucp", "power management firmware" },
	{ "aop", "power management firmware" },
	{ "aoss", "power management firmware" },
	{ "rpm", "power management firmware" },
	{ "sail", "safety processor" },
	{ "tme", "security processor" },
	{ "spu", "security processor" },
	{ "spss", "security processor" },
	{ "tpm", "TPM" },
	{ "cmd", "firmware's command database" },
	{ "smem", "memory shared with firmware" },
	{ "shmem", "memory shared with firmware" },
	{ "rmtfs", "modem's file system" },
	{ "rfsa", "modem's file system" },
	{ "modem", "modem" },
	{ "mpss", "modem" },
	{ "mdm", "modem" },
	{ "mba", "modem" },
	{ "baseband", "modem" },
	{ "adsp", "DSP firmware" },
	{ "cdsp", "DSP firmware" },
	{ "gdsp", "DSP firmware" },
	{ "slpi", "sensor processor" },
	{ "wcnss", "radio firmware" },
	{ "wpss", "radio firmware" },
	{ "wlan", "radio firmware" },
	{ "q6", "DSP firmware" },
	{ "lpass", "DSP firmware" },
	{ "soccp", "DSP firmware" },
	{ "ipa", "packet processor's firmware" },
	{ "pil", "firmware loaded by Linux" },
	{ "firmware", "firmware" },
	{ "fw", "firmware" },
	{ "dfps", "boot loader's display data" },
	{ "splash", "boot loader's picture" },
	{ "framebuffer", "boot loader's picture" },
	{ "simplefb", "boot loader's picture" },
	{ "ramoops", "crash log" },
	{ "pstore", "crash log" },
	{ "ramdump", "crash log" },
	{ "crash", "crash log" },
	{ "minidump", "crash log" },
	{ "log", "firmware's log" },
	{ "tags", "boot loader's tags" },
	{ "atags", "boot loader's tags" },
	{ "nvram", "firmware's variables" },
	{ "backup", "firmware's backup" },
	{ "unusable", "hardware" },
	{ "mailbox", "memory shared with firmware" },
};

/* Boards whose boot chain lives in regions with names that say nothing. */
static const struct {
	const char *vendor, *word, *owner;
} vendor_words[] = {
	{ "qcom,", "memory", "firmware of that vendor's boot chain" },
	{ "qcom,", "reserved", "firmware of that vendor's boot chain" },
	{ "qcom,", "removed", "firmware of that vendor's boot chain" },
	{ "qcom,", "region", "firmware of that vendor's boot chain" },
};

/* A driver of Linux takes these by their compatible: the region itself is the device. */
static const char *const pool_compatibles[] = { "shared-dma-pool", "restricted-dma-pool" };

static bool is_word(const char *at, size_t length, const char *word)
{
	size_t wanted = strlen(word);

	if (length >= wanted && strncmp(at, word, wanted) == 0) {
		while (wanted < length && isdigit((unsigned char)at[wanted]))
			wanted++;
		return wanted == length;
	}
	return false;
}

static bool has_word(const char *name, const char *word)
{
	size_t end = strcspn(name, "@"), length;

	for (const char *at = name; at < name + end; at += length + 1) {
		length = strcspn(at, "-_,.@");
		if (is_word(at, length, word))
			return true;
		if (!at[length])
			break;
	}
	return false;
}

static const char *owner_by_name(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(words); i++)
		if (has_word(name, words[i].word))
			return words[i].owner;
	return NULL;
}

static bool is_of_vendor(const struct board *board, const char *vendor)
{
	for (size_t i = 0; i < board->compatible_count; i++)
		if (strncmp(board->compatible[i], vendor, strlen(vendor)) == 0)
			return true;
	return false;
}

static const char *owner_by_vendor(const struct board *board, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(vendor_words); i++)
		if (is_of_vendor(board, vendor_words[i].vendor) && has_word(name, vendor_words[i].word))
			return vendor_words[i].owner;
	return NULL;
}

static bool is_pool(const char *compatible)
{
	for (size_t i = 0; i < ARRAY_SIZE(pool_compatibles); i++)
		if (strcmp(compatible, pool_compatibles[i]) == 0)
			return true;
	return false;
}

const char *firmware_owner(const struct board *board, const struct rmem_node *node, const char *label)
{
	const char *owner;

	for (size_t i = 0; i < node->compatible_count; i++)
		if (!is_pool(node->compatible[i]))
			return node->compatible[i];
	owner = owner_by_name(node->name);
	if (!owner)
		owner = owner_by_name(label);
	return owner ? owner : owner_by_vendor(board, node->name);
}
