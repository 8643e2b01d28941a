// SPDX-License-Identifier: BSD-2-Clause
#include "guest/device_config.h"

#include <algorithm>
#include <array>
#include <format>
#include <string_view>
#include <vector>

namespace patchbay {

namespace {

/// What the first word of a device's options is called in a file.
std::string_view firstName(std::string_view kind)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> names{{
        {"virtio-blk", "path"},
        {"nvme", "path"},
        {"ahci", "port.0.path"},
        {"virtio-net", "backend"},
        {"e1000", "backend"},
        {"virtio-scsi", "dev"},
        {"uart", "path"},
        {"xhci", "slot.1.device"},
        {"virtio-input", "path"},
    }};
    const auto it = std::ranges::find(names, kind, &std::pair<std::string_view, std::string_view>::first);
    return it == names.end() ? std::string_view() : it->second;
}

std::vector<std::string> words(const std::string &config)
{
    std::vector<std::string> all;
    for (std::size_t start = 0; start <= config.size() && !config.empty();) {
        const auto end = std::min(config.find(',', start), config.size());
        all.push_back(config.substr(start, end - start));
        start = end + 1;
    }
    return all;
}

bool isAhciPort(std::string_view kind)
{
    return kind == "ahci-hd" || kind == "ahci-cd";
}

void addOption(Settings &settings, const std::string &prefix, const std::string &option)
{
    const auto equals = option.find('=');
    settings[prefix + option.substr(0, equals)] = equals == std::string::npos ? "true" : option.substr(equals + 1);
}

Settings settingsOf(const GuestDevice &device)
{
    Settings settings;
    const bool port = isAhciPort(device.kind);
    const std::string kind = port ? "ahci" : device.kind;
    const std::string first(firstName(kind));
    const std::vector<std::string> options = words(device.config);
    for (std::size_t i = 0; i < options.size(); ++i) {
        if (i == 0 && !first.empty() && (!options[i].contains('=') || first.ends_with("path")))
            settings[first] = options[i];
        else
            addOption(settings, port ? "port.0." : "", options[i]);
    }
    settings["device"] = kind;
    if (port)
        settings["port.0.type"] = device.kind.substr(5);
    return settings;
}

GuestDevice fromSettings(int slot, int function, const Settings &settings)
{
    GuestDevice device{slot, function, settings.at("device"), ""};
    const std::string first(firstName(device.kind));
    std::string prefix;
    if (const auto type = settings.find("port.0.type");
        type != settings.end() && device.kind == "ahci" && isAhciPort("ahci-" + type->second)) {
        device.kind += "-" + type->second;
        prefix = "port.0.";
    }
    const auto add = [&](const std::string &word) { device.config += (device.config.empty() ? "" : ",") + word; };
    if (const auto it = settings.find(first); !first.empty() && it != settings.end())
        add(it->second);
    for (const auto &[name, value] : settings) {
        if (name == "device" || name == first || (!prefix.empty() && name == "port.0.type"))
            continue;
        const std::string word = !prefix.empty() && name.starts_with(prefix) ? name.substr(prefix.size()) : name;
        add(value == "true" ? word : word + "=" + value);
    }
    return device;
}

} // namespace

std::string deviceConfig(const GuestDevice &device)
{
    const std::string node = std::format("pci.0.{}.{}", device.slot, device.function);
    const Settings settings = settingsOf(device);
    std::string text = node + ".device=" + settings.at("device") + "\n";
    for (const auto &[name, value] : settings) {
        if (name != "device")
            text += std::format("{}.{}={}\n", node, name, value);
    }
    text += std::format("patchbay.{}.argument={}{}{}\n", node, device.kind, device.config.empty() ? "" : ",",
                        device.config);
    return text;
}

GuestDevice deviceFrom(int slot, int function, const Settings &settings, const std::string &argument)
{
    const auto comma = argument.find(',');
    GuestDevice kept{slot, function, argument.substr(0, comma),
                     comma == std::string::npos ? std::string() : argument.substr(comma + 1)};
    return settingsOf(kept) == settings ? kept : fromSettings(slot, function, settings);
}

Settings optionSettings(const std::vector<std::string> &options)
{
    Settings settings;
    for (const std::string &option : options)
        addOption(settings, "", option);
    std::erase_if(settings, [](const auto &item) { return item.first == "device" || isAddressSetting(item.first); });
    return settings;
}

bool isAddressSetting(std::string_view name)
{
    return name == "bus" || name == "slot" || name == "func";
}

} // namespace patchbay
