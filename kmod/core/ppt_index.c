/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which guest addresses are windows, for readers that cannot wait.
 *
 * There are two copies; a generation number says which one counts.  A writer
 * (one at a time, under the table's lock) makes the other copy right and
 * steps the number.  A reader takes the copy named, searches it, and looks
 * again if the number moved meanwhile: only then can a writer have touched
 * what it read.  So a reader never waits for a writer, not even for one that
 * was preempted half way, and what it reads is only compared, never
 * followed.  Every access is an atomic one; loads acquire and stores release
 * so that none can pass the number on its wrong side.
 */
#include "ppt_private.h"

struct window_entry {
	uintptr_t vm;
	uint64_t first;
	uint64_t last;
};

struct guest_slot {
	uintptr_t vm;		/* 0: free */
	uint32_t from;		/* its windows are entry[from .. to) */
	uint32_t to;
};

struct index_copy {
	uint32_t count;
	struct window_entry *entry;	/* by guest, then by address */
	struct guest_slot *slot;	/* hashed by guest, open addressing */
};

struct ppt_index {
	uint32_t generation;
	uint32_t capacity;	/* entries */
	uint32_t slots;		/* a power of two, more than guests */
	struct index_copy copy[2];
};

#define	load(p)		__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define	store(p, v)	__atomic_store_n((p), (v), __ATOMIC_RELEASE)

static uint32_t
slots_for(unsigned int devices)
{
	uint32_t slots = 4;

	while (slots / 2 < devices)
		slots *= 2;
	return (slots);
}

static size_t
copy_bytes(unsigned int devices)
{
	return ((size_t)devices * PPT_WINDOWS * sizeof(struct window_entry) +
	    slots_for(devices) * sizeof(struct guest_slot));
}

size_t
ppt_index_bytes(unsigned int devices)
{
	return (sizeof(struct ppt_index) + 2 * copy_bytes(devices));
}

static struct ppt_index *
index_make(void *memory, unsigned int devices)
{
	struct ppt_index *const index = memory;
	uint8_t *at = (uint8_t *)memory + sizeof(*index);
	int n;

	memset(memory, 0, ppt_index_bytes(devices));
	index->capacity = devices * PPT_WINDOWS;
	index->slots = slots_for(devices);
	for (n = 0; n < 2; n++) {
		index->copy[n].entry = (void *)at;
		at += index->capacity * sizeof(struct window_entry);
		index->copy[n].slot = (void *)at;
		at += index->slots * sizeof(struct guest_slot);
	}
	return (index);
}

static uint32_t
slot_of(uintptr_t vm, uint32_t slots)
{
	return ((uint32_t)(((uint64_t)vm * 0x9e3779b97f4a7c15u) >> 40) &
	    (slots - 1));
}

/* Whether entry a stands before guest vm's address gpa. */
static bool
before(const struct window_entry *a, uintptr_t vm, uint64_t gpa)
{
	return (a->vm != vm ? a->vm < vm : a->first < gpa);
}

static void
put_entry(struct window_entry *to, const struct window_entry *from)
{
	store(&to->vm, from->vm);
	store(&to->first, from->first);
	store(&to->last, from->last);
}

/* Hash the guests of a copy's entries. */
static void
put_slots(const struct ppt_index *index, struct index_copy *copy)
{
	uint32_t n, from, at;

	for (n = 0; n < index->slots; n++)
		store(&copy->slot[n].vm, (uintptr_t)0);
	for (from = 0; from < copy->count; from = n) {
		const uintptr_t vm = copy->entry[from].vm;

		for (n = from; n < copy->count && copy->entry[n].vm == vm; n++)
			;
		at = slot_of(vm, index->slots);
		while (copy->slot[at].vm != 0)
			at = (at + 1) & (index->slots - 1);
		store(&copy->slot[at].from, from);
		store(&copy->slot[at].to, n);
		store(&copy->slot[at].vm, vm);
	}
}

/*
 * Make the other copy the live one with entry number skip left out
 * (UINT32_MAX: none) and add (or NULL) put in its place.
 */
static void
publish(struct ppt_index *index, uint32_t skip,
    const struct window_entry *add)
{
	const uint32_t generation = index->generation;
	const struct index_copy *const from = &index->copy[generation & 1];
	struct index_copy *const to = &index->copy[(generation + 1) & 1];
	uint32_t n, count = 0;

	for (n = 0; n < from->count; n++) {
		if (n == skip)
			continue;
		if (add != NULL &&
		    !before(&from->entry[n], add->vm, add->first)) {
			put_entry(&to->entry[count++], add);
			add = NULL;
		}
		put_entry(&to->entry[count++], &from->entry[n]);
	}
	if (add != NULL)
		put_entry(&to->entry[count++], add);
	store(&to->count, count);
	put_slots(index, to);
	store(&index->generation, generation + 1);
}

/* The first entry not before (vm, gpa): the writer's view of the live copy. */
static uint32_t
lower_bound(const struct index_copy *copy, uintptr_t vm, uint64_t gpa)
{
	uint32_t low = 0, high = copy->count;

	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;

		if (before(&copy->entry[mid], vm, gpa))
			low = mid + 1;
		else
			high = mid;
	}
	return (low);
}

