// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/boot.h"
#include "host/sim/programs/program.h"

#include <format>

namespace patchbay::sim {

namespace {

constexpr const char *path = "/boot/nextboot.conf";

} // namespace

ProgramResult reboot(Call &call)
{
    const bool isShutdown = call.argv.front().ends_with("shutdown");
    const auto options = readOptions(call.argv, isShutdown ? "ck:hoprnq" : "cdDe:fk:lno:pqr");
    if (!options || (isShutdown && options->operands.empty()))
        return complains(
            1,
            isShutdown
                ? "usage: shutdown [-] [-c | -f | -h | -p | -r | -k] [-o [-n]] time [warning-message ...]\n"
                : "usage: reboot [-dlNnpqr] [-e name=value] [-k kernel] [-o options]\n");
    if (isShutdown && !options->has('r')) {
        call.state.panic = "powered off";
        return says("Shutdown NOW!\n");
    }
    const auto booted = boot(call.machine, call.disk, call.state, call.now);
    if (!booted)
        return complains(1, booted.error().toString() + "\n");
    return says(isShutdown ? "Shutdown NOW!\nshutdown: [pid 1201]\n" : "");
}

ProgramResult nextboot(Call &call)
{
    constexpr const char *usage =
        "Usage: nextboot [-af] [-e variable=value] [-k kernel] [-o options]\n       nextboot -D\n";
    const auto options = readOptions(call.argv, "aDe:fk:o:");
    if (!options || options->given.empty())
        return complains(1, usage);
    if (options->has('D')) {
        if (const auto removed = call.disk.remove(path); !removed)
            return complains(1, removed.error().toString() + "\n");
        return says("");
    }
    std::string text = call.machine.bootFileSystem == "zfs" ? "" : "nextboot_enable=\"YES\"\n";
    if (options->has('k'))
        text += std::format("kernel=\"{}\"\n", options->value('k'));
    if (options->has('o'))
        text += std::format("kernel_options=\"{}\"\n", options->value('o'));
    for (const auto &[letter, value] : options->given) {
        if (letter != 'e')
            continue;
        const std::size_t equals = value.find('=');
        std::string right = equals == std::string::npos ? std::string() : value.substr(equals + 1);
        if (right.size() > 1 && right.front() == '"' && right.back() == '"')
            right = right.substr(1, right.size() - 2);
        if (equals == 0 || equals == std::string::npos || right.empty())
            return complains(1, usage);
        text += std::format("{}=\"{}\"\n", value.substr(0, equals), right);
    }
    if (const auto written = call.disk.write(path, text); !written)
        return complains(1, written.error().toString() + "\n");
    if (call.machine.bootFileSystem == "zfs")
        call.state.nvstore["nextboot_enable"] = "YES";
    return says("");
}

ProgramResult zfsbootcfg(Call &call)
{
    const auto options = readOptions(call.argv, "k:n:pt:v:z:");
    if (!options)
        return complains(1, "usage: zfsbootcfg <boot.config(5) options>\n");
    const std::string pool = call.machine.bootSource.substr(0, call.machine.bootSource.find('/'));
    if (call.machine.bootFileSystem != "zfs" || (options->has('z') && options->value('z') != pool))
        return complains(
            1, std::format("zfsbootcfg: lzbe_set_boot_device: no such pool '{}'\n", options->value('z')));
    if (options->has('p')) {
        std::string out;
        for (const auto &[key, value] : call.state.nvstore)
            out += std::format("{} = {}\n", key, value);
        return says(out);
    }
    if (options->has('k'))
        call.state.nvstore[options->value('k')] = options->value('v');
    return says("");
}

} // namespace patchbay::sim
