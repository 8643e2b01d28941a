// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli.h"

#include "rpc/version.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace patchbay::rpc {

namespace {

std::string overview()
{
    std::string text = "usage: patchbay-engine COMMAND [ARGUMENT...]\n\n";
    std::vector<std::vector<std::string>> rows;
    for (const Command &command : commands()) {
        const std::string_view about = command.about.substr(0, command.about.find('\n'));
        rows.push_back({"  " + std::string(command.name), std::string(about)});
    }
    return text + alignColumns(rows) +
        "\nSPEC: local | sim:NAME | recorded:DIR | dump:FILE (without --host: local)\n"
        "Exit status: 0 done; 1 done and the answer is no; 2 bad input, or it could not be done.\n"
        "patchbay-engine COMMAND --help says more.\n";
}

std::string usageOf(const Command &command)
{
    std::string text = "usage: patchbay-engine " + std::string(command.name);
    if (!command.usage.empty())
        text.append(1, ' ').append(command.usage);
    return text;
}

std::string helpFor(const Command &command)
{
    return usageOf(command) + "\n\n" + std::string(command.about) + '\n';
}

// The option as the command's table has it: with '=' when it takes a value.
const std::string_view *findOption(const Command &command, std::string_view name)
{
    const auto found = std::ranges::find_if(command.options, [&](std::string_view option) {
        return option == name || (option.ends_with('=') && option.substr(0, option.size() - 1) == name);
    });
    return found == command.options.end() ? nullptr : &*found;
}

// Reads the option at words[at], stepping over its value.
Result<> takeOption(const Command &command, std::span<const std::string> words, std::size_t &at, Arguments &arguments)
{
    const std::string &word = words[at];
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const std::string_view *option = findOption(command, name);
    if (!option)
        return fail("there is no such option", name.substr(0, 60));
    std::string value;
    if (option->ends_with('=')) {
        if (equals == word.npos && at + 1 >= words.size())
            return fail("needs a value", name);
        value = equals == word.npos ? words[++at] : word.substr(equals + 1);
    } else if (equals != word.npos) {
        return fail("takes no value", name);
    }
    if (!arguments.options.emplace(name, value).second)
        return fail("given twice", name);
    return {};
}

int finish(int status)
{
    if (std::fflush(stdout) != 0 || std::ferror(stdout))
        return complain(Error{std::strerror(errno), "standard output"});
    return status;
}

} // namespace

void print(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
}

int complain(const Error &error)
{
    std::fflush(stdout);
    std::fprintf(stderr, "patchbay-engine: %s\n", error.toString().c_str());
    return status::bad;
}

int complain(const wire::Failure &failure)
{
    complain(Error{failure.message, {}});
    return failure.code == wire::code::blocked ? status::no : status::bad;
}

std::string alignColumns(const std::vector<std::vector<std::string>> &rows)
{
    const auto width = [](const std::string &cell) { // of characters, not bytes
        return std::size_t(std::ranges::count_if(cell, [](char c) { return (c & 0xc0) != 0x80; }));
    };
    std::vector<std::size_t> widths;
    for (const auto &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width(row[i]));
    }
    std::string text;
    for (const auto &row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            text.append(row[i]).append(widths[i] - width(row[i]) + 2, ' ');
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    }
    return text;
}

Result<Arguments> parseArguments(const Command &command, std::span<const std::string> words)
{
    Arguments arguments;
    bool options = true;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (options && words[at] == "--") {
            options = false;
        } else if (options && words[at].starts_with("--")) {
            if (Result<> taken = takeOption(command, words, at, arguments); !taken)
                return pass(taken.error());
        } else {
            arguments.words.push_back(words[at]);
        }
    }
    if (arguments.words.size() < command.fewest)
        return fail("something is missing; " + usageOf(command));
    if (arguments.words.size() > command.most)
        return fail("one word too many; " + usageOf(command), arguments.words[command.most].substr(0, 60));
    return arguments;
}

int runCommandLine(std::span<const std::string> words)
{
    const std::string_view first = words.empty() ? std::string_view() : words.front();
    if (first == "--version") {
        print(std::string("patchbay-engine ") + version + '\n');
        return finish(status::good);
    }
    if (first == "--help" || first == "-h" || first == "help") {
        print(overview());
        return finish(status::good);
    }
    if (words.empty()) {
        std::fputs(overview().c_str(), stderr);
        return status::bad;
    }
    const auto all = commands();
    const auto command = std::ranges::find(all, first, &Command::name);
    if (command == all.end())
        return complain(Error{"there is no such command; patchbay-engine --help lists them", std::string(first.substr(0, 60))});
    const auto rest = words.subspan(1);
    if (std::ranges::any_of(rest, [](const std::string &word) { return word == "--help" || word == "-h"; })) {
        print(helpFor(*command));
        return finish(status::good);
    }
    const auto arguments = parseArguments(*command, rest);
    if (!arguments)
        return complain(arguments.error());
    return finish(command->run(*arguments));
}

} // namespace patchbay::rpc
