// SPDX-License-Identifier: BSD-2-Clause
#include "shell.h"

#include "host/sim/clock.h"
#include "host/sim/kernel.h"
#include "host/sim/store.h"
#include "host/sim/text.h"
#include "support/text.h"

#include <QRegularExpression>

#include <format>

using namespace patchbay;
using namespace patchbay::sim;

namespace {

/// Splits at a separator that stands outside of quotes.
std::vector<std::string> parts(std::string_view text, std::string_view separator)
{
    std::vector<std::string> result(1);
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quote == 0 && text.substr(i).starts_with(separator)) {
            result.emplace_back();
            i += separator.size() - 1;
            continue;
        }
        if (quote == 0 && (text[i] == '\'' || text[i] == '"'))
            quote = text[i];
        else if (text[i] == quote)
            quote = 0;
        result.back() += text[i];
    }
    return result;
}

std::vector<std::string> unquoted(std::string_view text, int status)
{
    std::vector<std::string> argv;
    char quote = 0;
    bool open = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote == 0 && (c == ' ' || c == '\t')) {
            open = false;
            continue;
        }
        if (!open)
            argv.emplace_back();
        open = true;
        if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == quote) {
            quote = 0;
        } else if (c == '$' && i + 1 < text.size() && text[i + 1] == '?' && quote != '\'') {
            argv.back() += std::to_string(status);
            ++i;
        } else {
            argv.back() += c;
        }
    }
    return argv;
}

std::string grep(const std::vector<std::string> &argv, const std::string &input, int &ret_status)
{
    QRegularExpression::PatternOptions options = QRegularExpression::NoPatternOption;
    bool count = false, invert = false;
    std::size_t linesAfter = 0, left = 0;
    bool apart = false; // lines were left out since the last hit
    std::string pattern;
    for (std::size_t i = 1; i < argv.size(); ++i) {
        if (argv[i].starts_with('-')) {
            count = count || argv[i].find('c') != std::string::npos;
            if (argv[i].starts_with("-A"))
                linesAfter = std::size_t(number(argv[i].substr(2)).value_or(0));
            invert = invert || argv[i].find('v') != std::string::npos;
            if (argv[i].find('i') != std::string::npos)
                options |= QRegularExpression::CaseInsensitiveOption;
        } else {
            pattern = argv[i];
        }
    }
    const QRegularExpression expression(QString::fromUtf8(toBytes(pattern)), options);
    std::string out;
    int hits = 0;
    for (const std::string_view line : lines(input)) {
        const bool hit = expression.match(QString::fromUtf8(toBytes(line))).hasMatch() != invert;
        if (!hit && left == 0) {
            apart = hits > 0 && linesAfter > 0;
            continue;
        }
        if (apart)
            out += "--\n";
        apart = false;
        left = hit ? linesAfter : left - 1;
        hits += hit;
        out.append(line).append("\n");
    }
    ret_status = hits ? 0 : 1;
    return count ? std::format("{}\n", hits) : out;
}

std::string filter(const std::vector<std::string> &argv, const std::string &input, int &ret_status)
{
    if (argv[0] == "grep")
        return grep(argv, input, ret_status);
    ret_status = 0;
    const auto all = lines(input);
    std::string out;
    if (argv[0] == "wc")
        return std::format("{:8}\n", input.size());
    const std::size_t keep = argv.size() > 1 ? std::size_t(number(argv[1].substr(1)).value_or(10)) : 10;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (argv[0] == "head" ? i < keep : i + keep >= all.size())
            out.append(all[i]).append("\n");
    }
    return out;
}

std::string withoutRedirections(std::string text, bool &ret_silent)
{
    for (const std::string &redirection :
         {std::string(">/tmp/g2.out"), std::string("2>&1"), std::string("2>/dev/null"), std::string("</dev/null")}) {
        const std::size_t at = text.find(redirection);
        if (at == std::string::npos)
            continue;
        ret_silent = ret_silent || redirection == "2>/dev/null";
        text.erase(at, redirection.size());
    }
    return text;
}

/// "for s in A B; do X $s; Y; done" as "X A; Y; X B; Y".
std::string unrolled(std::string_view line)
{
    const std::size_t in = line.find(" in "), body = line.find("; do "), end = line.rfind("; done");
    if (!line.starts_with("for ") || in == line.npos || body == line.npos || end == line.npos)
        return std::string(line);
    const std::string variable = "$" + std::string(line.substr(4, in - 4));
    std::string text;
    for (const std::string &word : words(line.substr(in + 4, body - in - 4))) {
        std::string turn(line.substr(body + 5, end - body - 5));
        for (std::size_t at = turn.find(variable); at != turn.npos; at = turn.find(variable, at))
            turn.replace(at, variable.size(), word);
        text += (text.empty() ? "" : "; ") + turn;
    }
    return text;
}

