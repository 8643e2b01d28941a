/* SPDX-License-Identifier: BSD-2-Clause */
#include "ppt_spec.h"

/* The kernel's scanner keeps a number in 32 bytes, one of them the NUL. */
#define	NUMBER_CHARS	31

const char *const ppt_spec_names[PPT_SPEC_NAMES] = {
	"pptdevs", "pptdevs2", "pptdevs3"
};

static bool
is_blank(char c)
{
	return (c == ' ' || (c >= '\t' && c <= '\r'));
}

/*
 * The value of a decimal number the way strtoq and the assignment to an int
 * make it: clamped to 64 bits, then cut to 32.
 */
static int
number_value(const char *digit, const char *end, bool negative)
{
	const uint64_t limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
	uint64_t value = 0;
	uint32_t cut;

	for (; digit < end; digit++) {
		const unsigned int d = (unsigned int)(*digit - '0');

		if (value > limit / 10 ||
		    (value == limit / 10 && d > limit % 10)) {
			value = limit;
			break;
		}
		value = value * 10 + d;
	}
	cut = (uint32_t)(negative ? 0 - value : value);
	return (cut <= INT32_MAX ? (int)cut :
	    (int)((int64_t)cut - ((int64_t)1 << 32)));
}

/*
 * Read one %d at *at.  Moves *at behind it and stores *value; returns false
 * with both unchanged when no number stands there.
 */
static bool
scan_number(const char **at, const char *end, int *value)
{
	const char *p = *at, *digit, *last;
	bool negative = false;

	while (p < end && is_blank(*p))
		p++;
	last = end - p > NUMBER_CHARS ? p + NUMBER_CHARS : end;
	if (p < last && (*p == '+' || *p == '-'))
		negative = *p++ == '-';
	digit = p;
	while (p < last && *p >= '0' && *p <= '9')
		p++;
	if (p == digit)
		return (false);
	*value = number_value(digit, p, negative);
	*at = p;
	return (true);
}

static enum ppt_spec_verdict
scan_token(const char *start, const char *end, struct ppt_spec_token *token)
{
	int *const value[3] = { &token->bus, &token->slot, &token->func };
	const char *at = start;
	enum ppt_spec_verdict verdict = PPT_SPEC_OK;
	int i;

	for (i = 0; i < 3 && verdict == PPT_SPEC_OK; i++) {
		if (i > 0 && (at == end || *at != '/'))
			verdict = PPT_SPEC_SLASH;
		else {
			at += i > 0;
			if (!scan_number(&at, end, value[i]))
				verdict = PPT_SPEC_NUMBER;
		}
	}
	token->stop = token->offset + (size_t)(at - start);
	if (verdict != PPT_SPEC_OK)
		return (verdict);
	/* With ARI a device is slot 0 and has 256 functions. */
	if (token->bus < 0 || token->bus > 255 || token->slot < 0 ||
	    token->slot > 31 || token->func < 0 ||
	    token->func > (token->slot == 0 ? 255 : 7))
		return (PPT_SPEC_RANGE);
	return (at == end ? PPT_SPEC_OK : PPT_SPEC_TRAILING);
}

bool
ppt_spec_used(const struct ppt_spec_token *token)
{
	return (token->verdict == PPT_SPEC_OK ||
	    token->verdict == PPT_SPEC_TRAILING ||
	    token->verdict == PPT_SPEC_RANGE);
}

bool
ppt_spec_next(const char *text, size_t length, size_t *position,
    struct ppt_spec_token *token)
{
	size_t start = *position, end;

	while (start < length && text[start] == ' ')
		start++;
	end = start;
	while (end < length && text[end] != ' ' && text[end] != '\0')
		end++;
	if (end == start) {
		*position = start;
		return (false);
	}
	memset(token, 0, sizeof(*token));
	token->offset = start;
	token->length = end - start;
	token->verdict = scan_token(text + start, text + end, token);
	*position = end;
	return (true);
}

bool
ppt_spec_lists(const char *text, size_t length, int bus, int slot, int func)
{
	struct ppt_spec_token token;
	size_t position = 0;

	while (ppt_spec_next(text, length, &position, &token))
		if (ppt_spec_used(&token) && token.bus == bus &&
		    token.slot == slot && token.func == func)
			return (true);
	return (false);
}

const char *
ppt_spec_reason(enum ppt_spec_verdict verdict)
{
	switch (verdict) {
	case PPT_SPEC_OK:
		break;
	case PPT_SPEC_TRAILING:
		return ("text after the third number is ignored");
	case PPT_SPEC_RANGE:
		return ("no function can have this address");
	case PPT_SPEC_NUMBER:
		return ("a decimal number must stand here");
	case PPT_SPEC_SLASH:
		return ("a '/' must stand here");
	}
	return ("");
}
