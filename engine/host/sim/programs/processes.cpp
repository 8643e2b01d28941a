// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"
#include "host/sim/running.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

struct Columns
{
    std::vector<std::string> wanted;
    bool named = true; ///< "-o command=" leaves the heading out
    std::optional<std::uint64_t> only;
};

Columns readColumns(const std::vector<std::string> &argv)
{
    Columns columns;
    std::string given;
    for (std::size_t i = 1; i + 1 < argv.size(); ++i) { // "ps ax -o pid" and "ps axo pid"
        if (argv[i].ends_with('o'))
            given = argv[i + 1];
        else if (argv[i] == "-p")
            columns.only = number(argv[i + 1]);
    }
    columns.named = given.empty();
    for (std::string_view rest = given.empty() ? "pid,tt,stat,time,command" : std::string_view(given);
         !rest.empty();) {
        const std::string_view column = rest.substr(0, rest.find(','));
        columns.wanted.emplace_back(column.substr(0, column.find('=')));
        columns.named = columns.named || column.find('=') == std::string_view::npos;
        rest.remove_prefix(std::min(column.size() + 1, rest.size()));
    }
    return columns;
}

std::string joined(const std::vector<std::string> &argv)
{
    std::string text;
    for (const std::string &word : argv)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string cell(const std::string &column, const Process &process)
{
    if (column == "pid")
        return std::format("{:5}", process.pid);
    const bool bhyve = !process.vm.empty();
    if ((column == "command" || column == "args") && !bhyve)
        return joined(process.argv);
    if ((column == "comm" || column == "ucomm") && !bhyve)
        return process.argv.front().substr(process.argv.front().rfind('/') + 1);
    if (column == "command" || column == "args")
        return std::format("bhyve: {} (bhyve)", process.vm);
    if (column == "comm" || column == "ucomm")
        return "bhyve";
    return column == "stat" || column == "state" ? "SC  " : column == "time" ? "0:01.00" : "- ";
}

} // namespace

ProgramResult killProcess(Call &call)
{
    bool force = false;
    ProgramResult result;
    for (std::size_t i = 1; i < call.argv.size(); ++i) {
        const std::string &word = call.argv[i];
        if (word == "-9" || word == "-KILL" || word == "-SIGKILL") {
            force = true;
        } else if (word == "-0") {
            const auto pid = i + 1 < call.argv.size() ? number(call.argv[i + 1]) : std::nullopt;
            const bool alive = pid && std::ranges::any_of(call.state.processes, [&](const Process &process) {
                                   return process.pid == long(*pid) && process.running(call.now);
                               });
            return alive ? says("") : complains(1, "kill: No such process\n");
        } else if (!word.starts_with('-')) {
            const auto pid = number(word);
            if (!pid || !signalProcess(call.state, long(*pid), force, call.now, call.shutdownTime)) {
                result.err += std::format("kill: {}: No such process\n", word);
                result.status = 1;
            }
        }
    }
    return result;
}

ProgramResult processList(Call &call)
{
    const Columns columns = readColumns(call.argv);
    std::string out;
    int found = 0;
    for (const Process &process : call.state.processes) {
        if (!process.running(call.now) || (columns.only && process.pid != long(*columns.only)))
            continue;
        ++found;
        for (std::size_t i = 0; i < columns.wanted.size(); ++i)
            out += (i > 0 ? " " : "") + cell(columns.wanted[i], process);
        out += "\n";
    }
    std::string header;
    for (const std::string &column : columns.wanted) {
        std::string word = column;
        for (char &c : word)
            c = char(c >= 'a' && c <= 'z' ? c - 32 : c);
        header += (header.empty() ? "" : " ") + (column == "pid" ? "  PID" : word);
    }
    return {columns.only && found == 0 ? 1 : 0, (columns.named ? header + "\n" : std::string()) + out, {}};
}

} // namespace patchbay::sim
