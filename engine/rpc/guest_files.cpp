// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/guest_files.h"

#include "base/digest.h"
#include "guest/bhyve_config.h"
#include "guest/definitions.h"
#include "plan/device.h"

#include <algorithm>
#include <array>
#include <format>
#include <map>

namespace patchbay::rpc {

namespace {

std::string cellName(const Position &position)
{
    return std::format("pci.0.{}.{}.", position.slot, position.function);
}

bool isOurs(std::string_view setting)
{
    static constexpr std::array<std::string_view, 11> names{"vendor", "device", "subvendor", "subdevice", "serial",
                                                            "revision", "class", "alike", "path", "label", "mark"};
    return std::ranges::contains(names, setting) || setting == "domain";
}

/// The lines of guestConfig() about one cell, without its options.
std::map<std::string, std::string> linesFor(const Position &position)
{
    Guest alone;
    alone.positions = {position};
    alone.positions[0].options.clear();
    std::map<std::string, std::string> lines;
    const std::string text = guestConfig(alone), cell = cellName(position);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at), equals = text.find('=', at);
        const std::string name = text.substr(at, equals - at);
        if (name.starts_with(cell) || name.starts_with("patchbay." + cell))
            lines[name] = text.substr(at, end + 1 - at);
        at = end + 1;
    }
    return lines;
}

std::string rewriteCell(const std::string &file, const Position &position)
{
    const auto wanted = linesFor(position);
    const std::string cell = cellName(position), own = "patchbay." + cell;
    std::string text, identity;
    for (const auto &[name, line] : wanted)
        identity += name.starts_with(own) ? line : "";
    for (std::size_t at = 0; at < file.size();) {
        const auto end = std::min(file.find('\n', at), file.size() - 1);
        const std::string line = file.substr(at, end + 1 - at), name = line.substr(0, line.find('='));
        at = end + 1;
        if (name.starts_with(own) && isOurs(name.substr(own.size())))
            continue;
        const bool address = name == cell + "bus" || name == cell + "slot" || name == cell + "func";
        text += address ? wanted.at(name) : line;
        if (name == cell + "func")
            text += identity;
    }
    return text;
}

std::vector<Position> movedIn(const Guest &defined, const Guest &planned)
{
    std::vector<Position> moved;
    for (const Position &position : planned.positions) {
        const auto same = [&](const Position &other) {
            return other.slot == position.slot && other.function == position.function && other.host != position.host;
        };
        if (std::ranges::any_of(defined.positions, same))
            moved.push_back(position);
    }
    return moved;
}

void addStep(Preview &preview, const std::string &path, const std::vector<Position> &moved)
{
    std::vector<Address> functions;
    for (const Position &position : moved)
        functions.push_back(position.host);
    const auto before = std::ranges::find_if(preview.steps, [](const Step &step) {
        return step.kind == Step::Kind::Reboot || step.kind == Step::Kind::Verify;
    });
    preview.steps.insert(before, {Step::Kind::Write, "Write " + path + ", which then names " + shortNames(functions) + ".", {}});
}

} // namespace

std::string followPlan(const std::string &file, const Guest &guest)
{
    const auto defined = readGuestConfig(file);
    std::string text = file;
    for (const Position &position : defined ? movedIn(*defined, guest) : std::vector<Position>())
        text = rewriteCell(text, position);
    return text;
}

Preview previewOn(Host &host, const Reading &reading, const Plan &plan, ApplyMode mode)
{
    Preview preview = previewPlan(reading.situation, plan, reading.facts.revision, mode);
    Digest digest;
    digest.addField(preview.token);
    bool any = false;
    for (const Guest &guest : plan.guests) {
        const std::string path = isGuestName(guest.name) ? definitionPath(guest.name) : "";
        const auto file = path.empty() ? fail("no name") : host.readFile(path);
        const auto defined = file ? readGuestConfig(*file) : pass(file.error());
        const auto moved = defined ? movedIn(*defined, guest) : std::vector<Position>();
        if (moved.empty())
            continue;
        any = true;
        digest.addField(path);
        digest.addField(*file);
        preview.boot.files.push_back({path, *file, followPlan(*file, guest)});
        addStep(preview, path, moved);
    }
    if (any)
        preview.token = digest.finish();
    return preview;
}

} // namespace patchbay::rpc
