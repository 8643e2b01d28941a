// SPDX-License-Identifier: BSD-2-Clause
#include "guest/bhyve_config.h"

#include "guest/device_config.h"
#include "guest/extra_config.h"

#include <format>

namespace patchbay {

namespace {

void addIdentity(std::string &text, const std::string &node, const Identity &expect)
{
    const auto add = [&](const char *key, const auto &value) {
        if (value)
            text += std::format("patchbay.{}.{}=0x{:x}\n", node, key, *value);
    };
    add("vendor", expect.vendor);
    add("device", expect.device);
    add("subvendor", expect.subvendor);
    add("subdevice", expect.subdevice);
    add("serial", expect.serial);
    add("revision", expect.revision);
    add("class", expect.classCode);
    if (expect.alike)
        text += std::format("patchbay.{}.alike={}\n", node, *expect.alike);
    if (!expect.path.empty())
        text += std::format("patchbay.{}.path={}\n", node, expect.path);
    if (!expect.label.empty())
        text += std::format("patchbay.{}.label={}\n", node, expect.label);
    if (!expect.mark.empty())
        text += std::format("patchbay.{}.mark={}\n", node, expect.mark);
}

std::string positionConfig(const Position &position)
{
    const std::string node = std::format("pci.0.{}.{}", position.slot, position.function);
    std::string text = node + ".device=passthru\n";
    text += std::format("{0}.bus={1}\n{0}.slot={2}\n{0}.func={3}\n", node, position.host.bus, position.host.slot,
                        position.host.function);
    for (const auto &[name, value] : optionSettings(position.options))
        text += std::format("{}.{}={}\n", node, name, value);
    if (position.host.domain != 0)
        text += std::format("patchbay.{}.domain={}\n", node, position.host.domain);
    for (std::size_t i = 0; i < position.options.size(); ++i)
        text += std::format("patchbay.{}.option.{}={}\n", node, i, position.options[i]);
    addIdentity(text, node, position.expect);
    return text;
}

} // namespace

std::string guestConfig(const Guest &guest)
{
    std::string text = std::format("name={}\nmemory.size={}M\ncpus={}\n", guest.name, guest.memoryMiB, guest.cpus);
    if (guest.wired)
        text += "memory.wired=true\n";
    text += "acpi_tables=true\nx86.vmexit_on_hlt=true\nx86.vmexit_on_pause=true\n";
    for (const GuestDevice &device : guest.devices)
        text += deviceConfig(device);
    for (const Position &position : guest.positions)
        text += positionConfig(position);
    if (!guest.console.empty())
        text += "lpc.com1.path=" + guest.console + "\n";
    if (guest.boot == BootMethod::Uefi)
        text += "lpc.bootrom=" + guest.bootrom + "\n";
    else
        text += "patchbay.boot=bhyveload\n" + (guest.bootrom.empty() ? "" : "patchbay.bootrom=" + guest.bootrom + "\n");
    if (!guest.bootvars.empty())
        text += (guest.boot == BootMethod::Uefi ? "lpc.bootvars=" : "patchbay.bootvars=") + guest.bootvars + "\n";
    if (!guest.loaderDisk.empty())
        text += "patchbay.loader_disk=" + guest.loaderDisk + "\n";
    for (std::size_t i = 0; i < guest.extra.size(); ++i)
        text += std::format("patchbay.extra.{}={}\n", i, guest.extra[i]);
    for (const auto &[name, value] : extraSettings(guest.extra)) // after all others: as on the line, the last counts
        text += std::format("{}={}\n", name, value);
    return text;
}

} // namespace patchbay
