/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * As much of FreeBSD's kernel interface as the glue in kmod/freebsd uses, on
 * top of the simulated machine: newbus, vmm, IOMMU, sysctl and devfs for one
 * thread.  Every kernel header the glue includes is this file.
 */
#ifndef BSD_H
#define	BSD_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bsd_device *device_t;
typedef struct bsd_class *devclass_t;
typedef uint64_t vm_paddr_t;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef char *caddr_t;
struct vm;

#define	__unused	__attribute__((__unused__))
#define	nitems(x)	(sizeof(x) / sizeof((x)[0]))
#define	MAX(a, b)	((a) > (b) ? (a) : (b))
#define	howmany(x, y)	(((x) + ((y) - 1)) / (y))
#ifndef SIZE_MAX
#define	SIZE_MAX	UINTPTR_MAX
#endif

/* --- kernel(9) --------------------------------------------------------- */
extern int hz, bootverbose;
void	bsd_pause(int ticks);
#ifdef _KERNEL
#define	pause(why, ticks)	bsd_pause(ticks)
#endif

void	*bsd_malloc(size_t bytes);
void	bsd_free(void *memory);
struct malloc_type { int unused; };
#define	MALLOC_DECLARE(t)	extern struct malloc_type t[1]
#define	MALLOC_DEFINE(t, s, l)	struct malloc_type t[1]
extern struct malloc_type M_TEMP[1];
#define	M_WAITOK	1
#define	M_NOWAIT	2
#define	M_ZERO		4
#ifdef _KERNEL
#define	malloc(n, type, flags)		((void)(type), bsd_malloc(n))
#define	mallocarray(n, m, type, flags)	((void)(type), bsd_malloc((n) * (m)))
#define	free(p, type)			((void)(type), bsd_free(p))
#define	strlcpy(to, from, n)		((void)snprintf(to, n, "%s", from))
#endif

char	*kern_getenv(const char *name);
void	freeenv(char *value);

/* Locks: one thread, so that only pairing and order are checked. */
struct mtx { int held; };
struct sx { int held; };
extern struct mtx Giant;
void	mtx_lock(struct mtx *m);
void	mtx_unlock(struct mtx *m);
#define	bus_topo_lock()		mtx_lock(&Giant)
#define	bus_topo_unlock()	mtx_unlock(&Giant)
void	sx_xlock(struct sx *sx);
void	sx_xunlock(struct sx *sx);
#define	sx_slock(sx)		sx_xlock(sx)
#define	sx_sunlock(sx)		sx_xunlock(sx)
#define	SX_SYSINIT(name, sx, text)

enum { SI_SUB_LOCK = 1, SI_SUB_DRIVERS, SI_ORDER_FIRST = 0,
    SI_ORDER_ANY = 9 };
void	bsd_at_boot(int when, void (*run)(void *), bool undo);
#define	SYSINIT(name, sub, order, run, arg)				\
	__attribute__((constructor)) static void bsd_in_##name(void)	\
	{ bsd_at_boot((sub) * 10 + (order), (run), false); }		\
	struct bsd_semicolon
#define	SYSUNINIT(name, sub, order, run, arg)				\
	__attribute__((constructor)) static void bsd_un_##name(void)	\
	{ bsd_at_boot((sub) * 10 + (order), (run), true); }		\
	struct bsd_semicolon

/* --- sysctl(9) --------------------------------------------------------- */
struct sysctl_oid;
struct sysctl_ctx_list;
struct sysctl_req { char text[8192]; };
#define	SYSCTL_HANDLER_ARGS	struct sysctl_oid *oidp __unused,	\
	    void *arg1 __unused, intmax_t arg2 __unused, struct sysctl_req *req
typedef int bsd_sysctl_t(struct sysctl_oid *, void *, intmax_t,
	    struct sysctl_req *);
#define	SYSCTL_DECL(node)	struct bsd_semicolon
#define	SYSCTL_NODE(...)	struct bsd_semicolon
#define	SYSCTL_CHILDREN(tree)	(tree)
#define	CTLFLAG_RD		0
#define	CTLFLAG_MPSAFE		0
#define	CTLTYPE_STRING		0
#define	CTLTYPE_INT		0
#define	CTLTYPE_U64		0
#define	OID_AUTO		0
void	bsd_sysctl(const void *of, const char *name, bsd_sysctl_t *handler,
	    void *arg1, intmax_t arg2);
