// SPDX-License-Identifier: BSD-2-Clause
#include "host/sysfs_reader.h"

#include "base/file.h"
#include "host/text_lines.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <format>
#include <optional>
#include <system_error>

namespace patchbay {

namespace {

constexpr std::size_t attributeLimit = 64 * 1024;

/// The first line of a small file; nullopt where it is not there or not readable.
std::optional<std::string> attribute(const std::string &folder, const char *name)
{
    const auto text = readFile(folder + "/" + name, attributeLimit);
    if (!text)
        return std::nullopt;
    return std::string(trimmed(text->substr(0, text->find('\n'))));
}

std::string orZero(const std::optional<std::string> &text)
{
    return text && !text->empty() ? *text : "0x0";
}

void addIds(std::string &out, const std::string &folder, const std::string &vendor)
{
    out += "ids " + vendor;
    for (const char *name : {"device", "subsystem_vendor", "subsystem_device", "revision", "class"})
        out += ' ' + orZero(attribute(folder, name));
    out += '\n';
}

void addDriver(std::string &out, const std::string &folder)
{
    std::error_code error;
    const auto target = std::filesystem::read_symlink(folder + "/driver", error);
    if (!error)
        out += "driver " + target.filename().string() + '\n';
}

void addSriov(std::string &out, const std::string &folder)
{
    const auto supported = attribute(folder, "sriov_totalvfs");
    if (!supported)
        return;
    out += "sriov " + orZero(attribute(folder, "sriov_numvfs")) + ' ' + *supported;
    for (const char *name : {"sriov_offset", "sriov_stride"})
        out += ' ' + orZero(attribute(folder, name));
    // This one file is hexadecimal without saying so.
    out += " 0x" + attribute(folder, "sriov_vf_device").value_or("0") + '\n';
}

void addResources(std::string &out, const std::string &folder)
{
    const auto text = readFile(folder + "/resource", attributeLimit);
    if (!text)
        return;
    Lines lines(*text);
    std::string_view line;
    while (lines.next(line))
        out += "resource " + std::string(line) + '\n';
}

void addConfig(std::string &out, const std::string &folder)
{
    const auto bytes = readFile(folder + "/config", attributeLimit);
    if (!bytes || bytes->empty())
        return;
    out += "config ";
    for (const char byte : *bytes)
        out += std::format("{:02x}", std::uint8_t(byte));
    out += '\n';
}

} // namespace

Result<std::string> collectSysfs(const std::string &root)
{
    const std::string devices = root + "/sys/bus/pci/devices";
    auto names = listFolder(devices);
    if (!names)
        return pass(names.error());
    std::ranges::sort(*names);

    std::string out;
    for (const std::string &name : *names) {
        const std::string folder = devices + "/" + name;
        const auto vendor = attribute(folder, "vendor");
        if (!vendor)
            continue;
        out += name + '\n';
        addIds(out, folder, *vendor);
        addDriver(out, folder);
        addSriov(out, folder);
        addResources(out, folder);
        addConfig(out, folder);
    }
    if (out.empty())
        return fail("no PCI function in this folder", devices);
    return out;
}

} // namespace patchbay
