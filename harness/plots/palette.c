// SPDX-License-Identifier: GPL-2.0-only
#include "palette.h"

#include <stdbool.h>

const struct shade palette[COLOURS] = {
	[BLUE] = { 0x0072b2, 0x0068a3, 0x4aa3df },
	[VERMILLION] = { 0xd55e00, 0xb34700, 0xf0833a },
	[GREEN] = { 0x009e73, 0x007556, 0x2bc295 },
	[PURPLE] = { 0xb0568c, 0xa04a7e, 0xe08fc4 },
	[BLACK] = { 0x000000, 0x000000, 0xf2f2f2 },
	[ORANGE] = { 0xc08400, 0x8a5f00, 0xf0b429 },
	[BROWN] = { 0x7a3b1d, 0x7a3b1d, 0xc08a6a },
	[INK] = { 0x202020, 0x202020, 0xe8e8e8 },
	[GREY] = { 0x6a6a6a, 0x5f5f5f, 0x9a9fa5 },
	[PALE] = { 0xe4e4e4, 0xe4e4e4, 0x33383e },
};

const unsigned int paper_light = 0xffffff, paper_dark = 0x16191d;

static void write_array(FILE *script, const char *name, bool dark)
{
	fprintf(script, "array %s[%d] = [", name, 2 * COLOURS + 1);
	for (int i = 0; i < COLOURS; i++)
		fprintf(script, "0x%06x, ", dark ? palette[i].dark : palette[i].mark);
	for (int i = 0; i < COLOURS; i++)
		fprintf(script, "0x%06x, ", dark ? palette[i].dark : palette[i].text);
	fprintf(script, "0x%06x]\n", dark ? paper_dark : paper_light);
}

void palette_write(FILE *script)
{
	write_array(script, "LIGHT", false);
	write_array(script, "DARK", true);
}