#define	SYSCTL_PROC(parent, n, name, access, arg1, arg2, handler, ...)	\
	__attribute__((constructor)) static void bsd_ctl_##name(void)	\
	{ bsd_sysctl(NULL, #name, handler, arg1, arg2); }		\
	struct bsd_semicolon
#define	SYSCTL_ADD_PROC(ctx, parent, n, name, access, arg1, arg2, handler, ...) \
	((void)(parent), bsd_sysctl(ctx, name, handler, arg1, arg2))
int	sysctl_handle_string(struct sysctl_oid *, char *, size_t,
	    struct sysctl_req *);
int	sysctl_handle_int(struct sysctl_oid *, int *, int,
	    struct sysctl_req *);
int	sysctl_handle_64(struct sysctl_oid *, uint64_t *, int,
	    struct sysctl_req *);
#define	SYSCTL_OUT(req, text_, n)					\
	((void)snprintf((req)->text, sizeof((req)->text), "%s", (text_)), 0)

struct sbuf { char *text; size_t length; FILE *file; };
struct sbuf *sbuf_new_auto(void);
int	sbuf_printf(struct sbuf *, const char *, ...);
int	sbuf_finish(struct sbuf *);
char	*sbuf_data(struct sbuf *);
ssize_t	sbuf_len(struct sbuf *);
void	sbuf_delete(struct sbuf *);

/* --- newbus ------------------------------------------------------------ */
typedef struct { int kind; int (*run)(device_t); } device_method_t;
typedef struct { const char *name; device_method_t *methods; size_t size; }
    driver_t;
enum { bsd_end, device_probe, device_attach, device_detach, device_suspend };
#define	DEVMETHOD(what, run)	{ what, run }
#define	DEVMETHOD_END		{ bsd_end, NULL }
extern driver_t *bsd_ppt_driver;
typedef void *module_t;
enum { MOD_LOAD, MOD_UNLOAD, MOD_SHUTDOWN, MOD_QUIESCE };
extern int bsd_ivhd_units;	/* drivers of AMD IOMMUs */
extern int (*bsd_ppt_event)(module_t, int, void *);
#if __FreeBSD_version >= 1400058
#define	DRIVER_MODULE_ORDERED(name, bus, driver, evh, arg, order)	\
	__attribute__((constructor)) static void bsd_driver(void)	\
	{ bsd_ppt_driver = &driver; bsd_ppt_event = evh; }		\
	struct bsd_semicolon
#else
#define	DRIVER_MODULE_ORDERED(name, bus, driver, devclass, evh, arg, order) \
	__attribute__((constructor)) static void bsd_driver(void)	\
	{ bsd_ppt_driver = &driver; bsd_ppt_event = evh; (void)devclass; } \
	struct bsd_semicolon
#endif
#define	BUS_PROBE_NOWILDCARD	(-2000000000)

void	*device_get_softc(device_t);
void	*device_get_ivars(device_t);
device_t device_get_parent(device_t);
devclass_t device_get_devclass(device_t);
const char *devclass_get_name(devclass_t);
devclass_t devclass_find(const char *);
int	devclass_get_count(devclass_t);
const char *device_get_name(device_t);
int	device_get_unit(device_t);
int	device_is_attached(device_t);
int	device_get_children(device_t, device_t **, int *);
int	device_probe_and_attach(device_t);
/* "device_detach" is also the name of a method above: same trick as kobj's. */
int	bsd_device_detach(device_t);
#ifdef _KERNEL
#define	device_detach(dev)	bsd_device_detach(dev)
#endif
int	device_printf(device_t, const char *, ...);
struct sysctl_ctx_list *device_get_sysctl_ctx(device_t);
struct sysctl_oid *device_get_sysctl_tree(device_t);

struct resource { int rid; device_t dev; };
enum { SYS_RES_IRQ = 1, SYS_RES_MEMORY, RF_ACTIVE = 2, RF_SHAREABLE = 4,
    INTR_TYPE_NET = 1, INTR_MPSAFE = 2, FILTER_STRAY = 1,
    FILTER_HANDLED = 2 };
struct resource *bus_alloc_resource_any(device_t, int type, int *rid,
	    u_int flags);
int	bus_release_resource(device_t, int type, int rid, struct resource *);
int	bus_setup_intr(device_t, struct resource *, int flags,
	    int (*filter)(void *), void *ithread, void *arg, void **cookie);
int	bus_teardown_intr(device_t, struct resource *, void *cookie);

/* --- pci(9) ------------------------------------------------------------ */
struct pci_devinfo { struct { uint8_t hdrtype; } cfg; };
struct pci_map { uint64_t pm_value, pm_size; };
#define	PCIR_HDRTYPE		0x0e
#define	PCIM_HDRTYPE		0x7f
#define	PCIM_HDRTYPE_NORMAL	0
#define	PCIR_BAR(x)		(0x10 + (x) * 4)
uint32_t pci_get_domain(device_t);
uint8_t	pci_get_bus(device_t);
uint8_t	pci_get_slot(device_t);
uint8_t	pci_get_function(device_t);
uint16_t pci_get_rid(device_t);
uint32_t pci_read_config(device_t, int reg, int width);
void	pci_write_config(device_t, int reg, uint32_t value, int width);
void	pci_save_state(device_t);
void	pci_restore_state(device_t);
struct pci_map *pci_find_bar(device_t, int reg);
device_t pci_find_dbsf(uint32_t, uint8_t, uint8_t, uint8_t);
int	pci_alloc_msi(device_t, int *count);
int	pci_alloc_msix(device_t, int *count);
int	pci_release_msi(device_t);
int	pci_msix_count(device_t);
int	pci_msix_table_bar(device_t);
int	pci_msix_pba_bar(device_t);

/* --- vmm --------------------------------------------------------------- */
const char *vm_name(struct vm *);
int	vm_map_mmio(struct vm *, vm_paddr_t, size_t, vm_paddr_t);
int	vm_unmap_mmio(struct vm *, vm_paddr_t, size_t);
int	vm_assign_pptdev(struct vm *, int, int, int);
int	vm_unassign_pptdev(struct vm *, int, int, int);
void	*vm_iommu_domain(struct vm *);
int	lapic_intr_msi(struct vm *, uint64_t, uint64_t);
void	*iommu_host_domain(void);
#if PPT_IOMMU_ERRORS
int	iommu_add_device(void *, device_t, uint16_t);
int	iommu_remove_device(void *, device_t, uint16_t);
#else
void	iommu_add_device(void *, uint16_t);
void	iommu_remove_device(void *, uint16_t);
#endif
int	ppt_assign_device(struct vm *, int, int, int);
int	ppt_unassign_device(struct vm *, int, int, int);
int	ppt_unassign_all(struct vm *);
int	ppt_assigned_devices(struct vm *);
int	ppt_avail_devices(void);
bool	ppt_is_mmio(struct vm *, vm_paddr_t);
int	ppt_map_mmio(struct vm *, int, int, int, vm_paddr_t, size_t,
	    vm_paddr_t);
int	ppt_unmap_mmio(struct vm *, int, int, int, vm_paddr_t, size_t);
#if PPT_VCPU
#define	BSD_VCPU	int,
#else
#define	BSD_VCPU
#endif
int	ppt_setup_msi(struct vm *, BSD_VCPU int, int, int, uint64_t, uint64_t,
	    int);
int	ppt_setup_msix(struct vm *, BSD_VCPU int, int, int, int, uint64_t,
	    uint64_t, uint32_t);
int	ppt_disable_msix(struct vm *, int, int, int);

/* --- devfs ------------------------------------------------------------- */
struct cdev;
struct thread { int priv; };
struct cdevsw {
	int	d_version;
	const char *d_name;
	int	(*d_ioctl)(struct cdev *, u_long, caddr_t, int,
		    struct thread *);
};
struct make_dev_args {
	int	mda_flags, mda_uid, mda_gid, mda_mode;
	struct cdevsw *mda_devsw;
};
enum { D_VERSION = 1, MAKEDEV_WAITOK = 1, MAKEDEV_CHECKNAME = 2, UID_ROOT = 0,
    GID_WHEEL = 0, PRIV_DRIVER = 14 };
#define	make_dev_args_init(a)	memset((a), 0, sizeof(*(a)))
int	make_dev_s(struct make_dev_args *, struct cdev **, const char *);
void	destroy_dev(struct cdev *);
int	priv_check(struct thread *, int);

/* --- for the test ------------------------------------------------------ */
struct sim_host;
struct sim_func;
struct sim_guest;
void	bsd_boot(struct sim_host *);
void	bsd_shutdown(void);
void	bsd_setenv(const char *name, const char *value); /* NULL: unset */
/* A function of the machine on the bus below a bridge (NULL: a root bus). */
device_t bsd_add(struct sim_func *, device_t bridge, const char *host_driver);
void	bsd_refuse_detach(device_t, bool);
void	bsd_pin_driver(device_t, const char *driver); /* devctl set driver */
const char *bsd_driver_of(device_t);
int	bsd_call(device_t, int method);
struct vm *bsd_vm(struct sim_guest *, const char *name);
void	bsd_iommu(bool initialized);
/* "": none by that name. */
const char *bsd_read_sysctl(const char *name, device_t);
int	bsd_ioctl(u_long request, void *data, bool root);
int	bsd_locks_held(void);
size_t	bsd_allocations(void);

#ifdef __cplusplus
}
#endif

#endif
