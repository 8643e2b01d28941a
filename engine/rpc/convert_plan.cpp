// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/convert.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace patchbay::rpc {

namespace {

std::string item(const std::string &list, std::size_t index)
{
    return list + '[' + std::to_string(index) + ']';
}

template<typename Number>
Result<std::optional<Number>> toHex(const std::optional<std::string> &text, const std::string &where)
{
    if (!text)
        return std::optional<Number>();
    const std::string_view digits = std::string_view(*text).substr(text->starts_with("0x") ? 2 : 0);
    Number value = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value, 16);
    if (error != std::errc() || end != digits.end() || digits.size() == text->size())
        return fail("\"" + text->substr(0, 40) + "\" is no number like " + hex(0x8086, sizeof(Number) * 2), where);
    return std::optional(value);
}

Result<Identity> toIdentity(const wire::Expect &expect, const std::string &where)
{
    Identity identity;
    const auto read = [&](const auto &text, auto &value, const char *name) -> Result<> {
        using Number = typename std::remove_reference_t<decltype(value)>::value_type;
        const auto number = toHex<Number>(text, where + '.' + name);
        if (!number)
            return pass(number.error());
        value = *number;
        return {};
    };
    if (Result<> done = read(expect.vendor, identity.vendor, "vendor"); !done)
        return pass(done.error());
    if (Result<> done = read(expect.device, identity.device, "device"); !done)
        return pass(done.error());
    if (Result<> done = read(expect.subvendor, identity.subvendor, "subvendor"); !done)
        return pass(done.error());
    if (Result<> done = read(expect.subdevice, identity.subdevice, "subdevice"); !done)
        return pass(done.error());
    if (Result<> done = read(expect.serial, identity.serial, "serial"); !done)
        return pass(done.error());
    if (Result<> done = read(expect.revision, identity.revision, "revision"); !done)
        return pass(done.error());
    if (Result<> done = read(expect.classCode, identity.classCode, "class"); !done)
        return pass(done.error());
    identity.alike = expect.alike;
    identity.path = expect.path.value_or("");
    identity.label = expect.label.value_or("");
    identity.mark = expect.mark.value_or("");
    return identity;
}

template<typename Number>
std::optional<std::string> fromHex(const std::optional<Number> &value)
{
    return value ? std::optional(hex(*value, sizeof(Number) * 2)) : std::nullopt;
}

std::optional<std::string> fromText(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

wire::Expect fromIdentity(const Identity &from)
{
    return {.vendor = fromHex(from.vendor),
            .device = fromHex(from.device),
            .subvendor = fromHex(from.subvendor),
            .subdevice = fromHex(from.subdevice),
            .serial = fromHex(from.serial),
            .revision = fromHex(from.revision),
            .classCode = from.classCode ? std::optional(hex(*from.classCode, 6)) : std::nullopt,
            .path = fromText(from.path),
            .label = fromText(from.label),
            .mark = fromText(from.mark),
            .alike = from.alike};
}

// An address in a plan may be written as pciconf, or as pptdevs and bhyve write it.
Result<Address> toAddress(const std::string &text, const std::string &where)
{
    const auto address = text.find('/') == text.npos ? Address::parse(text) : Address::parseSlashed(text);
    if (!address)
        return fail(address.error().what, where + ": " + text.substr(0, 60));
    return *address;
}

Result<Position> toPosition(const wire::Position &from, const std::string &where)
{
    const auto host = toAddress(from.host, where + ".host");
    if (!host)
        return pass(host.error());
    const auto expect = toIdentity(from.expect, where + ".expect");
    if (!expect)
        return pass(expect.error());
    return Position{from.slot, from.function, *host, *expect, from.options};
}

Result<Remembered> toRemembered(const wire::Remembered &from, const std::string &where)
{
    const auto host = toAddress(from.host, where + ".host");
    if (!host)
        return pass(host.error());
    const auto expect = toIdentity(from.expect, where + ".expect");
    if (!expect)
        return pass(expect.error());
    return Remembered{*host, *expect};
}

} // namespace

