// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_run.h"

#include "conf/loader_commands.h"
#include "conf/loader_defaults.h"

#include <algorithm>
#include <array>

namespace patchbay {

namespace {

std::string upper(std::string text)
{
    for (char &c : text)
        if (c >= 'a' && c <= 'z')
            c = char(c - 'a' + 'A');
    return text;
}

} // namespace

LoaderRun::LoaderRun(const BootFiles &boot, std::string_view defaults)
    : m_boot(boot), m_defaults(defaults), m_generation(boot.generation),
      m_lookup([this](std::string_view name) { return loaderGet(name); })
{
    for (const auto &[name, value] : boot.loaderEnv) {
        m_env.emplace(name, value);
        fromDefaults.insert(name);
    }
}

void LoaderRun::readAll()
{
    readConf(std::string(defaultsPath));
    if (!result.stops && m_generation != LoaderGeneration::Twelve)
        readFolders();
    if (!result.stops && m_generation == LoaderGeneration::Main)
        readLocals();
    m_here = {};
    if (!result.stops)
        checkNextboot();
    m_here = {};
    result.env = {m_env.begin(), m_env.end()};
}

/// Marks a file as read only once it is, as the loader does: the first file may name itself again.
void LoaderRun::readConf(const std::string &file)
{
    if (m_loaded.contains(file))
        return;
    m_here = {normalPath(file), 0};
    print("Loading " + file);
    m_changed.erase(filesVariable);
    if (!processFile(file)) {
        m_here.line = 0;
        if (!result.stops)
            print("Failed to parse config: '" + file + "'");
    }
    m_loaded.insert(file);
    const auto more = m_changed.find(filesVariable);
    if (result.stops || more == m_changed.end())
        return;
    const std::string names = more->second;
    LuaMatches matches(names, "[%w%p]+");
    while (const auto match = matches.next()) {
        readConf(std::string(captured(names, *match)));
        if (result.stops)
            return;
    }
}

void LoaderRun::checkNextboot()
{
    const auto file = loaderGet("nextboot_conf");
    const auto enable = loaderGet("nextboot_enable");
    const bool old = m_generation == LoaderGeneration::Twelve;
    if (!file || (!old && enable == "NO"))
        return;
    const auto text = openFile(*file);
    if (!text || ((old || !enable) && text->starts_with("nextboot_enable=\"NO\"")))
        return;
    m_here = {normalPath(*file), 0};
    if (!parse(*text) && !result.stops) {
        m_here.line = 0;
        print("Failed to parse config: '" + *file + "'");
    }
    if (result.stops)
        return;
    overwriteNextboot(*file, std::string(*text));
    if (!old)
        loaderSet("nextboot_enable", "NO");
}

/// The loader writes over the first bytes whatever they are, and can make no file longer.
void LoaderRun::overwriteNextboot(const std::string &file, const std::string &text)
{
    if (m_boot.loaderCannotWrite)
        return;
    const std::string mark = "nextboot_enable=\"NO\" ";
    const std::size_t length = std::min(mark.size(), text.size());
    result.left[normalPath(file)] = mark.substr(0, length) + text.substr(length);
}

std::optional<std::string_view> LoaderRun::openFile(const std::string &file)
{
    const std::string path = normalPath(file);
    if (path == defaultsPath)
        return m_defaults;
    const auto found = m_boot.files.find(path);
    if (found == m_boot.files.end())
        return std::nullopt;
    result.reads.push_back(path);
    return found->second;
}

/// What every host without a defaults file of its own begins with, worked out once.
const LoaderRun::Start &LoaderRun::startOf(LoaderGeneration generation)
{
    const auto begin = [](LoaderGeneration each) {
        BootFiles none;
        none.generation = each;
        LoaderRun run(none, shippedDefaults(each));
        run.m_here = {std::string(defaultsPath), 0};
        run.print("Loading " + run.m_here.path);
        run.parse(run.m_defaults);
        return Start{run.result, run.fromDefaults, run.m_env, run.m_changed};
    };
    static const std::array all{begin(LoaderGeneration::Twelve), begin(LoaderGeneration::Fourteen),
                                begin(LoaderGeneration::Main)};
    return all[std::size_t(generation)];
}

bool LoaderRun::processFile(const std::string &file)
{
    const bool first = m_loaded.empty() && result.reads.empty() && m_boot.loaderEnv.empty();
    if (first && file == defaultsPath && m_defaults.data() == shippedDefaults(m_generation).data()) {
        const Start &start = startOf(m_generation);
        result = start.result;
        fromDefaults = start.fromDefaults;
        m_env = start.env;
        m_changed = start.changed;
        return true;
    }
    const auto text = openFile(file);
    if (!text)
        return true;
    if (m_generation == LoaderGeneration::Main && luaMatch(file, ".lua$"))
        return runLua(file, *text);
    return parse(*text);
}

/// Counts lines twice: for the person with an editor, and as the loader does, which never sees empty ones.
bool LoaderRun::parse(std::string_view text)
{
    bool good = true;
    int counted = 0;
    int line = 0;
    while (!text.empty()) {
        const std::string_view content = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), content.size() + 1));
        m_here.line = ++line;
        if (content.empty())
            continue;
        ++counted;
        const LineMeaning meaning = readLine(content, m_generation);
        if (meaning.kind == LineKind::Malformed) {
            print("Malformed line (" + std::to_string(counted) + "):\n\t'" + std::string(content) + "'");
            good = false;
            continue;
        }
        process(content, meaning);
        if (result.stops)
            return false;
    }
    return good;
}

void LoaderRun::process(std::string_view line, const LineMeaning &meaning)
{
    const std::string name(textOf(line, meaning.name));
    const std::string value(textOf(line, meaning.value));
    switch (meaning.kind) {
    case LineKind::Module: setModule(name, meaning.field, value); break;
    case LineKind::Variable: setVariable(name, value); break;
    case LineKind::Exec:
        if (!execute(value))
            print("Failed to exec '" + value + "'");
        break;
    case LineKind::Blank:
    case LineKind::Comment:
    case LineKind::Malformed: break;
    }
}

void LoaderRun::setModule(const std::string &key, const std::string &field, std::string value)
{
    if (field == "load")
        value = upper(std::move(value));
    result.modules[key].fields[field] = value;
    const std::string name = key + '_' + field;
    note(name, value);
    if (m_generation == LoaderGeneration::Main)
        setEnv(name, value);
}

void LoaderRun::setVariable(const std::string &name, std::string_view raw)
{
    Expansion expansion = expandValue(raw, m_generation, m_lookup);
    if (expansion.stops) {
        result.stops = std::move(expansion.stops);
    } else if (!expansion.complaint.empty()) {
        print("Failed to parse variable '" + name + "': " + expansion.complaint);
    } else {
        note(name, expansion.value);
        setEnv(name, expansion.value);
    }
}

} // namespace patchbay
