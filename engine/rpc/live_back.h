// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "rpc/session.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace patchbay::rpc {

/// Runs one program that must succeed. Refuses with its command line and its words.
Reply<wire::Nothing> must(Host &host, const std::vector<std::string> &argv);

/// "ix" of "ix0".
std::string driverClass(const std::string &driver);

/// Who drives what by pciconf(8) now, "" for nobody; functions that are not there are missing. Errors: as of Host::run(), or
/// that pciconf failed.
Result<std::map<Address, std::string>> driversNow(Host &host);

/// kenv(1) sets at most this many characters at run time; 125 were measured to work and 129 not to.
constexpr std::size_t kenvLimit = 127;

/// A pptdevs variable of the running kernel with and without some of its entries.
struct ListedIn
{
    std::string name, value, left;

    [[nodiscard]] std::vector<std::string> forget() const; ///< the command that leaves the others
    [[nodiscard]] std::vector<std::string> restore() const;
};
std::vector<ListedIn> listedIn(const Situation &situation, const std::vector<Address> &functions);

/// The way back of a live change. It is known before each thing is done, since a program that fails may have done it all,
/// half of it or nothing; what counts in the end is who drives what.
class WayBack
{
public:
    WayBack(Host &host, const Reading &reading);

    /// These are about to be touched: they end with the driver they have in the reading.
    void touches(const std::vector<Address> &functions);
    /// Commands to run before those that are known already. Their failures do not count, except that of `mustWork`.
    void first(std::vector<std::vector<std::string>> commands, bool mustWork = false);

    [[nodiscard]] bool empty() const { return m_commands.empty(); }

    /// Goes back, looks, gives what is with somebody else to its old driver (ppt by the kernel's list where that names it,
    /// others by name), looks again. Empty, or what could not
    /// be put back.
    std::string run();

private:
    struct Command
    {
        std::vector<std::string> argv;
        bool mustWork = false;
    };
    std::string wrongDrivers(bool mend);
    void mend(const Address &address, const std::string &before);

    Host &m_host;
    const Reading &m_reading;
    std::map<Address, std::string> m_before; ///< of what was touched
    std::vector<Command> m_commands;
};

} // namespace patchbay::rpc
