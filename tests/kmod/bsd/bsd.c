/* SPDX-License-Identifier: BSD-2-Clause */
#include "bsd.h"

#include "sim/sim_private.h"

enum { MOST = 64 };

struct bsd_device {
	device_t parent, child[MOST];
	int	children;
	const char *driver;	/* attached now; also the name of its class */
	const char *host_driver; /* what would take it were ppt not there */
	const char *pinned;
	bool	refuses;
	int	unit;
	void	*softc;
	struct sim_func *func;	/* NULL: a bus, or the host bridge */
	struct pci_devinfo info;
	struct pci_map map;
	uint8_t	saved[256];
	bool	msix;
};

struct vm {
	struct sim_guest *guest;
	const char *name;
};

int hz = 1000, bootverbose;
struct malloc_type M_TEMP[1];
struct mtx Giant;
driver_t *bsd_ppt_driver;

static struct bsd_device host_bridge, root_bus, function[MOST], bus[MOST];
static int functions, buses, next_unit, held;
static struct sim_host *machine;
static bool iommu_up;
static char host_domain;
static struct { char name[32], value[16384]; } variable[8];
static struct { int when; void (*run)(void *); bool undo; } boot[16];
static int boots;
static struct {
	const void *of;
	const char *name;
	bsd_sysctl_t *handler;
	void	*arg1;
	intmax_t arg2;
} leaf[512];
static int leaves;
static struct cdevsw *node;
static size_t allocations;
static struct vm vms[8];
static int vm_count;

/* --- kernel ------------------------------------------------------------ */

static void
require(bool law)
{
	if (!law)
		abort();
}

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
	sim_ops.delay(machine, (unsigned)ticks);
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

static void
run_boot(bool undo)
{
	for (int when = 0; when < 100; when++)
		for (int i = 0; i < boots; i++)
			if (boot[i].undo == undo &&
			    boot[i].when == (undo ? 99 - when : when))
				boot[i].run(NULL);
}

void
bsd_boot(struct sim_host *host)
{
	machine = host;
	functions = buses = next_unit = vm_count = 0;
	memset(&root_bus, 0, sizeof(root_bus));
	memset(&host_bridge, 0, sizeof(host_bridge));
	memset(variable, 0, sizeof(variable));
	host_bridge.driver = "pcib";
	root_bus.driver = "pci";
	root_bus.parent = &host_bridge;
	iommu_up = true;
	run_boot(false);
}

void
bsd_shutdown(void)
{
	for (int i = 0; i < functions; i++)
		if (function[i].driver != NULL &&
		    strcmp(function[i].driver, "ppt") == 0)
			require(bsd_device_detach(&function[i]) == 0);
	run_boot(true);
}

/* --- sysctl ------------------------------------------------------------ */

void
bsd_sysctl(const void *of, const char *name, bsd_sysctl_t *handler,
    void *arg1, intmax_t arg2)
{
	require(leaves < (int)nitems(leaf));
	leaf[leaves].of = of;
	leaf[leaves].name = name;
	leaf[leaves].handler = handler;
	leaf[leaves].arg1 = arg1;
	leaf[leaves++].arg2 = arg2;
}

static void
forget_sysctls(const void *of)
{
	int kept = 0;

	for (int i = 0; i < leaves; i++)
		if (leaf[i].of != of)
			leaf[kept++] = leaf[i];
	leaves = kept;
}

const char *
bsd_read_sysctl(const char *name, device_t dev)
{
	static struct sysctl_req req;

	req.text[0] = '\0';
	for (int i = 0; i < leaves; i++)
		if (leaf[i].of == dev && strcmp(leaf[i].name, name) == 0)
			require(leaf[i].handler(NULL, leaf[i].arg1,
			    leaf[i].arg2, &req) == 0);
	return (req.text);
}

int
sysctl_handle_string(struct sysctl_oid *oid, char *text, size_t n,
    struct sysctl_req *req)
{
	(void)oid;
	(void)n;
	snprintf(req->text, sizeof(req->text), "%s", text);
	return (0);
}

