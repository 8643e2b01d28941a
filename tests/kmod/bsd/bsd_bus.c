/* SPDX-License-Identifier: BSD-2-Clause */
/* newbus: a tree of buses, bridges and functions, and who drives them. */
#include "bsd_private.h"

driver_t *bsd_ppt_driver;
int (*bsd_ppt_event)(module_t, int, void *);
int bsd_ivhd_units;
struct bsd_device bsd_function[MOST];
int bsd_functions;
struct sim_host *bsd_machine;

static struct bsd_device host_bridge, root_bus, bus[MOST];
static int buses, next_unit;

void
bsd_boot(struct sim_host *host)
{
	bsd_machine = host;
	bsd_functions = buses = next_unit = 0;
	memset(&root_bus, 0, sizeof(root_bus));
	memset(&host_bridge, 0, sizeof(host_bridge));
	for (int i = 0; i < PPT_SPEC_NAMES; i++)
		bsd_setenv(ppt_spec_names[i], NULL);
	host_bridge.driver = "pcib";
	root_bus.driver = "pci";
	root_bus.parent = &host_bridge;
	bsd_iommu(true);
	bsd_run_boot(false);
}

void
bsd_shutdown(void)
{
	for (int i = 0; i < bsd_functions; i++)
		if (bsd_function[i].driver != NULL &&
		    strcmp(bsd_function[i].driver, "ppt") == 0)
			require(bsd_device_detach(&bsd_function[i]) == 0);
	bsd_run_boot(true);
}

void *device_get_softc(device_t dev) { return (dev->softc); }
void *device_get_ivars(device_t dev) { return (&dev->info); }
device_t device_get_parent(device_t dev) { return (dev->parent); }
const char *device_get_name(device_t dev) { return (dev->driver); }
int device_get_unit(device_t dev) { return (dev->unit); }
int device_is_attached(device_t dev) { return (dev->driver != NULL); }
const char *bsd_driver_of(device_t d) { return (d->driver ? d->driver : ""); }
void bsd_refuse_detach(device_t dev, bool refuse) { dev->refuses = refuse; }
void bsd_pin_driver(device_t dev, const char *name) { dev->pinned = name; }

devclass_t
device_get_devclass(device_t dev)
{
	return (dev->driver == NULL ? NULL : (devclass_t)dev);
}

devclass_t
devclass_find(const char *name)
{
	return (strcmp(name, "ivhd") == 0 ? (devclass_t)&bsd_ivhd_units : NULL);
}

int
devclass_get_count(devclass_t class)
{
	return (*(int *)class);
}

const char *
devclass_get_name(devclass_t class)
{
	return (((device_t)class)->driver);
}

struct sysctl_ctx_list *
device_get_sysctl_ctx(device_t dev)
{
	return ((struct sysctl_ctx_list *)dev);
}

struct sysctl_oid *
device_get_sysctl_tree(device_t dev)
{
	return ((struct sysctl_oid *)dev);
}

int
device_get_children(device_t dev, device_t **list, int *count)
{
	*list = bsd_malloc(sizeof(dev->child));
	memcpy(*list, dev->child, sizeof(dev->child));
	*count = dev->children;
	return (0);
}

int
device_printf(device_t dev, const char *format, ...)
{
	va_list arguments;
	int n = printf("%s%d: ", dev->driver, dev->unit);

	va_start(arguments, format);
	n += vprintf(format, arguments);
	va_end(arguments);
	return (n);
}

int
bsd_call(device_t dev, int method)
{
	for (const device_method_t *m = bsd_ppt_driver->methods;
	    m->run != NULL; m++)
		if (m->kind == method)
			return (m->run(dev));
	return (0);
}

static int
attach_ppt(device_t dev)
{
	int error;

	dev->driver = "ppt";
	dev->unit = next_unit++;
	dev->softc = sim_alloc(bsd_ppt_driver->size);
	error = bsd_call(dev, device_attach);
	if (error != 0) {
		bsd_forget_sysctls(dev);
		free(dev->softc);
		dev->softc = NULL;
		dev->driver = NULL;
	}
	return (error);
}

int
device_probe_and_attach(device_t dev)
{
	int answer, error = ENXIO;

	mtx_lock(&Giant);
	require(dev->driver == NULL);
	answer = bsd_call(dev, device_probe);
	if (dev->pinned != NULL ? strcmp(dev->pinned, "ppt") == 0 &&
	    answer <= 0 : answer == 0)
		error = attach_ppt(dev);
	else if (dev->host_driver != NULL) {
		dev->driver = dev->host_driver;
		error = 0;
	}
	mtx_unlock(&Giant);
	return (error);
}

int
bsd_device_detach(device_t dev)
{
	int error = 0;

	mtx_lock(&Giant);
	if (dev->softc != NULL)
		error = bsd_call(dev, device_detach);
	else if (dev->refuses)
		error = EBUSY;
	if (error == 0) {
		bsd_forget_sysctls(dev);
		free(dev->softc);
		dev->softc = NULL;
		dev->driver = NULL;
	}
	mtx_unlock(&Giant);
	return (error);
}

device_t
bsd_add(struct sim_func *func, device_t bridge, const char *host_driver)
{
	device_t dev = &bsd_function[bsd_functions++], on = &root_bus;

	require(bsd_functions < MOST);
	if (bridge != NULL) {
		if (bridge->children == 0) {
			on = &bus[buses++];
			memset(on, 0, sizeof(*on));
			on->driver = "pci";
			on->parent = bridge;
			bridge->child[bridge->children++] = on;
		}
		on = bridge->child[0];
	}
	memset(dev, 0, sizeof(*dev));
	dev->func = func;
	dev->parent = on;
	dev->host_driver = host_driver;
	dev->info.cfg.hdrtype = (uint8_t)sim_read(func, 0x0e, 1);
	on->child[on->children++] = dev;
	(void)device_probe_and_attach(dev);
	return (dev);
}

struct resource *
bus_alloc_resource_any(device_t dev, int type, int *rid, u_int flags)
{
	struct resource *const res = bsd_malloc(sizeof(*res));

	(void)type;
	(void)flags;
	res->rid = *rid;
	res->dev = dev;
	return (res);
}

int
bus_release_resource(device_t dev, int type, int rid, struct resource *res)
{
	(void)type;
	require(res->dev == dev && res->rid == rid);
	bsd_free(res);
	return (0);
}

int
bus_setup_intr(device_t dev, struct resource *res, int flags,
    int (*filter)(void *), void *ithread, void *arg, void **cookie)
{
	(void)flags;
	require(filter != NULL && ithread == NULL);
	*cookie = arg;
	return (sim_intr_setup(dev->func, (unsigned)res->rid, arg));
}

int
bus_teardown_intr(device_t dev, struct resource *res, void *cookie)
{
	sim_intr_teardown(dev->func, (unsigned)res->rid, cookie);
	return (0);
}
