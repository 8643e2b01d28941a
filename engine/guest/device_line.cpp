// SPDX-License-Identifier: BSD-2-Clause
#include "guest/device_config.h"

#include <format>

namespace patchbay {

namespace {

const std::string *find(const Settings &settings, const std::string &name)
{
    const auto it = settings.find(name);
    return it == settings.end() ? nullptr : &it->second;
}

/// Whether a line can say it: a comma ends the word there.
const std::string *word(const Settings &settings, const std::string &name)
{
    const std::string *const value = find(settings, name);
    return value && !value->contains(',') ? value : nullptr;
}

/// The settings below `prefix` as words: that called `first`, then the others. Empty where the first is missing.
std::string wordsBelow(const Settings &settings, const std::string &prefix, const std::string &first)
{
    std::string text;
    if (!first.empty()) {
        const std::string *const value = word(settings, prefix + first);
        if (!value)
            return {};
        text = *value;
    }
    for (const auto &[name, value] : settings) {
        if (!name.starts_with(prefix) || !isSayable(name.substr(prefix.size()), value))
            continue;
        const std::string rest = name.substr(prefix.size());
        if (rest == first || (prefix.empty() ? rest == "device" : rest == "type"))
            continue;
        text += (text.empty() ? "" : ",") + (value == "true" ? rest : rest + "=" + value);
    }
    return text;
}

void sayPorts(GuestDevice &device, const Settings &settings)
{
    int count = 0;
    for (;; ++count) {
        const std::string prefix = std::format("port.{}.", count);
        const std::string *const type = find(settings, prefix + "type");
        if (!type || (*type != "hd" && *type != "cd"))
            break;
        const std::string said = wordsBelow(settings, prefix, "path");
        if (said.empty()) {
            if (count == 0)
                device.kind += "-" + *type; // a drive without a medium
            break;
        }
        device.config += (count == 0 ? "" : ",") + *type + ":" + said;
    }
    if (count == 1) {
        device.kind += "-" + device.config.substr(0, 2);
        device.config.erase(0, 3);
    }
}

void sayConsole(GuestDevice &device, const Settings &settings)
{
    for (int port = 0;; ++port) {
        const std::string *const name = word(settings, std::format("port.{}.name", port));
        const std::string *const path = word(settings, std::format("port.{}.path", port));
        if (!name || !path)
            break;
        device.config += (port == 0 ? "" : ",") + *name + "=" + *path;
    }
}

void sayUsb(GuestDevice &device, const Settings &settings)
{
    for (int slot = 1;; ++slot) {
        const std::string *const name = word(settings, std::format("slot.{}.device", slot));
        if (!name)
            break;
        device.config += (slot == 1 ? "" : ",") + *name;
    }
}

void sayShare(GuestDevice &device, const Settings &settings)
{
    const std::string *const share = word(settings, "sharename");
    const std::string *const path = word(settings, "path");
    if (!share || !path)
        return;
    device.config = *share + "=" + *path;
    if (const std::string *const only = find(settings, "ro"); only && *only == "true")
        device.config += ",ro";
}

void sayPlain(GuestDevice &device, const Settings &settings)
{
    const std::string &kind = device.kind;
    if (const std::string *const ram = word(settings, "ram"); ram && kind == "nvme" && !settings.contains("path")) {
        Settings others = settings;
        others.erase("ram");
        const std::string rest = wordsBelow(others, "", "");
        device.config = "ram=" + *ram + (rest.empty() ? "" : ",") + rest;
    } else if (kind == "virtio-blk" || kind == "nvme" || kind == "virtio-input") {
        device.config = wordsBelow(settings, "", "path");
    } else if (kind == "virtio-net" || kind == "e1000") {
        device.config = wordsBelow(settings, "", "backend");
    } else {
        device.config = wordsBelow(settings, "", kind == "virtio-scsi" ? "dev" : "");
    }
}

GuestDevice sayDevice(int slot, int function, const Settings &settings)
{
    GuestDevice device{slot, function, settings.at("device"), ""};
    if (device.kind == "ahci")
        sayPorts(device, settings);
    else if (device.kind == "virtio-console")
        sayConsole(device, settings);
    else if (device.kind == "xhci")
        sayUsb(device, settings);
    else if (device.kind == "virtio-9p")
        sayShare(device, settings);
    else if (const std::string *const path = find(settings, "path"); device.kind == "uart" && path)
        device.config = *path;
    else
        sayPlain(device, settings);
    return device;
}

} // namespace

bool isSayable(std::string_view name, std::string_view value)
{
    return !name.contains('.') && !value.contains(',');
}

GuestDevice deviceFrom(int slot, int function, const Settings &all, const Settings &further, const std::string &argument)
{
    const auto comma = argument.find(',');
    const GuestDevice kept{slot, function, argument.substr(0, comma),
                           comma == std::string::npos ? std::string() : argument.substr(comma + 1)};
    Settings said = deviceSettings(kept);
    for (const auto &[name, value] : further)
        said.insert_or_assign(name, value);
    if (said == all)
        return kept;
    Settings settings = all;
    std::erase_if(settings, [&](const auto &item) { return item.first != "device" && further.contains(item.first); });
    GuestDevice device = sayDevice(slot, function, settings);
    for (const auto &[name, value] : deviceSettings(device)) { // a '=' where a line has its own
        if (name != "device" && (!find(settings, name) || *find(settings, name) != value))
            return {slot, function, settings.at("device"), ""};
    }
    return device;
}

Settings unsaidSettings(const GuestDevice &device, Settings settings)
{
    const Settings said = deviceSettings(device);
    std::erase_if(settings, [&](const auto &item) {
        const std::string *const value = find(said, item.first);
        return item.first == "device" || (value && *value == item.second);
    });
    return settings;
}

} // namespace patchbay