/// $(printf 'a%.0s' 1 2 3): three a's.
std::string substituted(std::string text)
{
    const std::size_t from = text.find("$(printf 'a%.0s' "), to = text.find(')', from);
    if (from == text.npos || to == text.npos)
        return text;
    const std::size_t count = words(std::string_view(text).substr(from + 17, to - from - 17)).size();
    return text.replace(from, to - from + 1, std::string(count, 'a'));
}

} // namespace

std::vector<std::string> Shell::commands(std::string_view line)
{
    std::vector<std::string> result;
    for (const std::string &part : parts(substituted(unrolled(line)), ";")) {
        std::string one(trimmed(part));
        if (one.starts_with("(timeout"))
            one.erase(0, 1);
        if (one.starts_with("echo ") && one.ends_with("\")"))
            one.pop_back();
        if (!one.empty())
            result.push_back(one);
    }
    return result;
}

bool Shell::understands(std::string_view line)
{
    if (line == "sysctl hw.vmm") // carries figures of the processor
        return false;
    for (const char *strange : {"dmesg",
                                "/x/vmload",
                                "cat ",
                                "sh ",
                                "vmstat",
                                "ping",
                                "printf",
                                " & ",
                                "for ",
                                "grep -A3",
                                "grep -B",
                                "newfs",
                                "ls -la",
                                "ps ax",
                                "devinfo | head",
                                "msix",
                                "hw.vmm | grep",
                                "id;",
                                "chroot",
                                "timeout 5",
                                "mmio",
                                "ls /dev |",
                                "bhyvectl --create --vm=$(",
                                "sleep",
                                "reboot",
                                "kldstat -v"}) {
        if (line.find(strange) != std::string_view::npos)
            return false;
    }
    return true;
}

std::string Shell::type(std::string_view line)
{
    std::string out;
    for (const std::string &part : parts(line, ";"))
        out += pipeline(part);
    if (m_status != 0)
        out += std::format("[exit {}]\n", m_status);
    return out;
}

std::string Shell::pipeline(const std::string &text)
{
    const auto stages = parts(text, "|");
    bool silent = false;
    auto argv = unquoted(withoutRedirections(stages[0], silent), m_status);
    if (argv.empty())
        return {};
    if (argv[0] == "timeout")
        argv.erase(argv.begin(), argv.begin() + (argv[1] == "-s" ? 4 : 2));
    std::string out = command(argv);
    for (std::size_t i = 1; i < stages.size(); ++i)
        out = filter(unquoted(stages[i], m_status), out, m_status);
    return silent && m_status != 0 ? std::string() : out;
}

std::string Shell::command(std::vector<std::string> argv)
{
    if (argv[0] == "echo") {
        std::string text;
        for (std::size_t i = 1; i < argv.size(); ++i)
            text += (i > 1 ? " " : "") + argv[i];
        m_status = 0;
        return text + "\n";
    }
    if (argv[0] == "/x/vmload") // -S NAME MEGABYTES KERNEL
        argv = {"bhyveload", "-S", "-m", argv[3] + "M", argv[2]};
    if (argv[0] == "/x/pptbind")
        return pptbind(argv);
    const auto result = m_host.run(argv, {});
    if (!result && result.error().what == "timed out") { // as under timeout(1)
        m_status = 124;
        return {};
    }
    if (!result) {
        m_status = 1;
        return result.error().toString() + "\n";
    }
    m_status = result->status;
    return result->out + result->err;
}

std::string Shell::pptbind(const std::vector<std::string> &argv)
{
    Store store(m_folder);
    auto state = store.load();
    if (!state)
        return state.error().toString() + "\n";
    Kernel kernel(m_host.machine(), *state);
    const auto outcome = [](Errno error) {
        return error == Errno::None ? std::string("ok") : sim::words(error);
    };
    std::string out =
        std::format("vm_create {}: {}\nvm_setup_memory: ok\n", argv[1], outcome(kernel.createVm(argv[1])));
    m_status = 0;
    for (std::size_t i = 2; i < argv.size(); ++i) {
        const std::string &verb = argv[i];
        if (verb == "assign" || verb == "unassign") {
            const Address address = *Address::parseSlashed(argv[++i]);
            const Errno error =
                verb == "assign" ? kernel.assign(argv[1], address) : kernel.unassign(argv[1], address);
            out += std::format("{} {}: {}\n", verb, argv[i], outcome(error));
        } else if (verb == "destroy") {
            kernel.destroyVm(argv[1], clockOf({}).now);
            out += "destroyed\n";
        } else { // windows and interrupts leave no trace here
            i += verb == "mmio" || verb == "msi" ? 4 : verb == "msix" ? 5 : verb == "sys" ? 1 : 0;
        }
    }
    (void)store.save(*state).has_value();
    return out;
}
