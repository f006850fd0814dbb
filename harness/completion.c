// SPDX-License-Identifier: GPL-2.0-only
/* What completes command lines: scripts made of the commands' own tables of options. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "commands.h"
#include "formats.h"
#include "questions.h"
#include "target.h"
#include "util.h"

/* What may stand at a place of a command line. */
struct values {
	char *words;			/* separated by blanks (malloced); "": none */
	enum { NO_FILES, FILES, FOLDERS } files;
};

struct offer {
	const struct argp_option *is;
	struct values values;		/* of its argument */
	struct offer *next;
};

static void add_word(char **words, const char *word)
{
	append(words, "%s%s", **words ? " " : "", word);
}

static char *bench_words(void)
{
	char *words = xstrdup("");

	for (unsigned int i = 0; i < pb_question_count; i++)
		add_word(&words, pb_questions[i].id);
	for (unsigned int i = 0; i < pb_bench_count; i++)
		add_word(&words, pb_benches[i]->name);
	return words;
}

static char *command_words(void)
{
	char *words = xstrdup("");

	for (const struct command *c = commands; c->name; c++)
		add_word(&words, c->name);
	return words;
}

static char *target_words(void)
{
	char *words = xstrdup("auto");

	for (size_t i = 0; i < target_count; i++)
		add_word(&words, targets[i]->name);
	return words;
}

/* By what the tables of options call it; the first that is in a text is what the text means. */
static const struct {
	const char *name, *words;
	char *(*find)(void);
	int files;
} places[] = {
	{ .name = "GLOB", .find = bench_words },
	{ .name = "COMMAND", .find = command_words },
	{ .name = "TARGET", .find = target_words },
	{ .name = "PLAN", .words = "quick compare release" },
	{ .name = "CLOCK", .words = "tsc icount" },
	{ .name = "SPEC", .words = "default backports", .files = FILES },
	{ .name = "FILE", .files = FILES },
	{ .name = "BASELINE", .files = FILES },
	{ .name = "PROGRAM", .files = FILES },
	{ .name = "FOLDER", .files = FOLDERS },
	{ .name = "DIR", .files = FOLDERS },
	{ .name = "SITE", .files = FOLDERS },
};

/* "show|tune|reset": these words */
static char *choices(const char *text)
{
	char *words = xstrdup("");

	if (islower((unsigned char)*text))
		append(&words, "%s", text);
	for (char *p = words; *p; p++)
		*p = *p == '|' ? ' ' : *p;
	return words;
}

static struct values values_of(const char *text, const struct command *c)
{
	if (!text)
		return (struct values){ xstrdup(""), NO_FILES };
	if (!strcmp(text, "FORMAT"))
		return (struct values){ format_names(c->subject, " ", " "), NO_FILES };
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (strstr(text, places[i].name))
			return (struct values){
				places[i].find ? places[i].find() :
				xstrdup(places[i].words ? places[i].words : ""), places[i].files,
			};
	return (struct values){ choices(text), NO_FILES };
}

/* Those of a table and of its children, in front of `next`. */
static struct offer *offers_of(const struct argp *argp, const struct command *c,
			       struct offer *next)
{
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		next = offers_of(child->argp, c, next);
	for (const struct argp_option *o = argp->options; o && (o->name || o->doc); o++) {
		struct offer *new;

		if (!o->name || o->flags & (OPTION_HIDDEN | OPTION_DOC))
			continue;
		new = xcalloc(1, sizeof(*new));
		*new = (struct offer){ o, values_of(o->arg, c), next };
		next = new;
	}
	return next;
}

static void offers_free(struct offer *o)
{
	while (o) {
		struct offer *next = o->next;

		free(o->values.words);
		free(o);
		o = next;
	}
}

static bool is_short(const struct argp_option *o)
{
	return isgraph(o->key);
}

/* In '...' of a shell; what is in `special` with a backslash. */
static void put_quoted(const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			printf("%s%c", strchr(special, *text) ? "\\" : "", *text);
	}
}

