// SPDX-License-Identifier: BSD-2-Clause
#include "host/pciconf_cut.h"

#include "host/pciconf_detail.h"
#include "host/pciconf_heading.h"
#include "host/text_scan.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr std::uint16_t msixId = 0x11;

bool isCutLine(std::string_view line, const Function &function)
{
    if (const auto heading = splitPciconfHeading(line); heading || startsWithHeadingField(line))
        return !function.headerType;
    Function scratch;
    if (isBroken(readPciconfDetail(line, scratch), line))
        return true;
    return !function.unknownLines.empty() && function.unknownLines.text().ends_with(std::string(line) + '\n');
}

/// -v prints the class behind the names for every class it knows.
bool lacksClass(std::span<const Function> listing)
{
    constexpr unsigned lastKnown = 0x11; // to every release
    const Function &last = listing.back();
    return last.className.empty() && last.baseClass() <= lastKnown &&
           std::ranges::any_of(listing, [](const Function &other) { return !other.className.empty(); });
}

/// MSI-X has told its table since the first pciconf with capabilities.
bool lacksTable(const Function &last)
{
    return !last.capabilities.empty() && last.capabilities.back().id == msixId && !last.capabilities.back().extended &&
           last.msix && !last.msix->tableBar;
}

/// Of these kinds hardly any was built without a capability list since there is PCI Express.
bool surelyHasCapabilities(const Function &function)
{
    switch (function.baseClass()) {
    case 0x01: return function.subclass() != 0x01;
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x07:
    case 0x09:
    case 0x12: return true;
    case 0x06: return function.subclass() == 0x04;
    case 0x0c: return (function.classCode & 0xffff) == 0x0330 || function.subclass() == 0x04;
    default: return false;
    }
}

/// Behind a bridge without PCI Express sit old cards that have no capabilities.
bool hasConventionalBuses(std::span<const Function> listing)
{
    return std::ranges::any_of(listing, [&](const Function &other) {
        const bool toConventional = other.express && other.express->type == Express::Type::PcieToPciBridge;
        return other.address.domain == listing.back().address.domain && other.classCode >> 8 == 0x0604 &&
               (toConventional || (!other.express && &other != &listing.back()));
    });
}

/// An emulator puts conventional functions behind express ports.
bool isEmulated(const Function &function)
{
    constexpr std::uint16_t redHat = 0x1af4, qumranet = 0x1b36, bochs = 0x1234;
    const auto made = [&](std::uint16_t vendor) { return function.vendor == vendor || function.subvendor == vendor; };
    return made(redHat) || made(qumranet) || made(bochs);
}

/// Only express functions sit behind an express port.
bool lacksExpress(std::span<const Function> listing)
{
    const Function &last = listing.back();
    return !last.express && last.classCode != 0 && !isEmulated(last) && std::ranges::any_of(listing, [&](const Function &other) {
        if (other.address.domain != last.address.domain || !other.express)
            return false;
        const bool port = other.express->type == Express::Type::RootPort || other.express->type == Express::Type::DownstreamPort;
        const bool endpoint = other.express->type == Express::Type::Endpoint;
        return (port && other.buses && other.buses->secondary == last.address.bus && last.address.bus > other.address.bus) ||
               (endpoint && other.address.bus == last.address.bus && last.address.bus != 0);
    });
}

} // namespace

std::optional<std::string_view> whatIsCut(std::span<const Function> listing, std::string_view lastLine, bool ended)
{
    const Function &last = listing.back();
    if (!ended && isCutLine(lastLine, last))
        return "the end of its last line";
    if (lacksClass(listing))
        return "its class";
    if (lacksTable(last))
        return "the end of its MSI-X capability";
    const bool asked = std::ranges::any_of(listing, [](const Function &other) { return !other.capabilities.empty(); });
    if (!ended && asked)
        return "its line end";
    const bool express = std::ranges::any_of(listing, [](const Function &other) { return other.express.has_value(); });
    if (!express || (last.address.bus != 0 && hasConventionalBuses(listing)))
        return std::nullopt;
    if (last.capabilities.empty() ? surelyHasCapabilities(last) || lacksExpress(listing) : lacksExpress(listing))
        return "its capabilities";
    return std::nullopt;
}

void dropCutRegion(std::string_view lastLine, Function &function)
{
    if (lastLine.starts_with("bar") && !lastLine.ends_with("abled") && !function.bars.empty())
        function.bars.back().size.reset();
    else if (lastLine.starts_with("iov") && !lastLine.ends_with("abled") && !function.virtualFunctionBars.empty())
        function.virtualFunctionBars.back().size.reset();
    else if (lastLine.starts_with("window") && !lastLine.ends_with("abled") && !function.windows.empty())
        function.windows.pop_back();
    else if (lastLine.starts_with("bus range"))
        function.buses.reset();
}

std::string_view withoutCutNumber(std::string_view fields)
{
    const std::size_t blank = fields.find_last_of(" \t");
    const std::size_t start = blank == std::string_view::npos ? 0 : blank + 1;
    const std::string_view field = fields.substr(start);
    const std::size_t equals = field.find('=');
    if (equals == std::string_view::npos)
        return fields;
    const std::string_view key = field.substr(0, equals);
    const std::size_t width = key == "card" || key == "chip" ? 8 : key == "class" ? 6 : key == "rev" || key == "hdr" ? 2 : 4;
    return field.size() - equals - 1 < width + 2 ? trimRight(fields.substr(0, start)) : fields;
}

} // namespace patchbay
