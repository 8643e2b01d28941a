/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory, environment, locks and what runs at boot. */
#include "bsd_private.h"

int hz = 1000, bootverbose;
struct malloc_type M_TEMP[1];
struct mtx Giant;

static int held;
static struct { char name[32], value[16384]; } variable[8];
static struct { int when; void (*run)(void *); bool undo; } boot[16];
static int boots;
static size_t allocations;

void *
bsd_malloc(size_t bytes)
{
	allocations++;
	return (sim_alloc(bytes));
}

void
bsd_free(void *memory)
{
	allocations -= memory != NULL;
	free(memory);
}

size_t bsd_allocations(void) { return (allocations); }
int bsd_locks_held(void) { return (held); }

void
bsd_pause(int ticks)
{
	sim_ops.delay(bsd_machine, (unsigned)ticks);
}

void
bsd_setenv(const char *name, const char *value)
{
	for (size_t i = 0; i < nitems(variable); i++)
		if (strcmp(variable[i].name, name) == 0)
			variable[i].name[0] = '\0';
	for (size_t i = 0; value != NULL && i < nitems(variable); i++)
		if (variable[i].name[0] == '\0') {
			snprintf(variable[i].name, sizeof(variable[i].name),
			    "%s", name);
			snprintf(variable[i].value, sizeof(variable[i].value),
			    "%s", value);
			return;
		}
}

char *
kern_getenv(const char *name)
{
	for (size_t i = 0; i < nitems(variable); i++)
		if (strcmp(variable[i].name, name) == 0) {
			allocations++;
			return (strdup(variable[i].value));
		}
	return (NULL);
}

void freeenv(char *value) { bsd_free(value); }

void
mtx_lock(struct mtx *m)
{
	m->held++;	/* Giant recurses */
	held++;
}

void
mtx_unlock(struct mtx *m)
{
	require(m->held-- > 0);
	held--;
}

void
sx_xlock(struct sx *sx)
{
	require(sx->held++ == 0);
	held++;
}

void
sx_xunlock(struct sx *sx)
{
	require(sx->held-- == 1);
	held--;
}

void
bsd_at_boot(int when, void (*run)(void *), bool undo)
{
	require(boots < (int)nitems(boot));
	boot[boots].when = when;
	boot[boots].run = run;
	boot[boots++].undo = undo;
}

void
bsd_run_boot(bool undo)
{
	for (int when = 0; when < 100; when++)
		for (int i = 0; i < boots; i++)
			if (boot[i].undo == undo &&
			    boot[i].when == (undo ? 99 - when : when))
				boot[i].run(NULL);
}