int
sysctl_handle_int(struct sysctl_oid *oid, int *number, int n,
    struct sysctl_req *req)
{
	(void)oid;
	(void)n;
	snprintf(req->text, sizeof(req->text), "%d", *number);
	return (0);
}

int
sysctl_handle_64(struct sysctl_oid *oid, uint64_t *number, int n,
    struct sysctl_req *req)
{
	(void)oid;
	(void)n;
	snprintf(req->text, sizeof(req->text), "%ju", (uintmax_t)*number);
	return (0);
}

struct sbuf *
sbuf_new_auto(void)
{
	struct sbuf *const sb = bsd_malloc(sizeof(*sb));

	sb->file = open_memstream(&sb->text, &sb->length);
	return (sb);
}

int
sbuf_printf(struct sbuf *sb, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(sb->file, format, arguments);
	va_end(arguments);
	return (0);
}

int sbuf_finish(struct sbuf *sb) { return (fclose(sb->file)); }
char *sbuf_data(struct sbuf *sb) { return (sb->text); }
ssize_t sbuf_len(struct sbuf *sb) { return ((ssize_t)sb->length); }

void
sbuf_delete(struct sbuf *sb)
{
	free(sb->text);
	bsd_free(sb);
}

/* --- newbus ------------------------------------------------------------ */

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
		forget_sysctls(dev);
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
		forget_sysctls(dev);
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
	device_t dev = &function[functions++], on = &root_bus;

	require(functions < MOST);
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

/* --- pci --------------------------------------------------------------- */

uint32_t pci_get_domain(device_t dev) { return (dev->func->addr.domain); }
uint8_t pci_get_bus(device_t dev) { return (dev->func->addr.bus); }
uint8_t pci_get_slot(device_t dev) { return (dev->func->addr.slot); }
uint8_t pci_get_function(device_t dev) { return (dev->func->addr.func); }

uint16_t
pci_get_rid(device_t dev)
{
	const struct ppt_addr *const at = &dev->func->addr;

	return ((uint16_t)(at->bus << 8 | at->slot << 3 | at->func));
}

uint32_t
pci_read_config(device_t dev, int reg, int width)
{
	return (sim_read(dev->func, (unsigned)reg, (unsigned)width));
}

void
pci_write_config(device_t dev, int reg, uint32_t value, int width)
{
	sim_write(dev->func, (unsigned)reg, value, (unsigned)width);
}

void
pci_save_state(device_t dev)
{
	memcpy(dev->saved, dev->func->config, sizeof(dev->saved));
}

void
pci_restore_state(device_t dev)
{
	static const int regs[] = { 0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, 0x30,
	    0x0c, 0x3c, 0x04 };
	uint32_t value;

	for (size_t i = 0; i < nitems(regs); i++) {
		memcpy(&value, dev->saved + regs[i], 4);
		sim_write(dev->func, (unsigned)regs[i], value,
		    regs[i] == 4 ? 2 : 4);
	}
}

struct pci_map *
pci_find_bar(device_t dev, int reg)
{
	struct ppt_bar bar[PPT_BARS];

	ppt_bars_size(&sim_ops, dev->func, bar);
	for (int i = 0; i < PPT_BAR_ROM; i++)
		if (bar[i].kind != PPT_BAR_NONE && bar[i].reg == reg) {
			dev->map.pm_value = sim_read(dev->func,
			    (unsigned)reg, 4);
			for (dev->map.pm_size = 0; (bar[i].size >>
			    dev->map.pm_size) > 1; dev->map.pm_size++)
				;
			return (&dev->map);
		}
	return (NULL);
}

device_t
pci_find_dbsf(uint32_t domain, uint8_t b, uint8_t s, uint8_t f)
{
	for (int i = 0; i < functions; i++) {
		const struct ppt_addr *const at = &function[i].func->addr;

		if (at->domain == domain && at->bus == b && at->slot == s &&
		    at->func == f)
			return (&function[i]);
	}
	return (NULL);
}

int
pci_alloc_msi(device_t dev, int *count)
{
	dev->msix = false;
	return (sim_msi_alloc(dev->func, (unsigned)*count));
}

