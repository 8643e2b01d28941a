// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/bars.h"
#include "host/sim/programs/program.h"
#include "pci/device_kind.h"

#include <format>

namespace patchbay::sim {

namespace {

constexpr const char *usageOld = "usage: pciconf -l [-BbcevV] [device]\n"
                                 "       pciconf -a device\n"
                                 "       pciconf -r [-b | -h] device addr[:addr2]\n"
                                 "       pciconf -w [-b | -h] device addr value\n"
                                 "       pciconf -D [-b | -h | -x] device addr [start[:count]]\n";

struct Listing
{
    bool verbose = false, bars = false, bridges = false, errors = false, vpd = false;
    int capabilities = 0, compact = 0;
};

std::string headLine(const Call &call, const MachineFunction &f, const std::string &name)
{
    const std::uint32_t classCode = f.read(0x09, 2) | f.read(0x0b, 1) << 16;
    const unsigned layout = f.read(0x0e, 1) & 0x7f;
    const auto [subvendor, subdevice] = subsystemIds(f);
    const std::string head = std::format("{}@{}:\tclass=0x{:06x}", name, f.address.toString(), classCode);
    const unsigned rev = f.read(0x08, 1), hdr = layout;
    if (call.machine.osVersion < 1300000)
        return head +
            std::format(" card=0x{:04x}{:04x} chip=0x{:04x}{:04x} rev=0x{:02x} hdr=0x{:02x}\n", subdevice,
                        subvendor, f.read(2, 2), f.read(0, 2), rev, hdr);
    return head +
        std::format(" rev=0x{:02x} hdr=0x{:02x} vendor=0x{:04x} device=0x{:04x} subvendor=0x{:04x}"
                    " subdevice=0x{:04x}\n",
                    rev, hdr, f.read(0, 2), f.read(2, 2), subvendor, subdevice);
}

std::string names(const Call &call, const MachineFunction &f)
{
    std::string text;
    const auto vendor = call.machine.vendorNames.find(std::uint16_t(f.read(0, 2)));
    if (vendor != call.machine.vendorNames.end())
        text += std::format("    vendor     = '{}'\n", vendor->second);
    const auto device =
        call.machine.deviceNames.find({std::uint16_t(f.read(0, 2)), std::uint16_t(f.read(2, 2))});
    if (device != call.machine.deviceNames.end())
        text += std::format("    device     = '{}'\n", device->second);
    const auto [base, sub] = classWords(f.read(0x09, 2) | f.read(0x0b, 1) << 16);
    if (!base.empty())
        text += std::format("    class      = {}\n", base);
    if (!sub.empty())
        text += std::format("    subclass   = {}\n", sub);
    return text;
}

std::string windowLine(unsigned reg, const char *type, int range, std::uint64_t base, std::uint64_t limit)
{
    return std::format("    window[{:02x}] = type {}, range {:2}, addr {}{:x}-{}{:x}, {}\n", reg, type, range,
                       base ? "0x" : "", base, limit ? "0x" : "", limit,
                       base < limit ? "enabled" : "disabled");
}

std::string bridgeText(const MachineFunction &f)
{
    if ((f.read(0x0e, 1) & 0x7f) != 1)
        return {};
    std::string text = std::format("    bus range  = {}-{}\n", f.read(0x19, 1), f.read(0x1a, 1));
    const std::uint32_t ioBase = f.read(0x1c, 1), ioLimit = f.read(0x1d, 1);
    if (ioBase != 0 || ioLimit != 0) {
        const bool wide = (ioBase & 0xf) == 1;
        std::uint64_t base = (ioBase & 0xf0) << 8, limit = (ioLimit & 0xf0) << 8 | 0xfff;
        if (wide) {
            base |= std::uint64_t(f.read(0x30, 2)) << 16;
            limit |= std::uint64_t(f.read(0x32, 2)) << 16;
        }
        text += windowLine(0x1c, "I/O Port", wide ? 32 : 16, base, limit);
    }
    text += windowLine(0x20, "Memory", 32, std::uint64_t(f.read(0x20, 2) & 0xfff0) << 16,
                       std::uint64_t(f.read(0x22, 2) & 0xfff0) << 16 | 0xfffff);
    const std::uint32_t pfBase = f.read(0x24, 2), pfLimit = f.read(0x26, 2);
    if (pfBase != 0 || pfLimit != 0) {
        const bool wide = (pfBase & 0xf) == 1;
        std::uint64_t base = std::uint64_t(pfBase & 0xfff0) << 16;
        std::uint64_t limit = std::uint64_t(pfLimit & 0xfff0) << 16 | 0xfffff;
        if (wide) {
            base |= std::uint64_t(f.read(0x28, 4)) << 32;
            limit |= std::uint64_t(f.read(0x2c, 4)) << 32;
        }
        text += windowLine(0x24, "Prefetchable Memory", wide ? 64 : 32, base, limit);
    }
    std::string decode;
    if (const unsigned control = f.read(0x3e, 2); control & 0x0c)
        decode = control & 0x04 ? control & 0x08 ? "ISA, VGA" : "ISA" : "VGA";
    if (f.read(0x09, 1) == 1)
        decode += decode.empty() ? "subtractive" : ", subtractive";
    if (!decode.empty())
        text += "    decode     = " + decode + "\n";
    return text;
}

std::string barText(const MachineFunction &f)
{
    std::string text;
    for (const SizedBar &bar : sizedBars(f))
        text += barLine(f, "bar   ", bar.reg, bar.size);
    return text;
}

std::string oneDevice(const Call &call, const Listing &listing, const MachineFunction &f,
                      const std::string &name)
{
    std::string text = headLine(call, f, name);
    if (listing.verbose)
        text += names(call, f);
    if (listing.bars)
        text += barText(f);
    if (listing.bridges)
        text += bridgeText(f);
    if (listing.capabilities)
        text += capabilityText(f, call.machine.osVersion, listing.capabilities);
    if (listing.errors)
        text += errorText(f);
    if (listing.vpd) {
        for (const std::string &line : f.vpd)
            text += "    " + line + "\n";
    }
    return text;
}

std::string compactLine(const MachineFunction &f, const std::string &name)
{
    return std::format("{}@{}:\t{:06x}   {:02x}   {:02x}   {:04x}   {:04x}   {:04x}   {:04x}\n", name,
                       f.address.toString(), f.read(0x09, 2) | f.read(0x0b, 1) << 16, f.read(0x08, 1),
                       f.read(0x0e, 1) & 0x7f, f.read(0, 2), f.read(2, 2), f.read(0x2c, 2), f.read(0x2e, 2));
}

/// Selector or driver name. Unlike devctl(8), a selector may carry a name before and a colon after.
Result<Device *> select(Call &call, const std::string &text)
{
    const std::size_t at = text.find('@');
    const std::string selector = at == std::string::npos ? text : text.substr(at + 1);
    if (selector.starts_with("pci") && selector.size() > 3 && selector[3] >= '0' && selector[3] <= '9' &&
        selector.find(':') != std::string::npos) {
        const auto address = Address::parse(selector);
        if (!address)
            return fail("cannot parse selector " + text);
        return call.state.find(*address);
    }
    if (text.find(':') != std::string::npos)
        return fail("cannot parse selector " + text);
    for (Device &device : call.state.devices) {
        if (!device.driver.empty() && device.name() == text)
            return &device;
    }
    return nullptr;
}

/// The same; nobody is an error. `missing` is what the kernel answers for a selector at which there is nothing.
Result<Device *> selectOne(Call &call, const std::string &text, const char *missing)
{
    auto device = select(call, text);
    if (device && !*device)
        return fail(text.starts_with("pci") ? missing : "Device not found");
    return device;
}

ProgramResult list(Call &call, const Options &options)
{
    Listing listing {options.has('v'), options.has('b'),   options.has('B'),  options.has('e'),
                     options.has('V'), options.count('c'), options.count('l')};
    const Address *only = nullptr;
    if (!options.operands.empty()) {
        const auto device = select(call, options.operands.front());
        if (!device)
            return complains(1, "pciconf: " + device.error().what + "\n");
        if (!*device)
            return complains(
                1, options.operands.front().starts_with("pci") ? "" : "pciconf: Device not found\n");
        only = &(*device)->address;
    }
    const Kernel kernel(call.machine, call.state);
    const bool compact = listing.compact > 1 && call.machine.osVersion >= 1300000;
    std::string out;
    if (compact)
        out = "drv\tselector\tclass    rev  hdr  vendor device subven subdev\n";
    int none = 0;
    for (const Device &device : call.state.devices) {
        if (only && device.address != *only)
            continue;
        const std::string name = device.driver.empty() ? std::format("none{}", none++) : device.name();
        const MachineFunction function = kernel.live(device);
        out += compact ? compactLine(function, name) : oneDevice(call, listing, function, name);
    }
    return says(out);
}

ProgramResult readRegisters(Call &call, const Options &options)
{
    if (options.operands.size() != 2)
        return complains(1, usageOld);
    const auto device = selectOne(call, options.operands[0], "ioctl(PCIOCREAD): Operation not supported by device");
    if (!device)
        return complains(1, "pciconf: " + device.error().what + "\n");
    const unsigned width = options.has('b') ? 1 : options.has('h') ? 2 : 4;
    const std::string &range = options.operands[1];
    const std::size_t colon = range.find(':');
    const auto first = number(std::string_view(range).substr(0, colon));
    const auto last = colon == std::string::npos ? first : number(std::string_view(range).substr(colon + 1));
    if (!first || !last)
        return complains(1, "pciconf: invalid register range\n");
    const MachineFunction function = Kernel(call.machine, call.state).live(**device);
    std::string out;
    unsigned column = 0;
    for (std::uint64_t reg = *first; reg <= *last && reg < 4096; reg += width) {
        out += std::format("{:0{}x}", function.read(unsigned(reg), width), width * 2);
        ++column;
        if (column % 8 == 0)
            out += ' ';
        if (column % (16 / width) == 0)
            out += '\n';
        else
            out += ' ';
    }
    if (column % (16 / width) != 0)
        out += '\n';
    return says(out);
}

ProgramResult attached(Call &call, const Options &options)
{
    if (options.operands.size() != 1)
        return complains(1, usageOld);
    const auto device = selectOne(call, options.operands[0], "ioctl(PCIOCATTACHED): No such file or directory");
    if (!device)
        return complains(1, "pciconf: " + device.error().what + "\n");
    const bool yes = (*device)->attached;
    return {yes ? 0 : 2, std::format("{}: {}attached\n", options.operands[0], yes ? "" : "not "), {}};
}

} // namespace

std::string barLine(const MachineFunction &f, const char *label, unsigned reg, std::uint64_t size)
{
    const std::uint32_t value = f.read(reg, 4), command = f.read(0x04, 2);
    const bool io = value & 1;
    std::uint64_t base = io ? value & ~std::uint32_t(3) : value & ~std::uint32_t(15);
    int range = 32;
    if (!io && (value & 6) == 4) {
        range = 64;
        base |= std::uint64_t(f.read(reg + 4, 4)) << 32;
    } else if (!io && (value & 6) != 0) {
        range = (value & 6) == 2 ? 20 : -1;
    }
    return std::format("    {}[{:02x}] = type {}, range {:2}, base {}{:x}, size {}, {}\n", label, reg,
                       io              ? "I/O Port"
                           : value & 8 ? "Prefetchable Memory"
                                       : "Memory",
                       range, base ? "0x" : "", base, size, command & (io ? 1 : 2) ? "enabled" : "disabled");
}

ProgramResult pciconf(Call &call)
{
    const auto options = readOptions(call.argv, "aBbcDehlrtwVvx");
    if (!options)
        return complains(1, std::format("pciconf: illegal option -- {}\n", options.error().what) + usageOld);
    const bool writes = !options->has('l') || options->has('c') || options->has('e') || options->has('V');
    if (writes && !call.root)
        return complains(1, "pciconf: /dev/pci: Permission denied\n");
    if (writes && raisedSecurityLevel(call.state))
        return complains(1, "pciconf: /dev/pci: Operation not permitted\n");
    if (options->has('l'))
        return options->operands.size() > 1 ? complains(1, usageOld) : list(call, *options);
    if (options->has('a'))
        return attached(call, *options);
    if (options->has('r'))
        return readRegisters(call, *options);
    return complains(1, usageOld);
}

} // namespace patchbay::sim
