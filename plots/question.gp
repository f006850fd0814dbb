# SPDX-License-Identifier: GPL-2.0-only
# The rows of one group.  gnuplot -d -c question.gp DATA SVG PNG
DATA = ARG1; SVG = ARG2; PNG = ARG3
HERE = ARG0[1 : strlen(ARG0) - strlen("question.gp")]
NAMES_AT = "right offset character -1, 0"; NAME_FONT = "monospace,13"
NAME_TITLE = "bench"; LINE_TITLE = "value of the first bench"

load HERE . "style.gp"
load HERE . "rows.gp"
load HERE . "output.gp"
