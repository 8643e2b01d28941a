// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/live_back.h"

#include "host/pciconf_text.h"
#include "plan/device.h"
#include "plan/host_state.h"

#include <algorithm>
#include <iterator>

namespace patchbay::rpc {

Reply<wire::Nothing> must(Host &host, const std::vector<std::string> &argv)
{
    const auto result = host.run(argv);
    if (!result)
        return refuse(result.error());
    if (result->status == 0)
        return {};
    std::string command, words = result->err.empty() ? result->out : result->err;
    for (const std::string &word : argv)
        command += (command.empty() ? "" : " ") + word;
    while (words.ends_with('\n'))
        words.pop_back();
    return refuse(wire::code::failed, command + ": " + (words.empty() ? "failed without a word" : words));
}

std::string driverClass(const std::string &driver)
{
    return driver.substr(0, driver.find_last_not_of("0123456789") + 1);
}

Result<std::map<Address, std::string>> driversNow(Host &host)
{
    const auto result = host.run({"pciconf", "-l"});
    if (!result)
        return pass(result.error());
    if (result->status != 0)
        return fail(result->err.empty() ? "failed without a word" : result->err, "pciconf -l");
    const auto list = parsePciconf(result->out);
    if (!list)
        return pass(list.error());
    std::map<Address, std::string> drivers;
    for (const Function &function : list->functions)
        drivers[function.address] = function.driver;
    return drivers;
}

std::vector<std::string> ListedIn::forget() const
{
    return left.empty() ? std::vector<std::string>{"kenv", "-u", name} : std::vector<std::string>{"kenv", name + "=" + left};
}

std::vector<std::string> ListedIn::restore() const
{
    return {"kenv", name + "=" + value};
}

std::vector<ListedIn> listedIn(const Situation &situation, const std::vector<Address> &functions)
{
    std::vector<ListedIn> all;
    for (const std::string name : {"pptdevs", "pptdevs2", "pptdevs3"}) {
        const auto value = kenvOf(situation, name);
        ListedIn listed{name, value.value_or(""), {}};
        bool any = false;
        for (const Address &entry : pptdevsEntries(listed.value)) {
            if (std::ranges::contains(functions, entry))
                any = true;
            else
                listed.left += (listed.left.empty() ? "" : " ") + entry.toSlashed();
        }
        if (any)
            all.push_back(std::move(listed));
    }
    return all;
}

WayBack::WayBack(Host &host, const Reading &reading)
    : m_host(host)
    , m_reading(reading)
{
}

void WayBack::touches(const std::vector<Address> &functions)
{
    for (const Address &address : functions) {
        if (const Node *node = m_reading.situation.topology.find(address))
            m_before.emplace(address, driverClass(node->function.driver));
    }
}

void WayBack::first(std::vector<std::vector<std::string>> commands, bool mustWork)
{
    std::vector<Command> added;
    for (std::vector<std::string> &argv : commands)
        added.push_back({std::move(argv), mustWork});
    m_commands.insert(m_commands.begin(), std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
}

std::string WayBack::wrongDrivers(bool mend)
{
    const auto now = driversNow(m_host);
    if (!now)
        return now.error().toString();
    std::string trouble;
    for (const auto &[address, before] : m_before) {
        const auto found = now->find(address);
        const std::string driver = found == now->end() ? "" : found->second;
        if (found != now->end() && driverClass(driver) == before)
            continue;
        trouble += (trouble.empty() ? "" : "; ") + shortName(address) +
            (found == now->end() ? " is no longer there" : " is with " + (driver.empty() ? "no driver" : driver)) +
            (before.empty() ? ", which had no driver before" : ", not with " + before + " as before");
        if (mend)
            this->mend(address, before);
    }
    return trouble;
}

// What comes of it is looked at afterwards.
void WayBack::mend(const Address &address, const std::string &before)
{
    const std::string name = address.toString();
    const bool listed = before == "ppt" &&
        std::ranges::contains(runningClaims(m_reading.situation).value_or(std::vector<Address>()), address);
    if (before.empty() || listed)
        (void)m_host.run({"devctl", "detach", "-f", name});
    if (listed)
        (void)m_host.run({"devctl", "attach", name});
    else if (!before.empty())
        (void)m_host.run({"devctl", "set", "driver", "-f", name, before});
}

std::string WayBack::run()
{
    std::string trouble;
    for (const Command &command : m_commands) {
        const auto done = must(m_host, command.argv);
        if (!done && command.mustWork)
            trouble += (trouble.empty() ? "" : "; ") + done.error().message;
    }
    m_commands.clear();
    if (wrongDrivers(true).empty())
        return trouble;
    const std::string wrong = wrongDrivers(false);
    return trouble + (trouble.empty() || wrong.empty() ? "" : "; ") + wrong;
}

} // namespace patchbay::rpc
