// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/programs/program.h"

#include <algorithm>
#include <ctime>
#include <format>

namespace patchbay::sim {

namespace {

constexpr std::size_t valueLimit = 128; // KENV_MVALLEN, with the closing zero

ProgramResult setVariable(Call &call, const std::string &name, const std::string &value)
{
    if (!call.root || value.size() >= valueLimit || name.size() >= valueLimit)
        return complains(255, std::format("kenv: unable to set {} to {}\n", name, value));
    const auto it = std::ranges::find(call.state.kenv, name, &std::pair<std::string, std::string>::first);
    if (it != call.state.kenv.end())
        it->second = value;
    else
        call.state.kenv.emplace_back(name, value);
    return says(std::format("{}=\"{}\"\n", name, value));
}

} // namespace

ProgramResult kenv(Call &call)
{
    const auto options = readOptions(call.argv, "hNqulSvU");
    if (!options || options->operands.size() > 1)
        return complains(
            1, "usage: kenv [-hNqv]\n       kenv [-qv] variable[=value]\n       kenv [-q] -u variable\n");
    if (options->operands.empty()) {
        std::string out;
        for (const auto &[name, value] : call.state.kenv) {
            if (options->has('h') && !name.starts_with("hint."))
                continue;
            out += options->has('N') ? name + "\n" : std::format("{}=\"{}\"\n", name, value);
        }
        return says(out);
    }
    const std::string &operand = options->operands.front();
    const std::size_t equals = operand.find('=');
    if (equals != std::string::npos)
        return setVariable(call, operand.substr(0, equals), operand.substr(equals + 1));
    if (options->has('u')) {
        const auto erased =
            call.root ? std::erase_if(call.state.kenv, [&](const auto &entry) { return entry.first == operand; }) : 0;
        return erased || options->has('q')
            ? says("")
            : complains(255, std::format("kenv: unable to unset {}\n", operand));
    }
    if (const std::string *value = call.state.environment(operand))
        return says(options->has('v') ? std::format("{}=\"{}\"\n", operand, *value) : *value + "\n");
    return complains(options->has('q') ? 1 : 255,
                     options->has('q') ? "" : std::format("kenv: unable to get {}\n", operand));
}

ProgramResult uname(Call &call)
{
    const auto options = readOptions(call.argv, "abiKmnoprsUv");
    if (!options || !options->operands.empty())
        return complains(1, "usage: uname [-abiKmnoprsUv]\n");
    const Machine &m = call.machine;
    const std::string version = std::format("FreeBSD {} {}", m.release, m.ident);
    std::string line;
    const auto add = [&](char letter, const std::string &text) {
        const bool all =
            options->has('a') && std::string_view("snrvm").find(letter) != std::string_view::npos;
        if (all || options->has(letter) || (letter == 's' && options->given.empty()))
            line += (line.empty() ? "" : " ") + text;
    };
    add('s', "FreeBSD");
    add('n', m.hostName);
    add('r', m.release);
    add('v', version + (options->has('a') || options->has('v') ? " " : ""));
    add('m', "amd64");
    add('p', "amd64");
    add('i', m.ident);
    add('K', std::to_string(m.osVersion));
    add('U', std::to_string(m.osVersion));
    return says(line + "\n");
}

ProgramResult date(Call &call)
{
    const std::int64_t seconds = (call.now + call.ahead) / 1000;
    if (call.argv.size() == 2 && call.argv[1] == "+%s")
        return says(std::format("{}\n", seconds));
    if (call.argv.size() > 1)
        return complains(1, "usage: date [+output_fmt]\n");
    const std::time_t now = seconds;
    std::tm parts {};
    char text[64] = "";
    if (::gmtime_r(&now, &parts))
        std::strftime(text, sizeof text, "%a %b %e %H:%M:%S UTC %Y\n", &parts);
    return says(text);
}

ProgramResult dmesg(Call &call)
{
    std::string out;
    for (const std::string &line : call.state.messages)
        out += line + "\n";
    return says(out);
}

ProgramResult catFiles(Call &call)
{
    ProgramResult result;
    for (std::size_t i = 1; i < call.argv.size(); ++i) {
        const auto bytes = call.disk.read(call.argv[i]);
        if (bytes) {
            result.out += *bytes;
        } else {
            result.err += std::format("cat: {}: No such file or directory\n", call.argv[i]);
            result.status = 1;
        }
    }
    return result;
}

ProgramResult listFiles(Call &call)
{
    const auto options = readOptions(call.argv, "1aAl");
    if (!options)
        return complains(1, "usage: ls [-1aAl] [file ...]\n");
    ProgramResult result;
    for (const std::string &path : options->operands) {
        std::vector<std::string> names;
        if (path == "/dev/vmm" || path == "/dev/vmm/") {
            for (const Vm &vm : call.state.vms)
                names.push_back(vm.name);
        } else if (const auto listed = call.disk.list(path)) {
            names = *listed;
        } else if (call.disk.exists(path)) {
            names = {path};
        }
        if (names.empty() && !(call.disk.exists(path) && path != "/dev/vmm")) {
            result.err += std::format("ls: {}: No such file or directory\n", path);
            result.status = 1;
        }
        std::ranges::sort(names);
        for (const std::string &name : names)
            result.out += name + "\n";
    }
    return result;
}

} // namespace patchbay::sim
