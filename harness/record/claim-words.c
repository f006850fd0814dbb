// SPDX-License-Identifier: GPL-2.0-only
#include "claim-words.h"

#include "delta.h"
#include "questions.h"
#include "record.h"
#include "util.h"

const char *const measure_names[PB_MEASURES] = {
	[PB_CYCLES] = "cycles", [PB_PATH] = "path", [PB_BYTES] = "bytes",
};

const char *const standing_names[] = {
	[PB_SAID] = "said", [PB_IMPLIED] = "implied", [PB_OPEN] = "open", [PB_OURS] = "ours",
};

static const char *const expect_names[] = {
	[PB_BELOW] = "below", [PB_ABOVE] = "above", [PB_EQUAL] = "equal to",
	[PB_NOT_ABOVE] = "not above",
};

char *mail_words(const struct pb_mail *mail)
{
	return mail ? xasprintf("%s, %s %s", mail->author, mail->list, mail->date) :
		      xstrdup("ours");
}

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

static char *margin_words(const struct pb_claim *claim)
{
	if (claim->about != PB_CYCLES)
		return xstrdup("none, the figures are exact");
	if (claim->delta > 0)
		return xasprintf("%g core cycles", claim->delta);
	return xasprintf("%g %%, at least %g core cycles", 100 * DELTA_BENCHES, DELTA_CYCLES);
}

void claim_words(const struct pb_claim *claim, struct claim_result *c)
{
	c->id = xstrdup(claim->id);
	c->measure = xstrdup(measure_names[claim->about]);
	c->source = mail_words(claim->mail);
	c->standing = xstrdup(standing_names[claim->standing]);
	c->text = xstrdup(claim->text);
	c->a = xstrdup(claim->a);
	c->b = xstrdup(claim->b);
	c->base = copy(claim->base);
	c->a_of = copy(claim->a_of);
	c->b_of = copy(claim->b_of);
	c->predicted = xstrdup(expect_names[claim->expect]);
	c->factor = claim->factor > 0 ? claim->factor : 1;
	c->margin = margin_words(claim);
}
