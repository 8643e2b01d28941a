/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev/pptctl; pptctl.h says what each request does. */
#include "ppt_glue.h"

#include <sys/conf.h>
#include <sys/priv.h>
#include <sys/proc.h>

#include <dev/pci/pcireg.h>
#include <dev/pci/pcivar.h>

#if PPTCTL_GROUP != PPT_GROUP_MAX
#error "a request must hold a whole group"
#endif

static bool
address(const struct pptctl_addr *in, struct ppt_addr *at)
{
	if (in->slot > 31 || in->zero != 0 || (in->slot != 0 && in->func > 7))
		return (false);
	*at = (struct ppt_addr){
		.domain = in->domain, .bus = in->bus, .slot = in->slot,
		.func = in->func
	};
	return (in->domain != PPT_ANY_DOMAIN);
}

static void
fill(const struct ppt_status *status, struct pptctl_entry *entry)
{
	const struct ppt_softc *const sc = ppt_softc_at(&status->addr);

	memset(entry, 0, sizeof(*entry));
	entry->at.domain = status->addr.domain;
	entry->at.bus = status->addr.bus;
	entry->at.slot = status->addr.slot;
	entry->at.func = status->addr.func;
	entry->vendor = status->vendor;
	entry->device = status->device;
	entry->bound = status->state == PPT_BOUND;
	entry->reset = status->reset;
	entry->reset_way = status->reset_way;
	entry->reset_failed = status->reset_error != 0;
	entry->windows = status->windows;
	entry->msi = status->msi;
	entry->msi_max = status->msi_max;
	entry->msix = status->msix;
	entry->msix_max = status->msix_max;
	entry->interrupts = status->fired;
	entry->unit = -1;
	if (sc != NULL) {
		entry->unit = device_get_unit(sc->dev);
		sx_slock(&ppt_sx);
		strlcpy(entry->guest, sc->guest, sizeof(entry->guest));
		sx_sunlock(&ppt_sx);
	}
}

static int
do_list(struct pptctl_list *list)
{
	struct ppt_status status;

	list->total = ppt_held(&ppt_held_devices);
	for (list->count = 0; list->count < PPTCTL_BATCH; list->count++) {
		if (list->first > UINT32_MAX - list->count ||
		    ppt_status_nth(&ppt_held_devices,
		    list->first + list->count, &status) != 0)
			break;
		fill(&status, &list->entry[list->count]);
	}
	return (0);
}

static int
do_state(struct pptctl_state *state)
{
	struct ppt_status status;
	struct ppt_addr at;
	int error;

	if (!address(&state->entry.at, &at))
		return (EINVAL);
	error = ppt_status_at(&ppt_held_devices, &at, &status);
	if (error == 0)
		fill(&status, &state->entry);
	return (error);
}

/* Let a function be probed again after its driver, if any, has left it. */
static int
change_driver(device_t dev, const struct ppt_addr *at, bool to_ppt)
{
	int error;

	error = ppt_override(at, to_ppt);
	if (error == 0 && device_is_attached(dev))
		error = device_detach(dev);
	if (error == 0) {
		error = device_probe_and_attach(dev);
		if (!to_ppt)
			/* That no other driver wants it is no fault. */
			error = ppt_softc_at(at) != NULL ? EBUSY : 0;
		else if (ppt_softc_at(at) == NULL && error == 0)
			/* A driver that was set by name is the only one. */
			error = device_is_attached(dev) ? EBUSY : ENXIO;
	}
	return (error);
}

static int
move_one(const struct ppt_addr *at, bool to_ppt)
{
	device_t dev = pci_find_dbsf(at->domain, at->bus, at->slot, at->func);
	int error;

	if (dev == NULL)
		return (ENOENT);
	if (to_ppt == (ppt_softc_at(at) != NULL))
		return (to_ppt ? EBUSY : ENOENT);
	if (to_ppt && (pci_read_config(dev, PCIR_HDRTYPE, 1) &
	    PCIM_HDRTYPE) != PCIM_HDRTYPE_NORMAL)
		return (ENXIO);
	error = change_driver(dev, at, to_ppt);
	if (error != 0) {
		ppt_override_clear(at);
		if (!device_is_attached(dev))
			(void)device_probe_and_attach(dev);
	}
	return (error);
}