/* bash */

static void bash_values(const struct values *v)
{
	static const char *const actions[] = { "", "file", "directory" };

	printf("words='%s' action='%s' ;;\n", v->words, actions[v->files]);
}

static void bash_command(const struct command *c, const struct offer *all,
			 const struct values *rest)
{
	for (const struct offer *o = all; o; o = o->next) {
		if (!o->is->arg)
			continue;
		if (is_short(o->is))
			printf("\t%s,-%c | ", c->name, o->is->key);
		else
			putchar('\t');
		printf("%s,--%s) ", c->name, o->is->name);
		bash_values(&o->values);
	}
	printf("\t%s,*)\n\t\toptions='", c->name);
	for (const struct offer *o = all; o; o = o->next)
		printf("--%s ", o->is->name);
	fputs("--help --usage --version'\n\t\t", stdout);
	bash_values(rest);
}

static void bash_begin(void)
{
	char *names = command_words();

	printf("# Completes privbench in bash.\n"
	       "_privbench() {\n"
	       "\tlocal at=$COMP_CWORD words='' action='' options=''\n"
	       "\tlocal current=${COMP_WORDS[at]} before=${COMP_WORDS[at - 1]}\n"
	       "\tif [ \"$current\" = = ]; then\n"
	       "\t\tcurrent=\n"
	       "\telif [ \"$before\" = = ]; then\n"
	       "\t\tbefore=${COMP_WORDS[at - 2]}\n"
	       "\tfi\n"
	       "\t[ \"$at\" -gt 1 ] || before=\n"
	       "\tcase ${COMP_WORDS[1]},$before in\n"
	       "\t*,) words='%s' options='--help --version' ;;\n", names);
	free(names);
}

static void bash_end(void)
{
	puts("\tesac\n"
	     "\tif [[ $current == -* && $options ]]; then\n"
	     "\t\twords=$options action=\n"
	     "\tfi\n"
	     "\t[ -z \"$action\" ] || compopt -o filenames 2>/dev/null\n"
	     "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\"\n"
	     "\t\t[ -z \"$action\" ] || compgen -A \"$action\" -- \"$current\")\n"
	     "}\n"
	     "complete -F _privbench privbench");
}

/* zsh */

/* What follows ":message:" in a specification. */
static void zsh_values(const struct values *v)
{
	if (*v->words && v->files)
		printf("{compadd %s; _files}", v->words);
	else if (*v->words)
		printf("(%s)", v->words);
	else
		fputs(v->files == FOLDERS ? "_files -/" : v->files ? "_files" : "", stdout);
}

static void zsh_option(const struct offer *o)
{
	const char *equals = o->is->arg ? "=" : "", *plus = o->is->arg ? "+" : "";

	if (is_short(o->is))
		printf(" \\\n\t\t\t'(-%c --%s)'{-%c%s,--%s%s}'[", o->is->key, o->is->name,
		       o->is->key, plus, o->is->name, equals);
	else
		printf(" \\\n\t\t\t'--%s%s[", o->is->name, equals);
	put_quoted(o->is->doc, "[]");
	putchar(']');
	if (o->is->arg) {
		printf(":%s:", o->is->arg);
		zsh_values(&o->values);
	}
	putchar('\'');
}

static void zsh_command(const struct command *c, const struct offer *all,
			const struct values *rest)
{
	printf("\t%s)\n\t\t_arguments -s '(- *)--help[print the options]'", c->name);
	for (; all; all = all->next)
		zsh_option(all);
	if (*rest->words || rest->files) {
		fputs(" \\\n\t\t\t'*:what:", stdout);
		zsh_values(rest);
		putchar('\'');
	}
	puts(" ;;");
}

