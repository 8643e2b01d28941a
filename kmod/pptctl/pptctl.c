/* SPDX-License-Identifier: BSD-2-Clause */
/* pptctl(8): look at, claim, release and reset what ppt holds. */
#include <sys/types.h>
#include <sys/ioctl.h>

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../freebsd/pptctl.h"

static const char *const reset_names[] = {
	"unknown", "flr", "af-flr", "d3hot", "bus", "none"
};

static const char *
reset_name(unsigned int reset)
{
	return (reset < sizeof(reset_names) / sizeof(reset_names[0]) ?
	    reset_names[reset] : "?");
}

static void
usage(void)
{
	fprintf(stderr, "usage: pptctl list\n"
	    "       pptctl claim | release | reset selector ...\n"
	    "       pptctl watch [seconds]\n");
	exit(2);
}

/* One number up to max, then the character end; moves *at behind it. */
static unsigned long
number(const char **at, unsigned long max, char end, const char *whole)
{
	unsigned long value;
	char *stop;

	if (**at < '0' || **at > '9')
		errx(2, "%s: a number is missing", whole);
	errno = 0;
	value = strtoul(*at, &stop, 10);
	if (errno != 0 || value > max)
		errx(2, "%s: a number is above %lu", whole, max);
	if (*stop != end)
		errx(2, "%s: write pciD:B:S:F or B/S/F", whole);
	*at = end == '\0' ? stop : stop + 1;
	return (value);
}

static struct pptctl_addr
selector(const char *text)
{
	struct pptctl_addr at;
	const char *p = text;
	char parting = '/';

	memset(&at, 0, sizeof(at));
	if (strncmp(p, "pci", 3) == 0) {
		parting = ':';
		p += 3;
		at.domain = (uint32_t)number(&p, 0xfffffffe, parting, text);
	}
	at.bus = (uint8_t)number(&p, 255, parting, text);
	at.slot = (uint8_t)number(&p, 31, parting, text);
	at.func = (uint8_t)number(&p, at.slot == 0 ? 255 : 7, '\0', text);
	return (at);
}

static void
print_place(const struct pptctl_addr *at)
{
	char text[40];

	snprintf(text, sizeof(text), "pci%u:%u:%u:%u", at->domain, at->bus,
	    at->slot, at->func);
	printf("%-16s", text);
}

static void
print_entry(const struct pptctl_entry *e)
{
	char unit[16];

	snprintf(unit, sizeof(unit), e->unit < 0 ? "-" : "ppt%d", e->unit);
	print_place(&e->at);
	printf(" %-6s %04x:%04x %-8s %-8s %7u %4u/%-4u %4u/%-4u %12" PRIu64
	    " %.*s\n", unit, e->vendor, e->device,
	    e->bound ? "bound" : "claimed",
	    e->reset_failed ? "failed" : reset_name(e->reset == 0 ?
	    e->reset_way : e->reset), e->windows, e->msi, e->msi_max, e->msix,
	    e->msix_max, e->interrupts, PPTCTL_NAME, e->guest);
}

static void
list(int fd)
{
	struct pptctl_list l;
	uint32_t first = 0, n;

	printf("%-16s %-6s %-9s %-8s %-8s %7s %9s %9s %12s %s\n", "FUNCTION",
	    "UNIT", "ID", "STATE", "RESET", "WINDOWS", "MSI", "MSI-X",
	    "INTERRUPTS", "GUEST");
	do {
		memset(&l, 0, sizeof(l));
		l.version = PPTCTL_VERSION;
		l.first = first;
		if (ioctl(fd, PPTCTL_LIST, &l) != 0)
			err(1, "list");
		for (n = 0; n < l.count && n < PPTCTL_BATCH; n++)
			print_entry(&l.entry[n]);
		first += l.count;
	} while (l.count == PPTCTL_BATCH);
	fflush(stdout);
}

/* What an error means here, in a sentence a person can act on. */
static const char *
reason(int error, const char *verb)
{
	const int claim = strcmp(verb, "claim") == 0;

	switch (error) {
	case ENOENT:
		return (claim ? "there is no such function" :
		    "ppt does not hold it");
	case EBUSY:
		return (claim ? "its driver does not let go or was set with "
		    "devctl(8), or ppt has it" :
		    strcmp(verb, "reset") == 0 ? "a guest has it" :
		    "a guest has it, or its driver was set with devctl(8)");
	case ENXIO:
		return (claim ? "it is a bridge, or does not answer" :
		    "it does not answer");
	case EIO:
		return ("it did not come back from the reset, or kept its "
		    "registers");
	case EOPNOTSUPP:
		return ("there is no way to reset it");
	}
	return (strerror(error));
}

static int
move(int fd, unsigned long request, const char *verb, int count, char **what)
{
	struct pptctl_group group;
	int n;

	if (count < 1)
		usage();
	if (count > PPTCTL_GROUP)
		errx(2, "at most %d functions at a time", PPTCTL_GROUP);
	memset(&group, 0, sizeof(group));
	group.version = PPTCTL_VERSION;
	group.count = (uint32_t)count;
	for (n = 0; n < count; n++)
		group.at[n] = selector(what[n]);
	if (ioctl(fd, request, &group) != 0)
		err(1, "%s", verb);
	if (group.error != 0) {
		/* A reset cannot be undone: those before it have had theirs. */
		warnx("%s: %s: %s%s", verb,
		    group.failed < (uint32_t)count ? what[group.failed] : "?",
		    reason(group.error, verb), group.error == EIO ? "" :
		    "; nothing was changed");
		return (1);
	}
	for (n = 0; request == PPTCTL_RESET && n < count; n++) {
		print_place(&group.at[n]);
		printf(" %s\n", reset_name(group.method[n]));
	}
	return (0);
}

static void
watch(int fd, const char *every)
{
	const char *p = every;
	const unsigned long seconds = number(&p, 86400, '\0', every);

	for (;;) {
		list(fd);
		if (sleep(seconds == 0 ? 1 : (unsigned int)seconds) != 0)
			break;
		printf("\n");
	}
}

int
main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";
	unsigned long request = 0;
	int fd;

	if (strcmp(verb, "claim") == 0)
		request = PPTCTL_CLAIM;
	else if (strcmp(verb, "release") == 0)
		request = PPTCTL_RELEASE;
	else if (strcmp(verb, "reset") == 0)
		request = PPTCTL_RESET;
	else if ((strcmp(verb, "list") != 0 || argc != 2) &&
	    (strcmp(verb, "watch") != 0 || argc > 3))
		usage();
	fd = open(PPTCTL_PATH, O_RDWR);
	if (fd < 0 && errno == ENOENT)
		errx(1, "%s is not there: the vmm.ko that is loaded, if any, "
		    "is not Patchbay's", PPTCTL_PATH);
	if (fd < 0)
		err(1, "%s", PPTCTL_PATH);
	if (request != 0)
		return (move(fd, request, verb, argc - 2, argv + 2));
	if (strcmp(verb, "watch") == 0)
		watch(fd, argc == 3 ? argv[2] : "1");
	else
		list(fd);
	return (0);
}
