// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_misread.h"

#include "conf/conf_edit.h"
#include "conf/loader_conf.h"
#include "conf/loader_defaults.h"

#include <algorithm>
#include <array>

namespace patchbay {

namespace {

constexpr std::string_view blanks = " \t\r\v\f";

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char &c : result)
        if (c >= 'A' && c <= 'Z')
            c = char(c - 'A' + 'a');
    return result;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool isNameCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
}

std::string valueOf(std::string_view rest)
{
    rest = trimmed(rest);
    if (rest.starts_with('"') || rest.starts_with('\''))
        return std::string(rest.substr(1, rest.find(rest.front(), 1) - 1));
    return std::string(trimmed(rest.substr(0, rest.find('#'))));
}

bool isLoad(std::string_view name)
{
    return name.ends_with("_load") && name.size() > 5;
}

/// A name that people use for pptdevs and that the kernel does not look for.
bool isNoVariable(const std::string &name)
{
    std::string_view base = name;
    while (!base.empty() && base.back() >= '0' && base.back() <= '9')
        base.remove_suffix(1);
    const std::string small = lower(base);
    return (small == "pptdevs" || small == "pptdev" || small == "ppt_devs") &&
           !std::ranges::contains(pptVariables, name);
}

bool matters(const std::string &name)
{
    return isLoad(name) || name.starts_with("vmm_") || name.starts_with("hw.vmm.") || isNoVariable(name) ||
           std::ranges::contains(pptVariables, name);
}

/// What people write for yes and for no.
bool meansSwitch(const std::string &value)
{
    static constexpr std::array words{"yes", "no", "true", "false", "on", "off", "enable", "enabled", "disable", "disabled"};
    return std::ranges::contains(words, lower(value));
}

bool meansYes(const std::string &value)
{
    static constexpr std::array words{"yes", "true", "on", "1", "enable", "enabled", "y"};
    return std::ranges::contains(words, lower(value));
}

class LineReader
{
public:
    LineReader(const BootFiles &boot, const LoaderResult &loader) : m_boot(boot), m_loader(loader) {}

    std::vector<MisreadLine> read()
    {
        for (const auto &[path, bytes] : m_boot.files) {
            if (path == defaultsPath || path.ends_with(".lua") || path.ends_with("/nextboot.conf"))
                continue;
            const ConfDocument document = ConfDocument::parse(bytes, m_boot.generation);
            for (std::size_t i = 0; i < document.lines.size(); ++i)
                readLine(path, int(i) + 1, document.lines[i]);
        }
        return std::move(m_found);
    }

private:
    void readLine(const std::string &path, int number, const ConfLine &line)
    {
        const auto plain = readPlainly(line.text);
        if (!plain || !matters(plain->name))
            return;
        const auto add = [&](Misread how, std::string taken = {}) {
            m_found.push_back({how, {path, number}, line.text, *plain, std::move(taken)});
        };
        if (!std::ranges::contains(m_loader.reads, path)) {
            if (!m_loader.stops)
                add(Misread::NotRead);
            return;
        }
        const std::string name = ConfDocument::nameOn(line);
        if (line.meaning.kind == LineKind::Malformed || name.empty())
            return;
        if (name != plain->name)
            return add(Misread::OtherName, name);
        if (isNoVariable(name))
            return add(Misread::NoVariable);
        const Assignment *last = lastAssignment(m_loader, name);
        if (last == nullptr || last->path != path || last->line != number)
            return;
        const std::string taken(textOf(line.text, line.meaning.value));
        if (taken != plain->value)
            return add(Misread::OtherValue, taken);
        if (isLoad(name) && meansYes(plain->value) && lower(taken) != "yes")
            return add(Misread::NotYes);
        if (isLoad(name) && meansYes(plain->value) && line.meaning.kind != LineKind::Module)
            return add(Misread::NotModule);
        if (name.starts_with("hw.vmm.") && meansSwitch(last->value))
            return add(Misread::NotNumber);
        if (std::ranges::contains(pptVariables, name))
            for (const PptToken &token : parsePptdevs(last->value))
                if (!token.note.empty())
                    add(Misread::OddEntry, token.note);
    }

