// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"

#include <format>

namespace patchbay::sim {

namespace {

constexpr const char *usage = "Usage: bhyvectl --vm=<vmname>\n"
                              "       [--cpu=<vcpu_number>]\n"
                              "       [--create]\n"
                              "       [--destroy]\n"
                              "       [--get-all]\n"
                              "       [--get-stats]\n"
                              "       [--set-desc-ds]\n"
                              "       [--get-desc-ds]\n"
                              "       [--set-desc-es]\n"
                              "       [--get-desc-es]\n"
                              "       [--set-desc-gs]\n"
                              "       [--get-desc-gs]\n"
                              "       [--set-desc-fs]\n"
                              "       [--get-desc-fs]\n"
                              "       [--set-desc-cs]\n"
                              "       [--get-desc-cs]\n"
                              "       [--set-desc-ss]\n"
                              "       [--get-desc-ss]\n"
                              "       [--set-desc-tr]\n"
                              "       [--get-desc-tr]\n";

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
        else if (arguments.unknown.empty() &&
                 (name == "--get-lowmem" || (name != "--cpu" && !name.starts_with("--get-"))))
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
    static constexpr const char *names[] = {"vcpu total runtime",
                                            "number of ticks vcpu was idle",
                                            "number of NMIs delivered to vcpu",
                                            "number of ExtINTs delivered to vcpu",
                                            "Resident memory",
                                            "Wired memory",
                                            "vcpu migration across host cpus",
                                            "total number of vm exits",
                                            "vm exits due to external interrupt",
                                            "number of times hlt was intercepted",
                                            "number of times %cr access was intercepted",
                                            "number of times rdmsr was intercepted",
                                            "number of times wrmsr was intercepted",
                                            "number of monitor trap exits",
                                            "number of times pause was intercepted",
                                            "vm exits due to interrupt window opening",
                                            "vm exits due to nmi window opening",
                                            "number of times in/out was intercepted",
                                            "number of times cpuid was intercepted"};
    std::string text = "vcpu0 stats:\n";
    for (const std::string_view name : names) {
        const std::uint64_t value = name == "Resident memory" ? vm.memory
            : name == "Wired memory" && vm.wired              ? vm.memory
                                                              : 0;
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
    if (!call.root)
        return arguments.create ? complains(255, std::format("errno = {}\n", int(Errno::NotPermitted)))
                                : complains(1, std::format("VM:{} is not created.\n", arguments.vm));
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

} // namespace patchbay::sim
