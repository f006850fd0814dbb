/* SPDX-License-Identifier: GPL-2.0-only */
/* What was measured answers, on a screen: 23 lines of 80 columns at most. */
#ifndef ANSWERS_H
#define ANSWERS_H

/*
 * By guest/estimate.h, on the console: of up to six questions their headlines, of one alone all
 * that there is room for.
 */
void answers_print(void);

#endif
