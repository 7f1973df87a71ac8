/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where RAM begins on a board whose tree leaves that to the boot loader. */
#include <string.h>

#include "board/board.h"
#include "util/number.h"

/* By the last compatible of the root, the longest that fits: the memory maps of the SoCs, as their manuals and
 * the boards that tell their memory have them. */
static const struct {
	const char *soc;
	uint64_t base;
} socs[] = {
	{ "allwinner,", 0x40000000 }, { "amlogic,", 0 }, { "amlogic,meson8", 0x40000000 },
	{ "aspeed,ast2", 0x80000000 }, { "aspeed,ast2400", 0x40000000 }, { "brcm,bcm27", 0 },
	{ "brcm,bcm283", 0 }, { "fsl,imx51", 0x90000000 }, { "fsl,imx53", 0x70000000 },
	{ "fsl,imx6", 0x80000000 }, { "fsl,imx6dl", 0x10000000 }, { "fsl,imx6q", 0x10000000 },
	{ "fsl,imx7", 0x80000000 }, { "fsl,imx8", 0x80000000 }, { "fsl,imx8m", 0x40000000 },
	{ "fsl,imx9", 0x80000000 }, { "fsl,ls", 0x80000000 }, { "fsl,lx", 0x80000000 },
	{ "marvell,armada", 0 }, { "mediatek,mt6", 0x40000000 }, { "mediatek,mt7", 0x40000000 },
	{ "mediatek,mt8", 0x40000000 }, { "nvidia,tegra", 0x80000000 }, { "nvidia,tegra20", 0 },
	{ "qcom,apq80", 0x80000000 }, { "qcom,ipq", 0x40000000 }, { "qcom,msm89", 0x80000000 },
	{ "qcom,msm8953", 0x10000000 }, { "qcom,sa8", 0x80000000 }, { "qcom,sc7", 0x80000000 },
	{ "qcom,sc8", 0x80000000 }, { "qcom,sdm6", 0x80000000 }, { "qcom,sdm632", 0x10000000 },
	{ "qcom,sdm8", 0x80000000 }, { "qcom,sm8", 0x80000000 }, { "qcom,sm8450", 0xa0000000 },
	{ "qcom,sm8550", 0xa0000000 }, { "qcom,sm8650", 0xa0000000 }, { "qcom,sm8750", 0xa0000000 },
	{ "renesas,r8a77", 0x48000000 }, { "renesas,r9a0", 0x48000000 }, { "rockchip,", 0 },
	{ "rockchip,rk30", 0x60000000 }, { "rockchip,rk31", 0x60000000 }, { "rockchip,rk322", 0x60000000 },
	{ "rockchip,rk3576", 0x40000000 }, { "rockchip,rv1108", 0x60000000 }, { "sifive,fu", 0x80000000 },
	{ "st,stm32mp1", 0xc0000000 }, { "st,stm32mp2", 0x80000000 }, { "starfive,jh7100", 0x80000000 },
	{ "starfive,jh7110", 0x40000000 }, { "ti,", 0x80000000 }, { "xlnx,zynq", 0 },
};

/* SoCs of these architectures have it at 0, 1 GiB or 2 GiB, with their devices elsewhere. */
#define PLACES 3
#define PLACE_SHIFT 30

/* The start of the highest run of places without a device: what is below it is often a hole. */
static uint64_t start_beside_devices(const struct board *board)
{
	uint64_t place = PLACES;
	bool taken[PLACES] = { false };

	for (size_t i = 0; i < board->device_count; i++)
		if (board->devices[i].range.base >> PLACE_SHIFT < PLACES)
			taken[board->devices[i].range.base >> PLACE_SHIFT] = true;
	while (place > 0 && !taken[place - 1])
		place--;
	return min_u64(place, PLACES - 1) << PLACE_SHIFT;
}

const char *board_soc_ram_start(const struct board *board, uint64_t *base)
{
	const char *soc = board->compatible_count ? board->compatible[board->compatible_count - 1] : "";
	size_t longest = 0;

	for (size_t i = 0; i < ARRAY_SIZE(socs); i++) {
		size_t length = strlen(socs[i].soc);

		if (length > longest && strncmp(soc, socs[i].soc, length) == 0) {
			longest = length;
			*base = socs[i].base;
		}
	}
	return longest ? soc : NULL;
}

uint64_t board_guess_ram_start(const struct board *board)
{
	uint64_t base;

	return board_soc_ram_start(board, &base) ? base : start_beside_devices(board);
}
