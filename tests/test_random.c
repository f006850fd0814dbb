// SPDX-License-Identifier: GPL-2.0-only
/* The IF that the random benches restore: nothing in a whole batch that a predictor could learn. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "measure.h"
#include "suites.h"

#define BURSTS 64
#define LENGTH 1024		/* repetitions of a burst, about what fits 20 us */
#define BITS (BURSTS * LENGTH)
#define IF_BIT 9

static const char *const names[] = { "test-sti-random", "popf-random" };
static unsigned char bits[BITS];
static __u32 states[BITS];

/* CRC32 of SSE4.2: the polynomial of iSCSI, bits reflected, nothing inverted. */
static __u32 crc32q(__u32 crc, __u64 value)
{
	int i;

	for (i = 0; i < 64; i++, value >>= 1)
		crc = crc >> 1 ^ (0x82f63b78 & -((crc ^ (__u32)value) & 1));
	return crc;
}

/* As the bodies do it, burst after burst. */
static void replay(const char *name)
{
	int burst, i, n = 0;

	for (burst = 0; burst < BURSTS; burst++) {
		struct pb_frame f = pb_frame(pb_find(name), 1, 2, 0, 0, 0);
		__u32 crc = (__u32)f.rsi;

		for (i = 0; i < LENGTH; i++, n++) {
			crc = crc32q(crc, f.r12);
			states[n] = crc;
			bits[n] = crc >> IF_BIT & 1;
		}
	}
}

START_TEST(the_instruction_is_crc32q)
{
	if (!__builtin_cpu_supports("sse4.2"))
		return;
	for (__u64 i = 1, crc = 1; i < 100; i++) {
		__u64 theirs = crc;

		asm("crc32q %1, %0" : "+r"(theirs) : "r"(i * 0x123456789abULL));
		ck_assert_uint_eq(crc32q((__u32)crc, i * 0x123456789abULL), theirs);
		crc = theirs;
	}
}
END_TEST

START_TEST(eight_bits_tell_nothing_of_each_other)
{
	int count[256] = { 0 }, i, j, n = BITS / 8;
	double entropy = 0;

	replay(names[_i]);
	for (i = 0; i < n; i++) {
		int word = 0;

		for (j = 0; j < 8; j++)
			word = word << 1 | bits[i * 8 + j];
		count[word]++;
	}
	for (i = 0; i < 256; i++)
		if (count[i])
			entropy -= (double)count[i] / n * log2((double)count[i] / n);
	/* So few words of a fair coin have 255 / (2 n ln 2) less than 8, +- 0.002. */
	ck_assert_msg(entropy > 7.97, "%g bits in eight", entropy);
}
END_TEST

START_TEST(no_bit_tells_a_later_one)
{
	int lag, i, same;

	replay(names[_i]);
	for (lag = 1; lag <= 2 * LENGTH; lag++) {
		for (i = lag, same = 0; i < BITS; i++)
			same += bits[i] == bits[i - lag];
		/* Five standard deviations of a fair coin */
		ck_assert_msg(abs(2 * same - (BITS - lag)) < 5 * sqrt(BITS - lag),
			      "%d of %d bits are what they were %d before", same, BITS - lag, lag);
	}
}
END_TEST

static int by_value(const void *a, const void *b)
{
	__u32 x = *(const __u32 *)a, y = *(const __u32 *)b;

	return (x > y) - (x < y);
}

START_TEST(no_part_of_it_comes_again)
{
	int i;

	replay(names[_i]);
	qsort(states, BITS, sizeof(states[0]), by_value);
	for (i = 1; i < BITS; i++)
		ck_assert_msg(states[i - 1] != states[i], "%#x comes twice", states[i]);
}
END_TEST

START_TEST(others_start_at_1)
{
	ck_assert_uint_eq(pb_frame(pb_find("imul-chain"), 1, 2, 0, 0, 0).rsi, 1);
	ck_assert_uint_eq(pb_frame(pb_find("popf-if-0-0"), 1, 2, 0, 0, 0).rsi, 1);
}
END_TEST

Suite *random_suite(void)
{
	Suite *s = suite_create("random");
	TCase *t = tcase_create("random");

	tcase_add_test(t, the_instruction_is_crc32q);
	tcase_add_loop_test(t, eight_bits_tell_nothing_of_each_other, 0, 2);
	tcase_add_loop_test(t, no_bit_tells_a_later_one, 0, 2);
	tcase_add_loop_test(t, no_part_of_it_comes_again, 0, 2);
	tcase_add_test(t, others_start_at_1);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return s;
}
