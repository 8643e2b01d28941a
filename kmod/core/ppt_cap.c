/* SPDX-License-Identifier: BSD-2-Clause */
#include "ppt_cap.h"
#include "ppt_reg.h"

#define	STANDARD_FIRST	0x40
#define	STANDARD_END	0x100
#define	EXTENDED_FIRST	0x100
#define	EXTENDED_END	0x1000

static unsigned int
list_head(const struct ppt_ops *ops, void *hw)
{
	const uint32_t status = ops->cfg_read(hw, REG_STATUS, 2);
	const uint32_t header = ops->cfg_read(hw, REG_HEADER, 1) & HEADER_TYPE;
	unsigned int reg;

	if (status == 0xffff || (status & STATUS_CAPS) == 0)
		return (0);
	switch (header) {
	case HEADER_ENDPOINT:
	case HEADER_BRIDGE:
		reg = REG_CAPS;
		break;
	case HEADER_CARDBUS:
		reg = REG_CARDBUS_CAPS;
		break;
	default:
		return (0);
	}
	/* The two low bits are reserved and must be masked. */
	return (ops->cfg_read(hw, reg, 1) & 0xfc);
}

void
ppt_cap_first(struct ppt_cap_walk *walk, const struct ppt_ops *ops, void *hw,
    bool extended)
{
	memset(walk, 0, sizeof(*walk));
	walk->ops = ops;
	walk->hw = hw;
	walk->extended = extended;
	walk->next = extended ? EXTENDED_FIRST : (uint16_t)list_head(ops, hw);
}

/* Whether to visit offset; marks it, or ends the walk and says why. */
static bool
may_visit(struct ppt_cap_walk *walk, unsigned int offset)
{
	const unsigned int first =
	    walk->extended ? EXTENDED_FIRST : STANDARD_FIRST;
	const unsigned int end = walk->extended ? EXTENDED_END : STANDARD_END;
	uint8_t *const seen = &walk->seen[offset / 32 % sizeof(walk->seen)];
	const uint8_t bit = (uint8_t)(1u << (offset / 4 % 8));

	if (offset == 0)
		walk->state = PPT_WALK_END;
	else if (offset < first || offset >= end)
		walk->state = PPT_WALK_BOUNDS;
	else if ((*seen & bit) != 0)
		walk->state = PPT_WALK_LOOP;
	else {
		*seen |= bit;
		return (true);
	}
	return (false);
}

static bool
read_entry(struct ppt_cap_walk *walk)
{
	const uint32_t entry = walk->ops->cfg_read(walk->hw, walk->offset, 4);

	if (!walk->extended) {
		walk->id = entry & 0xff;
		walk->next = (entry >> 8) & 0xfc;
		if (walk->id == 0xff)
			walk->state = PPT_WALK_BROKEN;
		return (walk->id != 0xff);
	}
	walk->id = entry & 0xffff;
	walk->version = (entry >> 16) & 0xf;
	walk->next = (entry >> 20) & 0xffc;
	if (entry == 0xffffffff || entry == 0) {
		/* No extended space at all is the normal case of it. */
		walk->state = entry == 0 || walk->offset == EXTENDED_FIRST ?
		    PPT_WALK_END : PPT_WALK_BROKEN;
		return (false);
	}
	return (true);
}

bool
ppt_cap_next(struct ppt_cap_walk *walk)
{
	do {
		if (walk->state != PPT_WALK_MORE ||
		    !may_visit(walk, walk->next))
			return (false);
		walk->offset = walk->next;
		if (!read_entry(walk))
			return (false);
	} while (walk->extended && walk->id == 0);
	return (true);
}

static uint8_t
bir_to_bar(uint32_t word)
{
	const uint32_t bir = word & MSIX_BIR;

	return (bir <= 5 ? (uint8_t)(REG_BAR0 + bir * 4) : 0);
}

static void
read_known(const struct ppt_ops *ops, void *hw, struct ppt_caps *caps)
{
	uint32_t word;

	if (caps->pm != 0)
		caps->pm_keeps = (ops->cfg_read(hw, caps->pm + PM_CONTROL, 2) &
		    PM_NO_SOFT_RESET) != 0;
	if (caps->express != 0) {
		word = ops->cfg_read(hw, caps->express + EXP_FLAGS, 2);
		caps->express_version = word & EXP_VERSION;
		caps->express_type = (word & EXP_TYPE) >> 4;
		caps->express_flr = (ops->cfg_read(hw,
		    caps->express + EXP_DEVCAP, 4) & EXP_FLR) != 0;
	}
	if (caps->af != 0) {
		word = ops->cfg_read(hw, caps->af + AF_CAPABILITIES, 1);
		caps->af_flr = (word & (AF_TP | AF_FLR)) == (AF_TP | AF_FLR);
	}
	if (caps->msi != 0) {
		word = ops->cfg_read(hw, caps->msi + MSI_CONTROL, 2);
		/* Six and seven are reserved: such a function asks for 32. */
		caps->msi_count = (word & MSI_CAPABLE) > 10 ? 32 :
		    (uint8_t)(1u << ((word & MSI_CAPABLE) >> 1));
		caps->msi_64 = (word & MSI_64) != 0;
		caps->msi_masks = (word & MSI_MASKS) != 0;
	}
	if (caps->msix != 0) {
		word = ops->cfg_read(hw, caps->msix + MSIX_CONTROL, 2);
		caps->msix_count = (uint16_t)((word & MSIX_SIZE) + 1);
		word = ops->cfg_read(hw, caps->msix + MSIX_TABLE, 4);
		caps->msix_table_bar = bir_to_bar(word);
		caps->msix_table = word & ~(uint32_t)MSIX_BIR;
		word = ops->cfg_read(hw, caps->msix + MSIX_PBA, 4);
		caps->msix_pba_bar = bir_to_bar(word);
		caps->msix_pba = word & ~(uint32_t)MSIX_BIR;
	}
}

/* Bytes the core reads of a capability: one that ends beyond 0x100 is none. */
static uint16_t *
slot_of(struct ppt_caps *caps, unsigned int id, unsigned int *length)
{
	switch (id) {
	case PPT_CAP_PM:
		*length = 8;
		return (&caps->pm);
	case PPT_CAP_MSI:
		*length = 10;
		return (&caps->msi);
	case PPT_CAP_EXPRESS:
		*length = 12;
		return (&caps->express);
	case PPT_CAP_MSIX:
		*length = 12;
		return (&caps->msix);
	case PPT_CAP_AF:
		*length = 6;
		return (&caps->af);
	}
	return (NULL);
}

void
ppt_caps_read(const struct ppt_ops *ops, void *hw, struct ppt_caps *caps)
{
	struct ppt_cap_walk walk;
	uint16_t *slot;
	unsigned int length;

	memset(caps, 0, sizeof(*caps));
	ppt_cap_first(&walk, ops, hw, false);
	while (ppt_cap_next(&walk)) {
		slot = slot_of(caps, walk.id, &length);
		if (slot != NULL && *slot == 0 &&
		    walk.offset + length <= STANDARD_END)
			*slot = walk.offset;
	}
	caps->walk = walk.state;
	read_known(ops, hw, caps);
	ppt_cap_first(&walk, ops, hw, true);
	while (ppt_cap_next(&walk))
		;
	caps->extended = walk.state;
}
