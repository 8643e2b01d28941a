/* SPDX-License-Identifier: BSD-2-Clause */
/* hw.vmm.ppt, dev.ppt.N, and what is wrong with pptdevs. */
#include "ppt_glue.h"

#include <sys/sbuf.h>

enum {
	SHOW_STATE, SHOW_GUEST, SHOW_RESET, SHOW_WINDOWS, SHOW_MSI,
	SHOW_MSIX, SHOW_INTERRUPTS
};

static int
show_text(SYSCTL_HANDLER_ARGS)
{
	struct ppt_softc *const sc = arg1;
	const struct ppt_addr at = ppt_address(sc->dev);
	struct ppt_status status;
	char text[PPTCTL_NAME];
	int error;

	ppt_topology_lock();
	error = ppt_status_at(&ppt_held_devices, &at, &status);
	ppt_topology_unlock();
	if (error != 0)
		return (error);
	switch (arg2) {
	case SHOW_STATE:
		strlcpy(text, status.state == PPT_BOUND ? "bound" : "claimed",
		    sizeof(text));
		break;
	case SHOW_GUEST:
		sx_slock(&ppt_sx);
		strlcpy(text, sc->guest, sizeof(text));
		sx_sunlock(&ppt_sx);
		break;
	default:
		snprintf(text, sizeof(text), "%s%s",
		    ppt_reset_name(status.reset),
		    status.reset_error != 0 ? " failed" : "");
		break;
	}
	return (sysctl_handle_string(oidp, text, sizeof(text), req));
}

static int
show_number(SYSCTL_HANDLER_ARGS)
{
	struct ppt_softc *const sc = arg1;
	const struct ppt_addr at = ppt_address(sc->dev);
	struct ppt_status status;
	uint64_t number = 0;
	int error;

	ppt_topology_lock();
	error = ppt_status_at(&ppt_held_devices, &at, &status);
	ppt_topology_unlock();
	if (error != 0)
		return (error);
	switch (arg2) {
	case SHOW_WINDOWS:
		number = status.windows;
		break;
	case SHOW_MSI:
		number = status.msi;
		break;
	case SHOW_MSIX:
		number = status.msix;
		break;
	case SHOW_INTERRUPTS:
		number = status.fired;
		break;
	}
	return (sysctl_handle_64(oidp, &number, 0, req));
}

void
ppt_add_sysctls(struct ppt_softc *sc)
{
	static const struct {
		const char *name;
		int	what;
		bool	text;
		const char *about;
	} leaf[] = {
		{ "state", SHOW_STATE, true, "claimed, or bound to a guest" },
		{ "guest", SHOW_GUEST, true, "name of that guest" },
		{ "reset", SHOW_RESET, true, "how it was last reset" },
		{ "windows", SHOW_WINDOWS, false, "guest MMIO windows" },
		{ "msi", SHOW_MSI, false, "MSI vectors in use" },
		{ "msix", SHOW_MSIX, false, "MSI-X vectors in use" },
		{ "interrupts", SHOW_INTERRUPTS, false,
		    "interrupts delivered since set up" },
	};
	struct sysctl_ctx_list *const ctx = device_get_sysctl_ctx(sc->dev);
	struct sysctl_oid *const tree = device_get_sysctl_tree(sc->dev);
	size_t i;

	for (i = 0; i < nitems(leaf); i++) {
		if (leaf[i].text)
			SYSCTL_ADD_PROC(ctx, SYSCTL_CHILDREN(tree), OID_AUTO,
			    leaf[i].name,
			    CTLTYPE_STRING | CTLFLAG_RD | CTLFLAG_MPSAFE, sc,
			    leaf[i].what, show_text, "A", leaf[i].about);
		else
			SYSCTL_ADD_PROC(ctx, SYSCTL_CHILDREN(tree), OID_AUTO,
			    leaf[i].name,
			    CTLTYPE_U64 | CTLFLAG_RD | CTLFLAG_MPSAFE, sc,
			    leaf[i].what, show_number, "QU", leaf[i].about);
	}
}

/* Every token of pptdevs that the kernel would pass over without a word. */
static void
report_tokens(struct sbuf *sb)
{
	struct ppt_spec_token token;
	char *value[PPT_SPEC_NAMES];
	size_t at;
	int i;

	ppt_get_values(value);
	for (i = 0; i < PPT_SPEC_NAMES; i++) {
		at = 0;
		while (value[i] != NULL && ppt_spec_next(value[i], SIZE_MAX,
		    &at, &token))
			if (token.verdict != PPT_SPEC_OK)
				sbuf_printf(sb,
				    "ppt: %s, character %zu, \"%.*s\": %s%s\n",
				    ppt_spec_names[i], token.stop + 1,
				    (int)token.length, value[i] + token.offset,
				    ppt_spec_reason(token.verdict),
				    ppt_spec_used(&token) ? "" :
				    "; the token is ignored");
	}
	ppt_free_values(value);
}

static int
show_report(SYSCTL_HANDLER_ARGS)
{
	struct sbuf *const sb = sbuf_new_auto();
	int error;

	report_tokens(sb);
	error = sbuf_finish(sb);
	if (error == 0)
		error = SYSCTL_OUT(req, sbuf_data(sb), sbuf_len(sb) + 1);
	sbuf_delete(sb);
	return (error);
}

static int
show_devices(SYSCTL_HANDLER_ARGS)
{
	int devices = ppt_held(&ppt_held_devices);

	return (sysctl_handle_int(oidp, &devices, 0, req));
}

SYSCTL_DECL(_hw_vmm);
SYSCTL_NODE(_hw_vmm, OID_AUTO, ppt, CTLFLAG_RW | CTLFLAG_MPSAFE, 0,
    "bhyve passthru devices");
SYSCTL_PROC(_hw_vmm_ppt, OID_AUTO, devices,
    CTLTYPE_INT | CTLFLAG_RD | CTLFLAG_MPSAFE, NULL, 0, show_devices, "I",
    "number of pci passthru devices");
SYSCTL_PROC(_hw_vmm_ppt, OID_AUTO, pptdevs_report,
    CTLTYPE_STRING | CTLFLAG_RD | CTLFLAG_MPSAFE, NULL, 0, show_report, "A",
    "what is wrong with the pptdevs variables");

static void
print_report(void *unused __unused)
{
	struct sbuf *const sb = sbuf_new_auto();

	report_tokens(sb);
	if (sbuf_finish(sb) == 0 && sbuf_len(sb) > 0)
		printf("%s", sbuf_data(sb));
	sbuf_delete(sb);
}
SYSINIT(ppt_report, SI_SUB_DRIVERS, SI_ORDER_FIRST, print_report, NULL);