static void zsh_begin(void)
{
	puts("#compdef privbench\n"
	     "_privbench() {\n"
	     "\tlocal -a commands=(");
	for (const struct command *c = commands; c->name; c++) {
		printf("\t\t'%s:", c->name);
		put_quoted(c->what, "\\:");
		puts("'");
	}
	puts("\t)\n"
	     "\tif ((CURRENT == 2)); then\n"
	     "\t\t_describe command commands\n"
	     "\t\treturn\n"
	     "\tfi\n"
	     "\tshift words\n"
	     "\t((CURRENT--))\n"
	     "\tcase $words[1] in");
}

static void zsh_end(void)
{
	puts("\tesac\n"
	     "}\n"
	     "if [[ $funcstack[1] == _privbench ]]; then\n"
	     "\t_privbench \"$@\"\n"
	     "else\n"
	     "\tcompdef _privbench privbench\n"
	     "fi");
}

/* fish */

static void fish_line(const char *condition, const char *what)
{
	printf("complete -c privbench -n '__privbench_at %s'%s", condition, what);
}

static void fish_values(const struct values *v)
{
	if (*v->words)
		printf(" -a '%s'", v->words);
	if (v->files == FILES)
		fputs(" -F", stdout);
	if (v->files == FOLDERS)
		fputs(" -a '(__fish_complete_directories)'", stdout);
}

static void fish_command(const struct command *c, const struct offer *all,
			 const struct values *rest)
{
	for (; all; all = all->next) {
		fish_line(c->name, " -l ");
		fputs(all->is->name, stdout);
		if (is_short(all->is))
			printf(" -s %c", all->is->key);
		if (all->is->arg) {
			fputs(all->values.files == FILES ? " -r" : " -x", stdout);
			fish_values(&all->values);
		}
		fputs(" -d '", stdout);
		put_quoted(all->is->doc, "\\");
		puts("'");
	}
	fish_line(c->name, " -l help -d 'print the options'\n");
	if (*rest->words || rest->files) {
		fish_line(c->name, "");
		fish_values(rest);
		putchar('\n');
	}
}

static void fish_begin(void)
{
	puts("# Completes privbench in fish.\n"
	     "function __privbench_at\n"
	     "\tset -l before (commandline -opc)\n"
	     "\ttest \"$before[2]\" = \"$argv[1]\"\n"
	     "end\n"
	     "complete -c privbench -f");
	for (const struct command *c = commands; c->name; c++) {
		fish_line("", " -a ");
		printf("%s -d '", c->name);
		put_quoted(c->what, "\\");
		puts("'");
	}
}

static void fish_end(void)
{
}

static const struct shell {
	const char *name;
	void (*begin)(void);
	void (*command)(const struct command *c, const struct offer *all,
			const struct values *rest);
	void (*end)(void);
} shells[] = {
	{ "bash", bash_begin, bash_command, bash_end },
	{ "zsh", zsh_begin, zsh_command, zsh_end },
	{ "fish", fish_begin, fish_command, fish_end },
};

static const struct shell *shell_named(const char *name)
{
	for (const struct shell *s = shells; s < shells + ARRAY_SIZE(shells); s++)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

static void check(const struct argp_state *state, const struct arguments *a)
{
	if (a->count > 1 || !shell_named(a->files[0]))
		argp_error(state, "the shells are bash, zsh and fish; give one");
}

const struct argp completion_argp = {
	.parser = arguments_option, .args_doc = "bash|zsh|fish",
	.doc = "Print what completes commands, options and benches in this shell."
	       "\vFor one session: eval \"$(privbench completion bash)\".  `make install` puts "
	       "it where each shell looks.",
};

int cmd_completion(int argc, char **argv)
{
	struct arguments a = { .ask = "for which shell? bash, zsh or fish", .check = check };
	const struct shell *s;

	arguments_parse(&completion_argp, argc, argv, &a);
	s = shell_named(a.files[0]);
	s->begin();
	for (const struct command *c = commands; c->name; c++) {
		struct offer *all = offers_of(c->argp, c, NULL);
		struct values rest = values_of(c->argp->args_doc, c);

		s->command(c, all, &rest);
		free(rest.words);
		offers_free(all);
	}
	s->end();
	return EXIT_FINE;
}
