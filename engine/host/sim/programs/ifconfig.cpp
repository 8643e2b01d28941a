// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"

#include <format>

namespace patchbay::sim {

namespace {

/// The blocks of ifconfig -a by interface, in order.
std::vector<std::pair<std::string, std::string>> blocks(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> result;
    for (const std::string_view line : lines(text)) {
        const bool head = !line.empty() && line.front() != '\t' && line.front() != ' ';
        if (head)
            result.emplace_back(line.substr(0, line.find(':')), std::string());
        if (!result.empty())
            result.back().second.append(line).append("\n");
    }
    return result;
}

} // namespace

ProgramResult ifconfig(Call &call)
{
    const auto options = readOptions(call.argv, "aDdg:klmnuvC");
    if (!options)
        return complains(1, "ifconfig: illegal option\n");
    const auto all = blocks(overlay(call.machine, call.state, "ifconfig -a")
                                .value_or("lo0: flags=8049<UP,LOOPBACK,RUNNING,"
                                          "MULTICAST> metric 0 mtu 16384\n"));
    std::string out;
    if (options->has('l')) {
        for (const auto &[name, block] : all)
            out += (out.empty() ? "" : " ") + name;
        return says(out + "\n");
    }
    if (options->has('g')) {
        for (const auto &[name, block] : all) {
            if (block.find("\tgroups: " + options->value('g')) != std::string::npos)
                out += name + "\n";
        }
        return says(out);
    }
    if (options->operands.empty()) {
        for (const auto &[name, block] : all)
            out += block;
        return says(out);
    }
    const std::string &wanted = options->operands.front();
    for (const auto &[name, block] : all) {
        if (name == wanted)
            return says(options->operands.size() == 1 ? block : "");
    }
    return complains(1, std::format("ifconfig: interface {} does not exist\n", wanted));
}

} // namespace patchbay::sim