std::string hex(std::uint64_t value, int digits)
{
    char buffer[16];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value, 16);
    const auto length = std::size_t(end - buffer);
    std::string text = "0x";
    text.append(std::size_t(std::max(0, digits - int(length))), '0');
    return text.append(buffer, length);
}

Result<std::vector<Address>> toAddresses(const std::vector<std::string> &texts, const std::string &where)
{
    std::vector<Address> addresses;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto address = toAddress(texts[i], item(where, i));
        if (!address)
            return pass(address.error());
        addresses.push_back(*address);
    }
    return addresses;
}

std::vector<std::string> fromAddresses(const std::vector<Address> &addresses)
{
    std::vector<std::string> texts;
    for (const Address &address : addresses)
        texts.push_back(address.toString());
    return texts;
}

Result<Guest> toGuest(const wire::Guest &from, const std::string &where)
{
    const std::string inside = where.empty() ? "" : where + '.';
    if (from.cpus < 1)
        return fail(std::to_string(from.cpus) + " is below 1", inside + "cpus");
    if (from.memoryMiB < 1)
        return fail("a guest needs memory", inside + "memoryMiB");
    Guest guest{.name = from.name,
                .positions = {},
                .devices = {},
                .memoryMiB = from.memoryMiB,
                .cpus = unsigned(from.cpus),
                .wired = from.wired,
                .boot = from.boot == "bhyveload" ? BootMethod::Bhyveload : BootMethod::Uefi,
                .bootrom = from.bootrom,
                .bootvars = from.bootvars,
                .loaderDisk = from.loaderDisk,
                .console = from.console,
                .extra = from.extra};
    for (std::size_t i = 0; i < from.positions.size(); ++i) {
        const auto position = toPosition(from.positions[i], item(inside + "positions", i));
        if (!position)
            return pass(position.error());
        guest.positions.push_back(*position);
    }
    for (const wire::GuestDevice &device : from.devices)
        guest.devices.push_back({device.slot, device.function, device.kind, device.config});
    return guest;
}

Result<Plan> toPlan(const wire::Plan &from)
{
    Plan plan;
    for (std::size_t i = 0; i < from.guests.size(); ++i) {
        auto guest = toGuest(from.guests[i], item("guests", i));
        if (!guest)
            return pass(guest.error());
        plan.guests.push_back(std::move(*guest));
    }
    if (from.reserved) {
        auto reserved = toAddresses(*from.reserved, "reserved");
        if (!reserved)
            return pass(reserved.error());
        plan.reserved = std::move(*reserved);
    }
    for (std::size_t i = 0; i < from.remembered.size(); ++i) {
        auto remembered = toRemembered(from.remembered[i], item("remembered", i));
        if (!remembered)
            return pass(remembered.error());
        plan.remembered.push_back(std::move(*remembered));
    }
    return plan;
}

wire::Position fromPosition(const Position &from)
{
    return {.slot = from.slot,
            .function = from.function,
            .host = from.host.toString(),
            .expect = fromIdentity(from.expect),
            .options = from.options};
}

wire::Guest fromGuest(const Guest &from)
{
    wire::Guest guest{.name = from.name,
                      .positions = {},
                      .devices = {},
                      .memoryMiB = from.memoryMiB,
                      .cpus = int(from.cpus),
                      .wired = from.wired,
                      .boot = from.boot == BootMethod::Bhyveload ? "bhyveload" : "uefi",
                      .bootrom = from.bootrom,
                      .bootvars = from.bootvars,
                      .loaderDisk = from.loaderDisk,
                      .console = from.console,
                      .extra = from.extra};
    for (const Position &position : from.positions)
        guest.positions.push_back(fromPosition(position));
    for (const GuestDevice &device : from.devices)
        guest.devices.push_back({device.slot, device.function, device.kind, device.config});
    return guest;
}

wire::Plan fromPlan(const Plan &from)
{
    wire::Plan plan;
    for (const Guest &guest : from.guests)
        plan.guests.push_back(fromGuest(guest));
    if (from.reserved)
        plan.reserved = fromAddresses(*from.reserved);
    for (const Remembered &each : from.remembered)
        plan.remembered.push_back({each.host.toString(), fromIdentity(each.expect)});
    return plan;
}

} // namespace patchbay::rpc