    const BootFiles &m_boot;
    const LoaderResult &m_loader;
    std::vector<MisreadLine> m_found;
};

/// What of a result is about passthrough: variables as the kernel gets them, and "load vmm" for modules.
std::map<std::string, std::string> essence(const LoaderResult &result)
{
    std::map<std::string, std::string> all;
    for (const auto &[name, value] : kernelEnvironment(result).env)
        if (std::ranges::contains(pptVariables, name) || name.starts_with("hw.vmm."))
            all.emplace(name, value);
    for (const std::string &command : result.loads) {
        const std::string_view words = trimmed(command);
        all.emplace(words.starts_with("load ") ? words : "load " + std::string(words), "yes");
    }
    return all;
}

/// The last line that decides `name`; of a module the one that has it loaded.
Origin placeOf(const LoaderResult &result, std::string_view name)
{
    const Assignment *last = lastAssignment(result, name);
    if (name.starts_with("load ")) {
        const std::string_view file = name.substr(name.rfind(' ') + 1);
        for (const auto &[key, module] : result.modules) {
            const auto own = module.fields.find("name");
            if ((own != module.fields.end() ? own->second : key) == file)
                last = lastAssignment(result, key + "_load");
        }
        if (last == nullptr)
            last = lastAssignment(result, std::string(file) + "_load");
    }
    return last == nullptr || last->path == defaultsPath ? Origin() : Origin{last->path, last->line};
}

void compare(const BootFiles &boot, const LoaderResult &here, LoaderGeneration generation,
             std::vector<LoaderDifference> &found)
{
    BootFiles other = boot;
    other.generation = generation;
    other.files.erase(std::string(defaultsPath));
    other.files.erase("/boot/lua/config.lua");
    if (other.files.empty())
        return;
    const LoaderResult there = evaluateLoader(other);
    const auto mine = essence(here), theirs = essence(there);
    std::map<std::string, bool> names;
    for (const auto *each : {&mine, &theirs})
        for (const auto &[name, value] : *each)
            names[name] = true;
    const auto in = [](const std::map<std::string, std::string> &values, const std::string &name) {
        const auto value = values.find(name);
        return value == values.end() ? std::nullopt : std::optional(value->second);
    };
    for (const auto &[name, known] : names)
        if (in(mine, name) != in(theirs, name))
            found.push_back({generation, name, in(mine, name), in(theirs, name), placeOf(here, name), placeOf(there, name)});
}

} // namespace

std::optional<PlainAssignment> readPlainly(std::string_view line)
{
    if (line.starts_with("\xef\xbb\xbf"))
        line.remove_prefix(3);
    line = trimmed(line);
    for (const std::string_view word : {"export ", "setenv ", "set "})
        if (line.starts_with(word))
            line = trimmed(line.substr(word.size()));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos)
        return std::nullopt;
    std::string_view name = trimmed(line.substr(0, equals));
    if (name.ends_with('+'))
        name = trimmed(name.substr(0, name.size() - 1));
    if (name.empty() || !std::ranges::all_of(name, isNameCharacter))
        return std::nullopt;
    return PlainAssignment{std::string(name), valueOf(line.substr(equals + 1))};
}

std::vector<MisreadLine> misreadLines(const BootFiles &boot, const LoaderResult &loader)
{
    return LineReader(boot, loader).read();
}

std::vector<LoaderDifference> loaderDifferences(const BootFiles &boot, const LoaderResult &here)
{
    std::vector<LoaderDifference> found;
    for (const LoaderGeneration generation :
         {LoaderGeneration::Twelve, LoaderGeneration::Fourteen, LoaderGeneration::Main})
        if (generation != boot.generation)
            compare(boot, here, generation, found);
    return found;
}

} // namespace patchbay
