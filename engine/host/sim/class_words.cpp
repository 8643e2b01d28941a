// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/kernel.h"

namespace patchbay::sim {

namespace {

struct BaseWord
{
    unsigned base;
    const char *word;
};

struct SubWord
{
    unsigned base, sub;
    const char *word;
};

constexpr BaseWord baseWords[] = {
    {0x00, "old"},
    {0x01, "mass storage"},
    {0x02, "network"},
    {0x03, "display"},
    {0x04, "multimedia"},
    {0x05, "memory"},
    {0x06, "bridge"},
    {0x07, "simple comms"},
    {0x08, "base peripheral"},
    {0x09, "input device"},
    {0x0a, "docking station"},
    {0x0b, "processor"},
    {0x0c, "serial bus"},
    {0x0d, "wireless controller"},
    {0x0e, "intelligent I/O controller"},
    {0x0f, "satellite communication"},
    {0x10, "encrypt/decrypt"},
    {0x11, "dasp"},
    {0x12, "processing accelerator"},
    {0x13, "non-essential instrumentation"},
};

constexpr SubWord subWords[] = {
    {0x00, 0x00, "non-VGA display device"},
    {0x00, 0x01, "VGA-compatible display device"},
    {0x01, 0x00, "SCSI"},
    {0x01, 0x01, "ATA"},
    {0x01, 0x02, "floppy disk"},
    {0x01, 0x03, "IPI"},
    {0x01, 0x04, "RAID"},
    {0x01, 0x05, "ATA (ADMA)"},
    {0x01, 0x06, "SATA"},
    {0x01, 0x07, "SAS"},
    {0x01, 0x08, "NVM"},
    {0x02, 0x00, "ethernet"},
    {0x02, 0x01, "token ring"},
    {0x02, 0x02, "fddi"},
    {0x02, 0x03, "ATM"},
    {0x02, 0x04, "ISDN"},
    {0x03, 0x00, "VGA"},
    {0x03, 0x01, "XGA"},
    {0x03, 0x02, "3D"},
    {0x04, 0x00, "video"},
    {0x04, 0x01, "audio"},
    {0x04, 0x02, "telephony"},
    {0x04, 0x03, "HDA"},
    {0x05, 0x00, "RAM"},
    {0x05, 0x01, "flash"},
    {0x06, 0x00, "HOST-PCI"},
    {0x06, 0x01, "PCI-ISA"},
    {0x06, 0x02, "PCI-EISA"},
    {0x06, 0x03, "PCI-MCA"},
    {0x06, 0x04, "PCI-PCI"},
    {0x06, 0x05, "PCI-PCMCIA"},
    {0x06, 0x06, "PCI-NuBus"},
    {0x06, 0x07, "PCI-CardBus"},
    {0x06, 0x08, "PCI-RACEway"},
    {0x07, 0x00, "UART"},
    {0x07, 0x01, "parallel port"},
    {0x07, 0x02, "multiport serial"},
    {0x07, 0x03, "generic modem"},
    {0x08, 0x00, "interrupt controller"},
    {0x08, 0x01, "DMA controller"},
    {0x08, 0x02, "timer"},
    {0x08, 0x03, "realtime clock"},
    {0x08, 0x04, "PCI hot-plug controller"},
    {0x08, 0x05, "SD host controller"},
    {0x08, 0x06, "IOMMU"},
    {0x08, 0x07, "Root Complex Event Collector"},
    {0x09, 0x00, "keyboard"},
    {0x09, 0x01, "digitizer"},
    {0x09, 0x02, "mouse"},
    {0x09, 0x03, "scanner"},
    {0x09, 0x04, "gameport"},
    {0x0c, 0x00, "FireWire"},
    {0x0c, 0x01, "AccessBus"},
    {0x0c, 0x02, "SSA"},
    {0x0c, 0x03, "USB"},
    {0x0c, 0x04, "Fibre Channel"},
    {0x0c, 0x05, "SMBus"},
    {0x0c, 0x06, "INFINIBAND"},
    {0x0c, 0x07, "IPMI"},
    {0x0d, 0x00, "iRDA"},
    {0x0d, 0x01, "IR"},
    {0x0d, 0x10, "RF"},
    {0x0e, 0x00, "I2O"},
    {0x0f, 0x01, "sat TV"},
    {0x0f, 0x02, "sat audio"},
    {0x0f, 0x03, "sat voice"},
    {0x0f, 0x04, "sat data"},
    {0x10, 0x00, "network/computer crypto"},
    {0x10, 0x10, "entertainment crypto"},
    {0x11, 0x00, "DPIO module"},
    {0x11, 0x01, "performance counters"},
    {0x11, 0x10, "communication synchronizer"},
    {0x11, 0x20, "signal processing management"},
};

} // namespace

std::pair<std::string, std::string> classWords(std::uint32_t classCode)
{
    const unsigned base = classCode >> 16 & 0xff, sub = classCode >> 8 & 0xff;
    std::pair<std::string, std::string> result;
    for (const BaseWord &entry : baseWords) {
        if (entry.base == base)
            result.first = entry.word;
    }
    for (const SubWord &entry : subWords) {
        if (entry.base == base && entry.sub == sub)
            result.second = entry.word;
    }
    return result;
}

} // namespace patchbay::sim