int
ppt_index_insert(struct ppt_index *index, const void *vm, uint64_t gpa,
    uint64_t len)
{
	const struct index_copy *const copy =
	    &index->copy[index->generation & 1];
	const struct window_entry add = {
		.vm = (uintptr_t)vm, .first = gpa, .last = gpa + len - 1
	};
	const uint32_t at = lower_bound(copy, add.vm, gpa);
	const struct window_entry *const near = copy->entry + at;

	if (at > 0 && near[-1].vm == add.vm && near[-1].last >= add.first)
		return (EEXIST);
	if (at < copy->count && near->vm == add.vm && near->first <= add.last)
		return (EEXIST);
	if (copy->count == index->capacity)
		return (ENOSPC);
	publish(index, UINT32_MAX, &add);
	return (0);
}

void
ppt_index_remove(struct ppt_index *index, const void *vm, uint64_t gpa)
{
	const struct index_copy *const copy =
	    &index->copy[index->generation & 1];
	const uint32_t at = lower_bound(copy, (uintptr_t)vm, gpa);

	if (at < copy->count && copy->entry[at].vm == (uintptr_t)vm &&
	    copy->entry[at].first == gpa)
		publish(index, at, NULL);
}

/* Search entry[from .. to), all of one guest, for one that holds gpa. */
static bool
search(const struct window_entry *entry, uint32_t from, uint32_t to,
    uint64_t gpa)
{
	while (from < to) {
		const uint32_t mid = from + (to - from) / 2;

		if (gpa < load(&entry[mid].first))
			to = mid;
		else if (gpa > load(&entry[mid].last))
			from = mid + 1;
		else
			return (true);
	}
	return (false);
}

static bool
find(const struct ppt_index *index, uint32_t generation, uintptr_t vm,
    uint64_t gpa)
{
	const struct index_copy *const copy = &index->copy[generation & 1];
	uint32_t at = slot_of(vm, index->slots), probes, to;

	for (probes = 0; probes < index->slots; probes++) {
		const uintptr_t here = load(&copy->slot[at].vm);

		if (here == 0)
			return (false);
		if (here == vm) {
			/* Half-written numbers must not lead outside. */
			to = load(&copy->slot[at].to);
			if (to > index->capacity)
				to = index->capacity;
			return (search(copy->entry,
			    load(&copy->slot[at].from), to, gpa));
		}
		at = (at + 1) & (index->slots - 1);
	}
	return (false);
}

bool
ppt_is_window(const struct ppt_table *table, const void *vm, uint64_t gpa)
{
	const struct ppt_index *const index = load(&table->index);
	uint32_t generation;
	bool found;

	if (index == NULL)
		return (false);
	do {
		generation = load(&index->generation);
		found = find(index, generation, (uintptr_t)vm, gpa);
	} while (load(&index->generation) != generation);
	return (found);
}

int
ppt_table_room(struct ppt_table *table, void *memory, size_t bytes,
    unsigned int devices, void **former)
{
	struct ppt_index *index;
	int error = 0;

	ppt_lock(table);
	if (devices > UINT32_MAX / 64 || devices < table->count ||
	    bytes < ppt_index_bytes(devices))
		error = EINVAL;
	else {
		const struct ppt_index *const old = table->index;

		index = index_make(memory, devices);
		if (old != NULL) {
			const struct index_copy *const from =
			    &old->copy[old->generation & 1];
			struct index_copy *const to = &index->copy[0];

			memcpy(to->entry, from->entry,
			    from->count * sizeof(*to->entry));
			to->count = from->count;
			put_slots(index, to);
		}
		*former = table->index;
		table->room = devices;
		store(&table->index, index);
	}
	ppt_unlock(table);
	return (error);
}
