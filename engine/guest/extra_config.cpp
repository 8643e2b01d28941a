// SPDX-License-Identifier: BSD-2-Clause
#include "guest/extra_config.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace patchbay {

namespace {

struct Flag
{
    char letter;
    std::string_view name, value;
};

constexpr std::array<Flag, 12> flags{{{'A', "acpi_tables", "true"},
                                      {'C', "memory.guest_in_core", "true"},
                                      {'D', "destroy_on_poweroff", "true"},
                                      {'H', "x86.vmexit_on_hlt", "true"},
                                      {'P', "x86.vmexit_on_pause", "true"},
                                      {'W', "virtio_msix", "false"},
                                      {'Y', "x86.mptable", "false"},
                                      {'a', "x86.x2apic", "false"},
                                      {'e', "x86.strictio", "true"},
                                      {'u', "rtc.use_localtime", "false"},
                                      {'w', "x86.strictmsr", "false"},
                                      {'x', "x86.x2apic", "true"}}};

constexpr std::string_view withValue = "cfGgKklmoprsU";

bool isGuestField(std::string_view name)
{
    static constexpr std::array<std::string_view, 9> fields{"name", "memory.size", "memory.wired", "cpus", "lpc.com1.path",
                                                            "lpc.bootrom", "lpc.bootvars", "bootrom", "bootvars"};
    return std::ranges::contains(fields, name) || name.starts_with("patchbay.");
}

void set(Settings &settings, std::string_view name, std::string_view value)
{
    if (!name.empty() && !value.empty() && !isGuestField(name))
        settings[std::string(name)] = value;
}

void setValue(Settings &settings, char letter, std::string_view value)
{
    if (letter == 'o' && value.contains('='))
        set(settings, value.substr(0, value.find('=')), value.substr(value.find('=') + 1));
    else if (letter == 'U')
        set(settings, "uuid", value);
    else if (letter == 'K')
        set(settings, "keyboard.layout", value);
    else if (letter == 'l' && value.size() > 5 && value.starts_with("com") && value[4] == ',')
        set(settings, "lpc." + std::string(value.substr(0, 4)) + ".path", value.substr(5));
}

} // namespace

Settings extraSettings(const std::vector<std::string> &extra)
{
    Settings settings;
    for (std::size_t i = 0; i < extra.size(); ++i) {
        const std::string_view item = extra[i];
        if (item.size() < 2 || item[0] != '-')
            break; // the guest's name would be next
        for (std::size_t at = 1; at < item.size(); ++at) {
            if (withValue.contains(item[at])) {
                if (at + 1 < item.size())
                    setValue(settings, item[at], item.substr(at + 1));
                else if (++i < extra.size())
                    setValue(settings, item[at], extra[i]);
                break;
            }
            if (const auto it = std::ranges::find(flags, item[at], &Flag::letter); it != flags.end())
                set(settings, it->name, it->value);
        }
    }
    return settings;
}

} // namespace patchbay
