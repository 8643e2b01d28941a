/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of the configuration space that the core uses (PCI 3.0, PCIe 5). */
#ifndef PPT_REG_H
#define	PPT_REG_H

#define	REG_VENDOR		0x00u
#define	REG_COMMAND		0x04u
#define	 COMMAND_IO		0x0001
#define	 COMMAND_MEMORY		0x0002
#define	 COMMAND_MASTER		0x0004
#define	 COMMAND_INTX_OFF	0x0400
#define	REG_STATUS		0x06u
#define	 STATUS_CAPS		0x0010
#define	REG_CACHE_LINE		0x0cu
#define	REG_LATENCY		0x0du
#define	REG_HEADER		0x0eu
#define	 HEADER_TYPE		0x7f
#define	 HEADER_ENDPOINT	0
#define	 HEADER_BRIDGE		1
#define	 HEADER_CARDBUS		2
#define	REG_BAR0		0x10u
#define	REG_ROM			0x30u
#define	REG_CAPS		0x34u
#define	REG_CARDBUS_CAPS	0x14u
#define	REG_INTLINE		0x3cu
#define	REG_BRIDGE_ROM		0x38u
#define	REG_BRIDGE_CONTROL	0x3eu
#define	 BRIDGE_RESET		0x0040

#define	PM_CAPABILITIES		0x02u
#define	PM_CONTROL		0x04u
#define	 PM_STATE		0x0003
#define	 PM_NO_SOFT_RESET	0x0008
#define	 PM_STATUS		0x8000	/* PME status, cleared by writing 1 */

#define	MSI_CONTROL		0x02u
#define	 MSI_ENABLE		0x0001
#define	 MSI_CAPABLE		0x000e
#define	 MSI_ENABLED		0x0070
#define	 MSI_64			0x0080
#define	 MSI_MASKS		0x0100

#define	MSIX_CONTROL		0x02u
#define	 MSIX_SIZE		0x07ff
#define	 MSIX_MASK_ALL		0x4000
#define	 MSIX_ENABLE		0x8000
#define	MSIX_TABLE		0x04u
#define	MSIX_PBA		0x08u
#define	 MSIX_BIR		0x07
#define	MSIX_ENTRY		16u	/* bytes of a table entry */

#define	EXP_FLAGS		0x02u
#define	 EXP_VERSION		0x000f
#define	 EXP_TYPE		0x00f0
#define	 EXP_SLOT		0x0100
#define	EXP_DEVCAP		0x04u
#define	 EXP_FLR		0x10000000u
#define	EXP_DEVCTL		0x08u
#define	 EXP_START_FLR		0x8000
#define	EXP_DEVSTA		0x0au
#define	 EXP_PENDING		0x0020
#define	EXP_LNKCTL		0x10u
#define	EXP_SLTCTL		0x18u
#define	 EXP_HOTPLUG_INTR	0x0020
#define	EXP_SLTSTA		0x1au
#define	 EXP_PRESENCE_CHANGED	0x0008
#define	 EXP_LINK_CHANGED	0x0100
#define	EXP_DEVCAP2		0x24u
#define	EXP_DEVCTL2		0x28u
#define	 EXP_TIMEOUT		0x000f
#define	EXP_LNKCTL2		0x30u

#define	AF_CAPABILITIES		0x03u
#define	 AF_TP			0x01
#define	 AF_FLR			0x02
#define	AF_CONTROL		0x04u
#define	 AF_START_FLR		0x01
#define	AF_STATUS		0x05u
#define	 AF_PENDING		0x01

#endif
