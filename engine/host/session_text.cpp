// SPDX-License-Identifier: BSD-2-Clause
#include "host/session_text.h"

#include "host/text_lines.h"

#include <algorithm>
#include <map>
#include <vector>

namespace patchbay {

namespace {

struct Process
{
    long parent = 0;
    std::string_view terminal, command;
};

using Processes = std::map<long, Process>;

Processes processesIn(std::string_view text)
{
    Processes processes;
    std::string_view line;
    for (Lines lines(text); lines.next(line);) {
        const auto number = numberIn<long>(takeWord(line)), parent = numberIn<long>(takeWord(line));
        const std::string_view terminal = takeWord(line);
        if (number && parent)
            processes.insert_or_assign(*number, Process{*parent, terminal, trimmed(line)});
    }
    return processes;
}

/// "192.0.2.9 50000" of "192.0.2.9:50000", "[2001:db8::9]:50000" and "2001:db8::9:50000"; empty: no address with a port.
std::string addressAndPort(std::string_view word)
{
    const std::size_t colon = word.rfind(':');
    if (colon == std::string_view::npos || !numberIn<unsigned>(word.substr(colon + 1)))
        return {};
    std::string_view address = word.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']'))
        address = address.substr(1, address.size() - 2);
    return address.empty() ? std::string() : std::string(address) + ' ' + std::string(word.substr(colon + 1));
}

bool isSshd(std::string_view command)
{
    return command == "sshd" || command.starts_with("sshd-") || command.starts_with("sshd:") || command == "dropbear";
}

/// By process, the connection of every sshd; a user's name and a command may be anything, so words are counted from "tcp4" on.
std::map<long, std::string> connectionsIn(std::string_view text, const Processes &processes)
{
    std::map<long, std::string> connections;
    std::string_view line;
    for (Lines lines(text); lines.next(line);) {
        std::vector<std::string_view> words;
        for (std::string_view word = takeWord(line); !word.empty(); word = takeWord(line))
            words.push_back(word);
        const auto proto = std::ranges::find_if(words, [](std::string_view word) { return word.starts_with("tcp"); });
        if (proto - words.begin() < 4 || words.end() - proto < 3)
            continue;
        const auto owner = numberIn<long>(*(proto - 2));
        const std::string here = addressAndPort(proto[1]), there = addressAndPort(proto[2]);
        const auto process = owner ? processes.find(*owner) : processes.end();
        if (process != processes.end() && isSshd(process->second.command) && !here.empty() && !there.empty())
            connections.emplace(*owner, there + ' ' + here);
    }
    return connections;
}

/// "ttyv0" and "ttyu0" are the host's own; a window or a connection has "pts/0".
bool isOwnTerminal(std::string_view terminal)
{
    return terminal.starts_with("tty") || (terminal.size() > 1 && (terminal[0] == 'v' || terminal[0] == 'u'));
}

} // namespace

SessionText sessionOf(std::optional<std::string_view> processes, std::optional<std::string_view> sockets, long process)
{
    const Processes all = processesIn(processes.value_or(""));
    const auto self = all.find(process);
    const auto connections = connectionsIn(sockets.value_or(""), all);
    std::size_t steps = 0;
    for (auto at = self; at != all.end() && steps <= all.size(); at = all.find(at->second.parent), ++steps)
        if (const auto found = connections.find(at->first); found != connections.end())
            return {SessionText::Kind::Remote, found->second};
    if (self == all.end())
        return {};
    if (isOwnTerminal(self->second.terminal) || (sockets && connections.empty()))
        return {SessionText::Kind::Local, {}};
    return {};
}

} // namespace patchbay
