// SPDX-License-Identifier: BSD-2-Clause
#include "guest/bhyve_config.h"

#include "guest/device_config.h"
#include "guest/extra_config.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <limits>
#include <map>

namespace patchbay {

namespace {

/// Settings of one cell: what bhyve reads, and what only we do.
struct CellSettings
{
    Settings bhyve, own;
    Settings further; ///< of bhyve's, what the further arguments say anyhow
};

template<typename Number>
std::optional<Number> numberOf(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
        base = 16;
    }
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// bhyve's memory sizes: a plain number is MiB when small, bytes otherwise; K, M, G, T are units.
std::optional<std::uint64_t> memoryOf(std::string_view text)
{
    constexpr std::string_view units = "kmgt";
    std::uint64_t scale = 0;
    if (!text.empty()) {
        const auto unit = units.find(char(text.back() | 0x20));
        if (unit != std::string_view::npos) {
            scale = std::uint64_t(1024) << (10 * unit);
            text.remove_suffix(1);
        }
    }
    const auto value = numberOf<std::uint64_t>(text);
    if (!value)
        return std::nullopt;
    if (scale == 0)
        scale = *value < 1024 * 1024 ? 1024 * 1024 : 1;
    if (*value > std::numeric_limits<std::uint64_t>::max() / scale || *value * scale < 1024 * 1024)
        return std::nullopt;
    return (*value * scale) >> 20;
}

/// "pci.0.7.1.bus": the cell and "bus"; nullopt for other names and other buses.
struct CellName
{
    int slot, function;
    std::string rest;
};
std::optional<CellName> cellName(std::string_view name)
{
    if (!name.starts_with("pci.0."))
        return std::nullopt;
    name.remove_prefix(6);
    const auto first = name.find('.');
    const auto second = first == std::string_view::npos ? first : name.find('.', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    const auto slot = numberOf<int>(name.substr(0, first));
    const auto function = numberOf<int>(name.substr(first + 1, second - first - 1));
    if (!slot || !function)
        return std::nullopt;
    return CellName{*slot, *function, std::string(name.substr(second + 1))};
}

Result<Position> positionFrom(int slot, int function, const CellSettings &cell)
{
    const std::string where = std::format("pci.0.{}.{}", slot, function);
    Position position{.slot = slot, .function = function, .host = {}, .expect = {}, .options = {}};
    const auto part = [&](const char *name, auto &field, unsigned limit) {
        const auto it = cell.bhyve.find(name);
        const auto value = it == cell.bhyve.end() ? std::nullopt : numberOf<unsigned>(it->second);
        if (!value || *value > limit)
            return false;
        field = std::uint8_t(*value);
        return true;
    };
    if (!part("bus", position.host.bus, 255) || !part("slot", position.host.slot, 31) ||
        !part("func", position.host.function, 255))
        return fail("a passthru device needs bus, slot and func in range", where);
    if (position.host.function > 7 && position.host.slot != 0)
        return fail("a function above 7 exists only in slot 0", where);
    const auto own = [&](const char *name, auto &field) {
        using Number = typename std::remove_reference_t<decltype(field)>::value_type;
        if (const auto it = cell.own.find(name); it != cell.own.end())
            field = numberOf<Number>(it->second);
    };
    own("vendor", position.expect.vendor);
    own("device", position.expect.device);
    own("subvendor", position.expect.subvendor);
    own("subdevice", position.expect.subdevice);
    own("serial", position.expect.serial);
    own("revision", position.expect.revision);
    own("class", position.expect.classCode);
    own("alike", position.expect.alike);
    const auto words = [&](const char *name, std::string &field) {
        if (const auto it = cell.own.find(name); it != cell.own.end())
            field = it->second;
    };
    words("path", position.expect.path);
    words("label", position.expect.label);
    words("mark", position.expect.mark);
    std::optional<std::uint32_t> domain;
    own("domain", domain);
    position.host.domain = domain.value_or(0);

    for (std::size_t i = 0; cell.own.contains(std::format("option.{}", i)); ++i)
        position.options.push_back(cell.own.at(std::format("option.{}", i)));
    // Where somebody has edited bhyve's own lines, they count.
    Settings settings;
    for (const auto &[name, value] : cell.bhyve) {
        if (name != "device" && !isAddressSetting(name))
            settings[name] = value;
    }
    Settings said = optionSettings(position.options);
    for (const auto &[name, value] : cell.further)
        said.insert_or_assign(name, value);
    for (const char *address : {"device", "bus", "slot", "func"})
        said.erase(address);
    if (said != settings) {
        position.options.clear();
        for (const auto &[name, value] : settings) {
            if (isSayable(name, value) && !cell.further.contains(name))
                position.options.push_back(name + "=" + value);
        }
    }
    return position;
}

/// Takes a setting out of the map, so that what is left at the end is what nobody knew.
std::optional<std::string> take(Settings &settings, const std::string &name)
{
    const auto node = settings.extract(name);
    return node.empty() ? std::nullopt : std::optional(node.mapped());
}

Result<> takeBasics(Settings &settings, Guest &guest)
{
    guest.name = take(settings, "name").value_or("");
    if (const auto memory = take(settings, "memory.size")) {
        const auto size = memoryOf(*memory);
        if (!size)
            return fail("memory.size is no size", *memory);
        guest.memoryMiB = *size;
    }
    if (const auto cpus = take(settings, "cpus")) {
        const auto count = numberOf<unsigned>(*cpus);
        if (!count || *count == 0)
            return fail("cpus is no number", *cpus);
        guest.cpus = *count;
    }
    const auto wired = take(settings, "memory.wired");
    constexpr std::string_view yes[] = {"true", "yes", "on", "1"}, no[] = {"false", "no", "off", "0"};
    guest.wired = wired && std::ranges::contains(yes, *wired);
    if (wired && !guest.wired && !std::ranges::contains(no, *wired))
        return fail("memory.wired is neither true nor false", *wired);
    guest.console = take(settings, "lpc.com1.path").value_or("");
    const auto kept = take(settings, "patchbay.boot");
    const std::string boot = kept.value_or("uefi");
    if (boot != "uefi" && boot != "bhyveload")
        return fail("patchbay.boot is neither uefi nor bhyveload", boot);
    guest.boot = boot == "bhyveload" ? BootMethod::Bhyveload : BootMethod::Uefi;
    bool rom = false;
    for (const char *name : {"patchbay.bootrom", "bootrom", "lpc.bootrom"}) { // newer releases lost the "lpc."
        if (auto path = take(settings, name)) {
            guest.bootrom = std::move(*path);
            rom = true;
        }
    }
    for (const char *name : {"patchbay.bootvars", "bootvars", "lpc.bootvars"})
        guest.bootvars = take(settings, name).value_or(guest.bootvars);
    if (!rom) {
        guest.boot = BootMethod::Bhyveload; // somebody has to load the kernel
        guest.bootrom = kept ? "" : guest.bootrom;
    }
    guest.loaderDisk = take(settings, "patchbay.loader_disk").value_or("");
    for (std::size_t i = 0; const auto extra = take(settings, std::format("patchbay.extra.{}", i)); ++i)
        guest.extra.push_back(*extra);
    for (const auto &[name, value] : extraSettings(guest.extra)) {
        const auto it = settings.find(name);
        if (it != settings.end() && it->second == value && !cellName(name))
            settings.erase(it);
    }
    for (const char *always : {"acpi_tables", "x86.vmexit_on_hlt", "x86.vmexit_on_pause"}) {
        const auto it = settings.find(always);
        if (it != settings.end() && it->second == "true")
            settings.erase(it); // every guest of ours has it
    }
    return {};
}

Result<Settings> readLines(std::string_view text)
{
    Settings settings;
    for (int number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        while (line.ends_with('\r'))
            line.remove_suffix(1);
        const auto start = line.find_first_not_of(" \t");
        line.remove_prefix(start == std::string_view::npos ? line.size() : start);
        if (line.empty() || line[0] == '#')
            continue;
        if (std::ranges::any_of(line, [](unsigned char c) { return c < ' ' && c != '\t'; }))
            return fail("a control character", std::format("line {}", number));
        const auto equals = line.find('=');
        if (equals == std::string_view::npos || equals == 0)
            return fail("expected NAME=VALUE", std::format("line {}", number));
        settings[std::string(line.substr(0, equals))] = line.substr(equals + 1);
    }
    return settings;
}

std::map<std::pair<int, int>, CellSettings> takeCells(Settings &settings, const std::vector<std::string> &extra)
{
    std::map<std::pair<int, int>, CellSettings> cells;
    for (auto it = settings.begin(); it != settings.end();) {
        const bool own = it->first.starts_with("patchbay.");
        const auto cell = cellName(own ? std::string_view(it->first).substr(9) : std::string_view(it->first));
        if (!cell) {
            ++it;
            continue;
        }
        CellSettings &place = cells[{cell->slot, cell->function}];
        (own ? place.own : place.bhyve)[cell->rest] = it->second;
        it = settings.erase(it);
    }
    for (const auto &[name, value] : extraSettings(extra)) {
        const auto cell = cellName(name);
        const auto place = cell ? cells.find({cell->slot, cell->function}) : cells.end();
        if (place != cells.end() && place->second.bhyve.contains(cell->rest) && place->second.bhyve[cell->rest] == value)
            place->second.further[cell->rest] = value;
    }
    return cells;
}

/// Puts what stands in the cell on the board. Returns the settings that its -s argument cannot say.
Result<Settings> readCell(Guest &guest, int slot, int function, const CellSettings &cell)
{
    if (cell.own.empty() && cell.bhyve == cell.further)
        return Settings(); // the further arguments put it there
    const auto kind = cell.bhyve.find("device");
    if (kind == cell.bhyve.end())
        return fail("the device of this cell is missing", std::format("pci.0.{}.{}.device", slot, function));
    if (kind->second == "passthru") {
        auto position = positionFrom(slot, function, cell);
        if (!position)
            return pass(position.error());
        const Settings said = optionSettings(position->options);
        guest.positions.push_back(std::move(*position));
        Settings unsaid = cell.bhyve;
        std::erase_if(unsaid, [&](const auto &item) {
            return item.first == "device" || isAddressSetting(item.first) || said.contains(item.first) ||
                   cell.further.contains(item.first);
        });
        return unsaid;
    }
    if (kind->second.contains(','))
        return fail("a device's name holds no comma", std::format("pci.0.{}.{}", slot, function));
    const auto argument = cell.own.find("argument");
    guest.devices.push_back(deviceFrom(slot, function, cell.bhyve, cell.further,
                                       argument == cell.own.end() ? "" : argument->second));
    Settings unsaid = unsaidSettings(guest.devices.back(), cell.bhyve);
    std::erase_if(unsaid, [&](const auto &item) { return cell.further.contains(item.first); });
    return unsaid;
}

} // namespace

Result<Guest> readGuestConfig(std::string_view text)
{
    auto settings = readLines(text);
    if (!settings)
        return pass(settings.error());
    Guest guest;
    if (auto basics = takeBasics(*settings, guest); !basics)
        return pass(basics.error());

    for (const auto &[where, cell] : takeCells(*settings, guest.extra)) {
        auto unsaid = readCell(guest, where.first, where.second, cell);
        if (!unsaid)
            return pass(unsaid.error());
        for (const auto &[name, value] : *unsaid)
            (*settings)[std::format("pci.0.{}.{}.{}", where.first, where.second, name)] = value;
    }
    for (const auto &[name, value] : *settings) {
        if (name.starts_with("patchbay."))
            return fail("there is no such setting", name);
        guest.extra.insert(guest.extra.end(), {"-o", name + "=" + value});
    }
    return guest;
}

} // namespace patchbay