/* Whether every function of a release may go, before any does. */
static int
may_release(const struct ppt_addr *at, uint32_t count, uint32_t *failed)
{
	struct ppt_status status;
	int error;

	for (*failed = 0; *failed < count; (*failed)++) {
		error = ppt_status_at(&ppt_held_devices, &at[*failed],
		    &status);
		if (error == 0 && status.state == PPT_BOUND)
			error = EBUSY;
		if (error != 0)
			return (error);
	}
	return (0);
}

static int
move_group(const struct ppt_addr *at, uint32_t count, bool to_ppt,
    uint32_t *failed)
{
	uint32_t n;
	int error = 0;

	if (!to_ppt)
		error = may_release(at, count, failed);
	if (error != 0)
		return (error);
	for (n = 0; n < count; n++) {
		error = move_one(&at[n], to_ppt);
		if (error != 0)
			break;
	}
	if (error != 0) {
		*failed = n;
		while (n-- > 0)
			(void)move_one(&at[n], !to_ppt);
	}
	return (error);
}

static int
do_group(u_long command, struct pptctl_group *group)
{
	struct ppt_addr at[PPTCTL_GROUP];
	enum ppt_reset method[PPTCTL_GROUP];
	uint32_t n;

	if (group->count == 0 || group->count > PPTCTL_GROUP)
		return (EINVAL);
	for (n = 0; n < group->count; n++)
		if (!address(&group->at[n], &at[n]))
			return (EINVAL);
	group->failed = 0;
	memset(group->method, 0, sizeof(group->method));
	if (command != PPTCTL_RESET) {
		group->error = move_group(at, group->count,
		    command == PPTCTL_CLAIM, &group->failed);
		return (0);
	}
	memset(method, 0, sizeof(method));
	group->error = ppt_reset_group(&ppt_held_devices, at, group->count,
	    method, &group->failed);
	for (n = 0; n < group->count; n++)
		group->method[n] = method[n];
	return (0);
}

static int
pptctl_ioctl(struct cdev *cdev __unused, u_long command, caddr_t data,
    int flags __unused, struct thread *td)
{
	int error;

	switch (command) {
	case PPTCTL_LIST:
	case PPTCTL_STATE:
	case PPTCTL_CLAIM:
	case PPTCTL_RELEASE:
	case PPTCTL_RESET:
		break;
	default:
		return (ENOTTY);
	}
	error = priv_check(td, PRIV_DRIVER);
	if (error != 0)
		return (error);
	/* Every request begins with its version. */
	if (*(const uint32_t *)data != PPTCTL_VERSION)
		return (EOPNOTSUPP);
	ppt_topology_lock();
	if (command == PPTCTL_LIST)
		error = do_list((struct pptctl_list *)data);
	else if (command == PPTCTL_STATE)
		error = do_state((struct pptctl_state *)data);
	else
		error = do_group(command, (struct pptctl_group *)data);
	ppt_topology_unlock();
	return (error);
}

static struct cdevsw pptctl_cdevsw = {
	.d_version = D_VERSION,
	.d_name = "pptctl",
	.d_ioctl = pptctl_ioctl,
};
static struct cdev *pptctl_cdev;

static void
start_node(void *unused __unused)
{
	struct make_dev_args args;

	make_dev_args_init(&args);
	args.mda_flags = MAKEDEV_WAITOK | MAKEDEV_CHECKNAME;
	args.mda_devsw = &pptctl_cdevsw;
	args.mda_uid = UID_ROOT;
	args.mda_gid = GID_WHEEL;
	args.mda_mode = 0600;
	if (make_dev_s(&args, &pptctl_cdev, "pptctl") != 0)
		pptctl_cdev = NULL;
}
SYSINIT(pptctl, SI_SUB_DRIVERS, SI_ORDER_ANY, start_node, NULL);

static void
stop_node(void *unused __unused)
{
	if (pptctl_cdev != NULL)
		destroy_dev(pptctl_cdev);
}
SYSUNINIT(pptctl, SI_SUB_DRIVERS, SI_ORDER_ANY, stop_node, NULL);
