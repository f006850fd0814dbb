/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The colours of plots, after Okabe and Ito: apart for every kind of sight, and dark enough for
 * white paper, marks at 3:1 and texts at 4.5:1; each has one for a dark screen.
 */
#ifndef PALETTE_H
#define PALETTE_H

#include <stdio.h>

/* The first seven are of records, by their numbers; PALE guides the eye and is never read. */
enum colour { BLUE, VERMILLION, GREEN, PURPLE, BLACK, ORANGE, BROWN, INK, GREY, PALE, COLOURS };

struct shade {
	unsigned int mark, text, dark;		/* 0xrrggbb */
};

extern const struct shade palette[COLOURS];
extern const unsigned int paper_light, paper_dark;

/* As arrays of a gnuplot script: marks, then texts, then the paper. */
void palette_write(FILE *script);

#endif
