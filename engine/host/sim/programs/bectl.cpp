// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/boot_environments.h"
#include "host/sim/programs/program.h"

#include <algorithm>
#include <ctime>
#include <format>

namespace patchbay::sim {

namespace {

constexpr int usageStatus = 64; // sysexits(3): EX_USAGE
constexpr const char *notThere = "specified boot environment does not exist\n";

using Environments = std::vector<BootEnvironment>;

ProgramResult usage(std::string complaint)
{
    return complains(usageStatus, complaint + "Usage:\tbectl {-h | subcommand [args...]}\n");
}

std::string dateOf(std::int64_t milliseconds)
{
    const std::time_t seconds = std::time_t(milliseconds / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    return std::format("{:04}-{:02}-{:02} {:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                       parts.tm_min);
}

std::string flagsOf(const BootEnvironment &each)
{
    const std::string flags = std::string(each.booted ? "N" : "") + (each.next ? "R" : "") + (each.once ? "T" : "");
    return flags.empty() ? "-" : flags;
}

ProgramResult list(const Environments &all, bool bare)
{
    std::size_t width = 2;
    for (const BootEnvironment &each : all)
        width = std::max(width, each.name.size());
    std::string text = bare ? "" : std::format("{:<{}} Active Mountpoint Space Created\n", "BE", width);
    for (const BootEnvironment &each : all) {
        const std::string flags = flagsOf(each), mount = each.booted ? "/" : "-", space = each.booted ? "1.21G" : "8K";
        text += bare ? std::format("{}\t{}\t{}\t{}\t{}\n", each.name, flags, mount, space, dateOf(each.madeAt))
                     : std::format("{:<{}} {:<6} {:<10} {:<5} {}\n", each.name, width, flags, mount, space, dateOf(each.madeAt));
    }
    return says(text);
}

ProgramResult create(Call &call, const std::string &name)
{
    const bool valid = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
    const std::string failed = std::format("Failed to create bootenv {}\n", name);
    if (!valid || name.empty())
        return complains(1, "invalid boot environment name\n" + failed);
    Environments all = environmentsOf(call.machine, call.state);
    if (std::ranges::contains(all, name, &BootEnvironment::name))
        return complains(1, "boot environment name already taken\n" + failed);
    if (const auto kept = call.disk.keepCopy(name); !kept)
        return complains(1, kept.error().what + '\n' + failed);
    all.push_back({.name = name, .madeAt = call.now + call.ahead});
    std::ranges::sort(all, {}, &BootEnvironment::name);
    call.state.environments = std::move(all);
    return says("");
}

ProgramResult destroy(Call &call, const std::string &name)
{
    Environments all = environmentsOf(call.machine, call.state);
    const auto found = std::ranges::find(all, name, &BootEnvironment::name);
    if (found == all.end())
        return complains(1, notThere);
    if (found->booted || found->next)
        return complains(1, "cannot destroy active boot environment\n");
    if (const auto gone = call.disk.removeCopy(name); !gone)
        return complains(1, gone.error().what + '\n');
    all.erase(found);
    call.state.environments = std::move(all);
    return says("");
}

ProgramResult activate(Call &call, const Options &options)
{
    Environments all = environmentsOf(call.machine, call.state);
    if (options.has('T')) {
        for (BootEnvironment &each : all)
            each.once = false;
        call.state.environments = std::move(all);
        return says("Temporary activation removed\n");
    }
    const std::string &name = options.operands.front();
    const std::string ending = options.has('t') ? " for next boot\n" : "\n";
    const auto found = std::ranges::find(all, name, &BootEnvironment::name);
    if (found == all.end())
        return {1, std::format("Did not successfully activate boot environment {}{}", name, ending), notThere};
    for (BootEnvironment &each : all)
        (options.has('t') ? each.once : each.next) = each.name == name;
    call.state.environments = std::move(all);
    return says(std::format("Successfully activated boot environment {}{}", name, ending));
}

} // namespace

/// bectl(8), as far as a console of ours has a use for it: check, list, create, activate, destroy.
ProgramResult bectl(Call &call)
{
    if (call.argv.size() < 2)
        return usage({});
    const std::string &verb = call.argv[1];
    if (!std::ranges::contains(std::initializer_list<std::string_view>{"check", "list", "create", "activate", "destroy"}, verb))
        return usage(std::format("Unknown command: {}\n", verb));
    if (environmentRoot(call.machine).empty())
        return complains(255, verb == "check" ? "" : "libbe_init(\"\") failed.\n");
    const std::vector<std::string> rest(call.argv.begin() + 1, call.argv.end());
    const auto options = readOptions(rest, verb == "activate" ? "tT" : verb == "destroy" ? "Fo" : verb == "list" ? "H" : "");
    if (!options)
        return usage(std::format("bectl {}: unknown option '-{}'\n", verb, options.error().what));
    const std::size_t wanted = verb == "list" || verb == "check" || options->has('T') ? 0 : 1;
    if (options->operands.size() != wanted || (options->has('t') && options->has('T')))
        return usage(std::format("bectl {}: wrong number of arguments\n", verb));
    if (!call.root && verb != "list" && verb != "check")
        return complains(1, "insufficient permissions\n");
    if (verb == "list")
        return list(environmentsOf(call.machine, call.state), options->has('H'));
    if (verb == "check")
        return says("");
    return verb == "activate" ? activate(call, *options)
        : verb == "create"    ? create(call, options->operands.front())
                              : destroy(call, options->operands.front());
}

} // namespace patchbay::sim
