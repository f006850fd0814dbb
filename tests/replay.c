// SPDX-License-Identifier: GPL-2.0-only
/* A fuzzer's target without its fuzzer: each file once. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		size_t length;
		char *text = read_file(argv[i], &length);
		uint8_t *data;

		if (!text) {
			printf("%s: %s\n", argv[i], strerror(errno));
			return 1;
		}
		puts(argv[i]);
		fflush(stdout);
		data = xcalloc(length, 1);	/* to the byte */
		memcpy(data, text, length);
		LLVMFuzzerTestOneInput(data, length);
		free(data);
		free(text);
	}
	return 0;
}
