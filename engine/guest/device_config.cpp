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
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> names{{
        {"virtio-blk", "path"},
        {"nvme", "path"},
        {"virtio-net", "backend"},
        {"e1000", "backend"},
        {"virtio-scsi", "dev"},
        {"virtio-input", "path"},
    }};
    const auto it = std::ranges::find(names, kind, &std::pair<std::string_view, std::string_view>::first);
    return it == names.end() ? std::string_view() : it->second;
}

using Words = std::vector<std::string>;

Words words(const std::string &config)
{
    Words all;
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

/// bhyve refuses a whole file for one name without a value.
void dropEmpty(Settings &settings)
{
    std::erase_if(settings, [](const auto &item) { return item.second.empty(); });
}

void addOption(Settings &settings, const std::string &prefix, const std::string &option)
{
    const auto equals = option.find('=');
    settings[prefix + option.substr(0, equals)] = equals == std::string::npos ? "true" : option.substr(equals + 1);
}

/// A word, then options. nvme may begin with "ram=", and newer releases take virtio-scsi's options without its device.
void addPlain(Settings &settings, std::string_view kind, const std::string &prefix, const Words &options)
{
    const std::string_view first = isAhciPort(kind) ? "path" : firstName(kind);
    for (std::size_t i = 0; i < options.size(); ++i) {
        const bool optional = (kind == "nvme" && options[i].starts_with("ram=")) ||
                              (kind == "virtio-scsi" && options[i].contains('='));
        if (i == 0 && !first.empty() && !optional)
            settings[prefix + std::string(first)] = options[i];
        else
            addOption(settings, prefix, options[i]);
    }
}

/// "hd:PATH,OPTION,cd:PATH": a word with "hd:" or "cd:" begins the next port.
void addPorts(Settings &settings, const Words &options)
{
    std::string prefix;
    int port = 0;
    for (const std::string &word : options) {
        if (word.starts_with("hd:") || word.starts_with("cd:")) {
            prefix = std::format("port.{}.", port++);
            settings[prefix + "type"] = word.substr(0, 2);
            settings[prefix + "path"] = word.substr(3);
        } else {
            addOption(settings, prefix, word);
        }
    }
}

/// Kinds whose words are things in themselves: "NAME=PATH" of a console's port, "DEVICE=OPTION" of a USB slot,
/// "SHARE=PATH" of a file system.
void addNamed(Settings &settings, std::string_view kind, const Words &options)
{
    for (std::size_t i = 0; i < options.size(); ++i) {
        const auto equals = options[i].find('=');
        const std::string name = options[i].substr(0, equals);
        const std::string value = equals == std::string::npos ? "" : options[i].substr(equals + 1);
        if (kind == "xhci") {
            settings[std::format("slot.{}.device", i + 1)] = name;
            if (!value.empty())
                addOption(settings, std::format("slot.{}.", i + 1), value);
        } else if (equals == std::string::npos) {
            addOption(settings, "", name);
        } else {
            const std::string prefix = kind == "virtio-console" ? std::format("port.{}.", i) : "";
            settings[prefix + (prefix.empty() ? "sharename" : "name")] = name;
            settings[prefix + "path"] = value;
        }
    }
}

} // namespace

Settings deviceSettings(const GuestDevice &device)
{
    Settings settings;
    const Words options = words(device.config);
    if (isAhciPort(device.kind)) {
        addPlain(settings, device.kind, "port.0.", options);
        settings["port.0.type"] = device.kind.substr(5);
    } else if (device.kind == "ahci") {
        addPorts(settings, options);
    } else if (device.kind == "virtio-console" || device.kind == "xhci" || device.kind == "virtio-9p") {
        addNamed(settings, device.kind, options);
    } else if (device.kind == "uart") {
        settings["path"] = device.config;
    } else {
        addPlain(settings, device.kind, "", options);
    }
    settings["device"] = isAhciPort(device.kind) ? "ahci" : device.kind;
    dropEmpty(settings);
    return settings;
}

std::string deviceConfig(const GuestDevice &device)
{
    const std::string node = std::format("pci.0.{}.{}", device.slot, device.function);
    const Settings settings = deviceSettings(device);
    std::string text = node + ".device=" + settings.at("device") + "\n";
    for (const auto &[name, value] : settings) {
        if (name != "device")
            text += std::format("{}.{}={}\n", node, name, value);
    }
    text += std::format("patchbay.{}.argument={}{}{}\n", node, device.kind, device.config.empty() ? "" : ",",
                        device.config);
    return text;
}

Settings optionSettings(const std::vector<std::string> &options)
{
    Settings settings;
    for (const std::string &option : options)
        addOption(settings, "", option);
    std::erase_if(settings, [](const auto &item) { return item.first == "device" || isAddressSetting(item.first); });
    dropEmpty(settings);
    return settings;
}

bool isAddressSetting(std::string_view name)
{
    return name == "bus" || name == "slot" || name == "func";
}

} // namespace patchbay
