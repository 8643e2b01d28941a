// SPDX-License-Identifier: BSD-2-Clause
#include "host/console_chains.h"

#include "host/text_lines.h"

#include <algorithm>
#include <format>
#include <iterator>

namespace patchbay {

namespace {

using Strands = std::vector<Strand>;

/// Words between commas and blanks.
std::vector<std::string> listed(std::string_view text)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(", \t"), text.size());
        if (end > 0)
            words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

bool isKeyboard(std::string_view name)
{
    for (const std::string_view driver : {"ukbd", "hkbd"})
        if (name.starts_with(driver) && numberIn<unsigned>(name.substr(driver.size())))
            return true;
    return false;
}

} // namespace

std::vector<std::string> ConsoleChains::consoles() const
{
    if (const auto active = m_listings.sysctl.find("kern.console"); active != m_listings.sysctl.end())
        return listed(std::string_view(active->second).substr(0, active->second.find('/')));
    if (!m_listings.console)
        return {"ttyv0"};
    std::vector<std::string> names;
    for (const std::string &word : listed(*m_listings.console))
        names.emplace_back(word.contains("com") || word == "eficom" ? "ttyu0" : "ttyv0");
    return names;
}

Strands ConsoleChains::ofDisplay(const Strand &strand) const
{
    const std::vector<Address> displays = m_devices.candidates({"display"}, true);
    const auto unit = m_listings.sysctl.find("hw.pci.default_vgapci_unit");
    if (unit != m_listings.sysctl.end()) {
        const std::string device = "vgapci" + unit->second;
        if (m_devices.knows(device))
            return m_devices.from(strand, device);
    }
    if (displays.empty())
        return {};
    if (displays.size() > 1 || unit != m_listings.sysctl.end())
        return {strand.broken("nothing tells which display the console is on", displays)};
    Strand end = strand;
    const Node *node = m_devices.topology().find(displays[0]);
    if (node && !node->function.driver.empty())
        end = end.with(node->function.driver);
    end = end.with(displays[0].toString());
    end.function = displays[0];
    return {end};
}

Strands ConsoleChains::ofConsole() const
{
    Strands strands;
    for (const std::string &name : consoles()) {
        const Strand strand{{name}, {}, {}, {}};
        Strands found;
        if (name.starts_with("ttyv") || name == "consolectl")
            found = ofDisplay(strand);
        else if (name.starts_with("ttyu") && m_devices.knows("uart" + name.substr(4)))
            found = m_devices.from(strand, "uart" + name.substr(4));
        else if (name == "ucom" || name.starts_with("ttyU")) // hw.usb.ucom.cons_unit
            found = {strand.broken("nothing tells which USB controller has this serial line", m_devices.candidates({"usb"}))};
        std::ranges::move(found, std::back_inserter(strands));
    }
    return strands;
}

Strands ConsoleChains::ofKeyboards() const
{
    Strands strands;
    for (const Device &device : m_devices.devices())
        if (isKeyboard(device.name))
            std::ranges::move(m_devices.from({}, device.name), std::back_inserter(strands));
    return strands;
}

} // namespace patchbay
