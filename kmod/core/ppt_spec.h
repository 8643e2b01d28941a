/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pptdevs grammar, to the letter of what vmm.ko reads: the kernel
 * environment names pptdevs, pptdevs2 and pptdevs3, in that order; tokens
 * parted by the space character alone; each token scanned by the kernel's
 * sscanf with "%d/%d/%d" = bus/slot/function, decimal, three conversions
 * needed.  What follows the third number is ignored, white space other than
 * a space may stand before a number, a number may be signed, and at most 31
 * characters of a number are read; its value is clamped to 64 bits and then
 * cut to an int, so that 4294967297 reads as 1.
 *
 * All functions here are pure: they touch only their arguments and need no
 * lock.
 */
#ifndef PPT_SPEC_H
#define	PPT_SPEC_H

#include "ppt_os.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The names scanned are ppt_spec_names[0 .. PPT_SPEC_NAMES - 1]. */
#define	PPT_SPEC_NAMES	3
extern const char *const ppt_spec_names[PPT_SPEC_NAMES];

/* Why a token selects nothing, or selects less than it seems to. */
enum ppt_spec_verdict {
	PPT_SPEC_OK,		/* three numbers, all in range, nothing left */
	PPT_SPEC_TRAILING,	/* used, but text after the third number is
				   ignored: "2/0/0x", "1/0/0,2/0/0" */
	PPT_SPEC_RANGE,		/* used, but names no possible function:
				   bus > 255, slot > 31, or function > 7 (of
				   slot 0, where ARI allows more: > 255) */
	PPT_SPEC_NUMBER,	/* ignored: no number where one must stand */
	PPT_SPEC_SLASH		/* ignored: no '/' after a number */
};

struct ppt_spec_token {
	size_t	offset;		/* of its first character in the text */
	size_t	length;		/* never 0 */
	size_t	stop;		/* offset of the first character not used;
				   offset + length when all were */
	enum ppt_spec_verdict verdict;
	int	bus, slot, func; /* as the kernel reads them; of an ignored
				   token those numbers that were read, else 0 */
};

/*
 * Whether the kernel takes this token for an address at all, be it a
 * possible one or not.
 */
bool	ppt_spec_used(const struct ppt_spec_token *token);

/*
 * Step through the tokens of text[0 .. length).  *position is 0 at first and
 * is advanced past the token returned; text ends early at a NUL, as it does
 * for the kernel.  Returns false, leaving *token alone, when there is no
 * further token.  Cannot fail.
 */
bool	ppt_spec_next(const char *text, size_t length, size_t *position,
	    struct ppt_spec_token *token);

/*
 * Whether text[0 .. length) lists bus/slot/func: the answer that decides
 * whether ppt takes a device.  There is no domain in it: an entry is good
 * for every domain.  Cannot fail.
 */
bool	ppt_spec_lists(const char *text, size_t length, int bus, int slot,
	    int func);

/*
 * One clause about a verdict other than PPT_SPEC_OK, for a log line; a
 * static string.  Cannot fail.
 */
const char *ppt_spec_reason(enum ppt_spec_verdict verdict);

#ifdef __cplusplus
}
#endif

#endif