int
pci_alloc_msix(device_t dev, int *count)
{
	struct ppt_intr *unwanted;
	const int error = sim_msix_alloc(dev->func, (unsigned)*count,
	    &unwanted);

	if (error == 0)
		free(unwanted);
	dev->msix = error == 0;
	return (error);
}

int
pci_release_msi(device_t dev)
{
	if (dev->msix)
		sim_msix_free(dev->func, NULL, 0);
	else
		sim_msi_free(dev->func);
	return (0);
}

int pci_msix_count(device_t dev) { return (dev->func->caps.msix_count); }

int
pci_msix_table_bar(device_t dev)
{
	return (dev->func->caps.msix_table_bar);
}

int pci_msix_pba_bar(device_t dev) { return (dev->func->caps.msix_pba_bar); }

/* --- vmm --------------------------------------------------------------- */

struct vm *
bsd_vm(struct sim_guest *guest, const char *name)
{
	vms[vm_count].guest = guest;
	vms[vm_count].name = name;
	return (&vms[vm_count++]);
}

const char *vm_name(struct vm *vm) { return (vm->name); }
void *vm_iommu_domain(struct vm *vm) { return (vm->guest); }
void *iommu_host_domain(void) { return (iommu_up ? &host_domain : NULL); }

int
vm_map_mmio(struct vm *vm, vm_paddr_t gpa, size_t len, vm_paddr_t hpa)
{
	return (sim_mmio_map(machine->first, vm->guest, gpa, len, hpa));
}

int
vm_unmap_mmio(struct vm *vm, vm_paddr_t gpa, size_t len)
{
	sim_mmio_unmap(machine->first, vm->guest, gpa, len);
	return (0);
}

void
bsd_iommu(bool up)
{
	iommu_up = up;
	for (int i = 0; i < functions; i++) {
		const bool ppt = function[i].softc != NULL;

		function[i].func->attached = up && !ppt;
		function[i].func->domain = NULL;
	}
}

int
vm_assign_pptdev(struct vm *vm, int b, int s, int f)
{
	if (!iommu_up)
		bsd_iommu(true);
	return (ppt_assign_device(vm, b, s, f));
}

int
vm_unassign_pptdev(struct vm *vm, int b, int s, int f)
{
	return (ppt_unassign_device(vm, b, s, f));
}

int
lapic_intr_msi(struct vm *vm, uint64_t addr, uint64_t data)
{
	sim_deliver(vm->guest, addr, data);
	return (0);
}

static void *
domain(void *of)
{
	return (of == &host_domain ? NULL : of);
}

#if PPT_IOMMU_ERRORS
int
iommu_add_device(void *of, device_t dev, uint16_t rid)
{
	require(pci_get_rid(dev) == rid);
	return (sim_iommu_attach(dev->func, domain(of)));
}

int
iommu_remove_device(void *of, device_t dev, uint16_t rid)
{
	require(pci_get_rid(dev) == rid);
	return (sim_iommu_detach(dev->func, domain(of)));
}
#else
static device_t
by_rid(uint16_t rid)
{
	return (pci_find_dbsf(0, (uint8_t)(rid >> 8), rid >> 3 & 31,
	    rid & 7));
}

void
iommu_add_device(void *of, uint16_t rid)
{
	require(sim_iommu_attach(by_rid(rid)->func, domain(of)) == 0);
}

void
iommu_remove_device(void *of, uint16_t rid)
{
	(void)sim_iommu_detach(by_rid(rid)->func, domain(of));
}
#endif

/* --- devfs ------------------------------------------------------------- */

int
make_dev_s(struct make_dev_args *args, struct cdev **cdev, const char *name)
{
	require(strcmp(name, "pptctl") == 0 && args->mda_mode == 0600);
	node = args->mda_devsw;
	*cdev = (struct cdev *)node;
	return (0);
}

void
destroy_dev(struct cdev *cdev)
{
	require((struct cdevsw *)cdev == node);
	node = NULL;
}

int
priv_check(struct thread *td, int priv)
{
	return (priv == PRIV_DRIVER && td->priv ? 0 : EPERM);
}

int
bsd_ioctl(u_long request, void *data, bool root)
{
	struct thread td = { root };

	return (node->d_ioctl(NULL, request, data, 0, &td));
}
