// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../harness/base/escape.h"
#include "../harness/base/util.h"
#include "suites.h"

#define MARKS "a? b"

typedef void put(const char *text, FILE *out);

static const struct {
	const char *name;
	put *put;
	const char *instead;		/* characters that may stand for it */
} media[] = {
	{ "terminal", put_terminal, MARKS }, { "lines", put_lines, MARKS }, { "TAP", put_tap, MARKS }, { "CSV", put_csv, MARKS },
	{ "Markdown", put_markdown, MARKS }, { "HTML", put_html, MARKS }, { "gnuplot", put_gnuplot, MARKS },
	{ "JSON", put_json, "ab?\\u0123456789cdef" },
};

static char *escaped(put *put, const char *text)
{
	char *all;
	size_t size;
	FILE *out = open_memstream(&all, &size);

	put(text, out);
	fclose(out);
	return all;
}

static void encode(unsigned int c, char *s)
{
	if (c < 0x80)
		snprintf(s, 8, "%c", (char)c);
	else if (c < 0x800)
		snprintf(s, 8, "%c%c", (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)));
	else if (c < 0x10000)
		snprintf(s, 8, "%c%c%c", (char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)),
			 (char)(0x80 | (c & 0x3f)));
	else
		snprintf(s, 8, "%c%c%c%c", (char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 0x3f)),
			 (char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f)));
}

/* By hand, as Unicode has them: controls, formats, separators, surrogates, what is no character. */
static bool hostile(unsigned int c)
{
	return (c < 0x20 || (c >= 0x7f && c < 0xa0)) || c == 0xad || c == 0x34f || c == 0x61c || c == 0x180e ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xd800 && c <= 0xdfff) ||
	       (c >= 0xe0001 && c <= 0xe007f) || (c & 0xfffe) == 0xfffe;
}

/* No medium passes one, wherever it stands; and all pass what people write. */
START_TEST(no_hostile_character_passes)
{
	char s[8], *text, *out;
	unsigned int c;

	for (c = 1; c < 0x110000; c++) {
		if (!hostile(c) || (c == '\n' && (media[_i].put == put_lines || media[_i].put == put_json)))
			continue;
		encode(c, s);
		text = xasprintf("a%sb", s);
		out = escaped(media[_i].put, text);
		ck_assert_msg(!strstr(out, s), "%s passes U+%04X", media[_i].name, c);
		ck_assert_msg(out[strspn(out, media[_i].instead)] == '\0', "%s makes '%s' of U+%04X", media[_i].name, out, c);
		free(out);
		free(text);
	}
}
END_TEST

START_TEST(what_people_write_passes)
{
	const char *text = "wrmsr-cs 4.70 ± 0.12 µs × ≤ “é” — … · Ж 中 ع 🙂";
	char *out = escaped(media[_i].put, text);

	ck_assert_str_eq(out, text);
	free(out);
}
END_TEST

static const char *const no_utf8[] = {
	"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xe0\x80\xaf", "\xe2\x80", "\xed\xa0\x80", "\xf0\x80\x80\xaf",
	"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe",
};

START_TEST(what_is_no_utf8_passes_nowhere)
{
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(media); i++) {
		char *out = escaped(media[i].put, no_utf8[_i]);

		for (k = 0; out[k]; k++)
			ck_assert_msg(out[k] == '?', "%s: '%s'", media[i].name, out);
		ck_assert_uint_gt(k, 0);
		free(out);
	}
}
END_TEST

static const struct {
	put *put;
	const char *text, *out;
} texts[] = {
	{ put_terminal, "\x1b]0;owned\a", "?]0;owned?" },
	{ put_terminal, "one\nnot ok - two\r\tthree", "one not ok - two  three" },
	{ put_lines, "one\r\ntwo\n\x1b[2J\rthree", "one\ntwo\n?[2J three" },
	{ put_tap, "x # SKIP\nBail out! \\", "x \\# SKIP Bail out! \\\\" },
	{ put_csv, "=cmd()", "'=cmd()" },
	{ put_csv, "+1", "'+1" },
	{ put_csv, "-1", "'-1" },
	{ put_csv, "@SUM(A1)", "'@SUM(A1)" },
	{ put_csv, "\t=1", "' =1" },
	{ put_csv, "\r=1", "' =1" },
	{ put_csv, "  =1,\"2\"", "\"'  =1,\"\"2\"\"\"" },
	{ put_csv, "\xef\xbc\x9d" "1", "'\xef\xbc\x9d" "1" },
	{ put_csv, "\xef\xbc\x8b" "1", "'\xef\xbc\x8b" "1" },
	{ put_csv, "\xef\xbc\x8d" "1", "'\xef\xbc\x8d" "1" },
	{ put_csv, "\xef\xbc\xa0" "A1", "'\xef\xbc\xa0" "A1" },
	{ put_csv, "a;=1", "\"a;=1\"" },
	{ put_csv, "a-b=c", "a-b=c" },
	{ put_csv, "interrupt=3 nmi=1", "interrupt=3 nmi=1" },
	{ put_csv, "", "" },
	{ put_markdown, "@everyone, see #12", "@<!-- -->everyone, see #<!-- -->12" },
	{ put_markdown, "#GP", "#GP" },
	{ put_markdown, "a|b\n<b>[x](y)`z`*_~~&lt;$1$", "a\\|b \\<b\\>\\[x\\](y)\\`z\\`\\*\\_\\~\\~\\&lt;\\$1\\$" },
	{ put_html, "<script>\"'&", "&#60;script&#62;&#34;&#39;&#38;" },
	{ put_gnuplot, "\"a\"\\n\t\n#", "”a”\\\\n  #" },
	{ put_gnuplot, "{/=20 x}_^@&~ `id` $(id) %s", "{/=20 x}_^@&~ `id` $(id) %s" },
	{ put_json, "{\n \"é\": \"\xc2\x9b\xe2\x80\xae\x7f\xf3\xa0\x80\x81\"\n}\n",
	  "{\n \"é\": \"\\u009b\\u202e\\u007f\\udb40\\udc01\"\n}\n" },
	{ put_gnuplot, "]]>&#x202e;", "] ]>& #x202e;" },
};

