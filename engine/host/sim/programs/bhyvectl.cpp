// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"
#include "host/sim/running.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

constexpr const char *usage = "Usage: bhyvectl --vm=<vmname>\n"
                              "       [--cpu=<vcpu_number>]\n"
                              "       [--create]\n"
                              "       [--destroy]\n"
                              "       [--get-all]\n"
                              "       [--get-stats]\n";

struct Arguments
{
    std::string vm, unassign, unknown;
    bool create = false, destroy = false, stats = false, powerOff = false, reset = false;
};

Arguments readArguments(const std::vector<std::string> &argv)
{
    Arguments arguments;
    for (std::size_t i = 1; i < argv.size(); ++i) {
        const std::string &word = argv[i];
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        std::string value = equals == std::string::npos ? std::string() : word.substr(equals + 1);
        if ((name == "--vm" || name == "--unassign-pptdev") && equals == std::string::npos &&
            i + 1 < argv.size())
            value = argv[++i];
        if (name == "--vm")
            arguments.vm = value;
        else if (name == "--unassign-pptdev")
            arguments.unassign = value;
        else if (name == "--create")
            arguments.create = true;
        else if (name == "--destroy")
            arguments.destroy = true;
        else if (name == "--get-stats" || name == "--get-all")
            arguments.stats = true;
        else if (name == "--force-poweroff")
            arguments.powerOff = true;
        else if (name == "--force-reset")
            arguments.reset = true;
        else if (name != "--cpu" && !name.starts_with("--get-"))
            arguments.unknown = word;
    }
    return arguments;
}

ProgramResult unassign(Call &call, const Arguments &arguments)
{
    const auto address = Address::parseSlashed(arguments.unassign);
    if (!address)
        return complains(1, usage);
    const Errno error = Kernel(call.machine, call.state).unassign(arguments.vm, *address);
    return error == Errno::None ? says("") : complains(255, std::format("errno = {}\n", int(error)));
}

void powerOff(Call &call, const std::string &vm, int status)
{
    for (Process &process : call.state.processes) {
        if (process.vm == vm && process.running(call.now)) {
            process.endsAt = call.now;
            process.status = status;
        }
    }
}

std::string statistics(const Vm &vm)
{
    static constexpr const char *names[] = {
        "vcpu total runtime", "number of ticks vcpu was idle", "number of NMIs delivered to vcpu",
        "number of ExtINTs delivered to vcpu", "Resident memory", "Wired memory",
        "vcpu migration across host cpus", "total number of vm exits", "vm exits due to external interrupt",
        "number of times hlt was intercepted", "number of times %cr access was intercepted",
        "number of times rdmsr was intercepted", "number of times wrmsr was intercepted",
        "number of monitor trap exits", "number of times pause was intercepted",
        "vm exits due to interrupt window opening", "vm exits due to nmi window opening",
        "number of times in/out was intercepted", "number of times cpuid was intercepted"};
    std::string text = "vcpu0 stats:\n";
    for (const std::string_view name : names) {
        const std::uint64_t value = name == "Resident memory" ? vm.memory : name == "Wired memory" && vm.wired ? vm.memory : 0;
        text += std::format("{:<40}\t{}\n", name, value);
    }
    return text;
}

} // namespace

ProgramResult bhyvectl(Call &call)
{
    const Arguments arguments = readArguments(call.argv);
    if (!arguments.unknown.empty())
        return complains(1, std::format("bhyvectl: unrecognized option `{}'\n{}", arguments.unknown, usage));
    if (arguments.vm.empty())
        return complains(1, usage);
    Kernel kernel(call.machine, call.state);
    if (arguments.create) {
        const Errno error = kernel.createVm(arguments.vm);
        return error == Errno::None ? says("") : complains(255, std::format("errno = {}\n", int(error)));
    }
    const Vm *vm = call.state.vm(arguments.vm);
    if (!vm)
        return complains(1, std::format("VM:{} is not created.\n", arguments.vm));
    if (!arguments.unassign.empty())
        return unassign(call, arguments);
    ProgramResult result = says(arguments.stats ? statistics(*vm) : "");
    if (arguments.powerOff || arguments.reset)
        powerOff(call, arguments.vm, arguments.powerOff ? 1 : 0);
    if (arguments.destroy)
        kernel.destroyVm(arguments.vm, call.now);
    return result;
}

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
            if (!pid || !signalProcess(call.state, long(*pid), force, call.now)) {
                result.err += std::format("kill: {}: No such process\n", word);
                result.status = 1;
            }
        }
    }
    return result;
}

ProgramResult processList(Call &call)
{
    std::string out, header = "  PID STATE COMMAND\n";
    std::string columns;
    for (std::size_t i = 1; i + 1 < call.argv.size(); ++i) {
        if (call.argv[i].ends_with("o"))
            columns = call.argv[i + 1];
    }
    const bool named = columns.find('=') == std::string::npos;
    for (const Process &process : call.state.processes) {
        if (!process.running(call.now))
            continue;
        const std::string title = std::format("bhyve: {} (bhyve)", process.vm);
        if (columns.starts_with("pid") && columns.find("state") == std::string::npos &&
            columns.find("stat") == std::string::npos)
            out += std::format("{:5} {}\n", process.pid, title);
        else if (!columns.empty())
            out += std::format("{:5} SC+  {}\n", process.pid, title);
        else
            out += std::format("{:5}  -  SC   0:01.00 {}\n", process.pid, title);
    }
    if (columns.empty())
        header = "  PID TT  STAT    TIME COMMAND\n";
    else if (columns.find("stat") == std::string::npos)
        header = "  PID COMMAND\n";
    return says((named ? header : std::string()) + out);
}

} // namespace patchbay::sim
