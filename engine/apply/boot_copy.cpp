// SPDX-License-Identifier: BSD-2-Clause
#include "apply/boot_copy.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr std::string_view prefix = "patchbay-";

bool isNumber(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Result<> bectl(Host &host, std::vector<std::string> words)
{
    words.insert(words.begin(), "bectl");
    std::string line;
    for (const std::string &word : words)
        line += (line.empty() ? "" : " ") + word;
    const auto said = host.run(words);
    if (!said)
        return pass(said.error());
    if (said->status == 0)
        return {};
    const std::string &text = said->err.empty() ? said->out : said->err;
    const std::string reason = text.substr(0, text.find('\n'));
    return fail(reason.empty() ? "ended with status " + std::to_string(said->status) : reason, line);
}

void destroyOld(Host &host)
{
    const auto all = bootEnvironments(host);
    std::vector<BootEnvironment> ours;
    for (const BootEnvironment &each : all.value_or(std::vector<BootEnvironment>()))
        if (isBootCopy(each.name))
            ours.push_back(each);
    std::ranges::sort(ours, {}, &BootEnvironment::name);
    // One that cannot be destroyed is none the worse; it is tried again after the next change.
    for (std::size_t i = 0; i + bootCopyLimit < ours.size(); ++i)
        if (!ours[i].booted && !ours[i].next && !ours[i].once && !ours[i].mounted)
            (void)bectl(host, {"destroy", "-o", ours[i].name}).has_value();
}

} // namespace

std::optional<std::vector<BootEnvironment>> bootEnvironments(Host &host)
{
    const auto said = host.run({"bectl", "list", "-H"});
    return said && said->status == 0 ? parseBectlList(said->out) : std::nullopt;
}

bool isBootCopy(std::string_view name)
{
    if (!name.starts_with(prefix))
        return false;
    const std::string_view rest = name.substr(prefix.size());
    return rest.size() >= 6 && isNumber(rest.substr(0, 6)) &&
        (rest.size() == 6 || (rest[6] == '-' && isNumber(rest.substr(7))));
}

BootCopy planBootCopy(const std::vector<BootEnvironment> &all, const std::string &id)
{
    BootCopy copy{.name = std::string(prefix) + id, .running = {}};
    for (const BootEnvironment &each : all)
        if (each.booted)
            copy.running = each.name;
    for (int next = 2; std::ranges::contains(all, copy.name, &BootEnvironment::name); ++next)
        copy.name = std::string(prefix) + id + '-' + std::to_string(next);
    return copy;
}

Result<> makeBootCopy(Host &host, const BootCopy &copy)
{
    if (auto made = bectl(host, {"create", copy.name}); !made)
        return made;
    const auto all = bootEnvironments(host);
    if (!all || !std::ranges::contains(*all, copy.name, &BootEnvironment::name))
        return fail("bectl made it, but does not list it", copy.name);
    destroyOld(host);
    return {};
}

void dropBootCopy(Host &host, const BootCopy &copy)
{
    (void)bectl(host, {"destroy", "-o", copy.name}).has_value();
}

Result<> bootOnce(Host &host, const BootCopy &copy)
{
    // In this order: whatever comes in between, the next boot is one of the old files.
    auto done = bectl(host, {"activate", copy.name});
    if (done)
        done = bectl(host, {"activate", "-t", copy.running});
    if (!done)
        if (auto back = endBootOnce(host, copy); !back)
            return fail(done.error().what + "; boots take " + copy.name + " until: bectl activate " + copy.running,
                        done.error().where);
    return done;
}

Result<> endBootOnce(Host &host, const BootCopy &copy)
{
    const auto all = bootEnvironments(host);
    if (!all)
        return fail("bectl does not list the boot environments", host.spec());
    const auto now = std::ranges::find(*all, true, &BootEnvironment::next);
    if (now != all->end() && now->name == copy.name)
        if (auto done = bectl(host, {"activate", copy.running}); !done)
            return done;
    const auto once = std::ranges::find(*all, true, &BootEnvironment::once);
    if (once != all->end() && once->name == copy.running)
        return bectl(host, {"activate", "-T"});
    return {};
}

} // namespace patchbay