START_TEST(each_medium_has_its_own)
{
	char *out = escaped(texts[_i].put, texts[_i].text);

	ck_assert_str_eq(out, texts[_i].out);
	free(out);
}
END_TEST

static const char *const names[] = {
	"a/b", "a_b", "a b", "a=2fb", "a-b", "a.b", "A_b", "a__b", "", "=", ".", "..", "../a", "a\nb", "ab", "é", "|a", "~",
};

START_TEST(names_of_files_differ_as_names_do)
{
	char *all[ARRAY_SIZE(names)];
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		all[i] = escape_file_name(names[i]);
		ck_assert_uint_gt(strlen(all[i]), 0);
		ck_assert_uint_eq(strspn(all[i], "abcdefghijklmnopqrstuvwxyzA0123456789-_="), strlen(all[i]));
		for (k = 0; k < i; k++)
			ck_assert_str_ne(all[i], all[k]);
	}
	ck_assert_str_eq(all[4], "a-b");
	for (i = 0; i < ARRAY_SIZE(names); i++)
		free(all[i]);
}
END_TEST

/* What an address or a file name gives a meaning is in none; what needs no change has none. */
START_TEST(names_of_pages_differ_as_names_do)
{
	static const char *const same[] = { "6.1.0-56-amd64", "popf-if-1-1", "a_b" };
	char *all[ARRAY_SIZE(names)], *page;
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		all[i] = escape_page_name(names[i]);
		ck_assert_uint_gt(strlen(all[i]), 0);
		ck_assert_uint_eq(strspn(all[i], "abcdefghijklmnopqrstuvwxyzA0123456789-_."), strlen(all[i]));
		ck_assert_int_ne(all[i][0], '.');
		for (k = 0; k < i; k++)
			ck_assert_str_ne(all[i], all[k]);
	}
	for (i = 0; i < ARRAY_SIZE(names); i++)
		free(all[i]);
	for (i = 0; i < ARRAY_SIZE(same); i++) {
		page = escape_page_name(same[i]);
		ck_assert_str_eq(page, same[i]);
		free(page);
	}
	page = escape_page_name("A CPU (R) 2+");
	ck_assert_int_eq(strncmp(page, "A-CPU-R-2--", 11), 0);
	free(page);
}
END_TEST

/* They fit a file system, and a change at their end still tells them apart. */
START_TEST(long_names_of_files_differ)
{
	char *(*escape)(const char *name) = _i ? escape_page_name : escape_file_name;
	char long_name[5001], *a, *b;

	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	a = escape(long_name);
	long_name[sizeof(long_name) - 2] = 'y';
	b = escape(long_name);
	ck_assert_str_ne(a, b);
	ck_assert_uint_le(strlen(a), 150);
	free(a);
	free(b);
}
END_TEST

Suite *escape_suite(void)
{
	Suite *s = suite_create("escape");
	TCase *tc = tcase_create("escape");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, no_hostile_character_passes, 0, ARRAY_SIZE(media));
	tcase_add_loop_test(tc, what_people_write_passes, 0, ARRAY_SIZE(media));
	tcase_add_loop_test(tc, what_is_no_utf8_passes_nowhere, 0, ARRAY_SIZE(no_utf8));
	tcase_add_loop_test(tc, each_medium_has_its_own, 0, ARRAY_SIZE(texts));
	tcase_add_test(tc, names_of_files_differ_as_names_do);
	tcase_add_test(tc, names_of_pages_differ_as_names_do);
	tcase_add_loop_test(tc, long_names_of_files_differ, 0, 2);
	suite_add_tcase(s, tc);
	return s;
}
