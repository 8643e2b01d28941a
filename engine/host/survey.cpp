// SPDX-License-Identifier: BSD-2-Clause
#include "host/survey.h"

#include "base/file.h"
#include "host/dump_text.h"
#include "host/topology_check.h"
#include "pci/class_code.h"
#include "pci/isolation.h"
#include "pci/topology_builder.h"

#include <algorithm>
#include <filesystem>

namespace patchbay {

namespace {

namespace fs = std::filesystem;

std::optional<std::size_t> countGroups(const Topology &topology)
{
    std::size_t count = 0;
    for (const Node &node : topology.nodes) {
        if (!node.group)
            return std::nullopt;
        count = std::max(count, std::size_t(*node.group) + 1);
    }
    return count;
}

/// ppt takes header type 0 only, and bhyve refuses what has no capability list.
std::optional<std::string> whyBlocked(const Function &function)
{
    if (hasBusesBehind(function))
        return "it is a bridge";
    if (function.layout().value_or(0) != 0)
        return "its header type is not 0";
    if (function.capabilitiesKnown && function.capabilities.empty())
        return "it has no capability list";
    return std::nullopt;
}

void count(const Topology &topology, SurveyedMachine &machine)
{
    std::size_t msi = 0, msix = 0;
    bool known = false;
    for (const Node &node : topology.nodes) {
        const Function &function = node.function;
        machine.endpoints += !hasBusesBehind(function) && function.layout().value_or(0) == 0;
        known |= function.capabilitiesKnown;
        msi += function.lists(0x05);
        msix += function.lists(0x11);
        if (auto reason = whyBlocked(function))
            machine.blockers.push_back({function.address, std::move(*reason)});
    }
    machine.functions = topology.nodes.size();
    if (known) {
        machine.msi = msi;
        machine.msix = msix;
    }
    machine.groups = countGroups(topology);
}

/// Whether a text that could not be read was meant as a dump: then its failure counts.
bool looksLikeDump(std::string_view text)
{
    constexpr std::size_t sampleSize = 65536;
    const std::string_view sample = text.substr(0, sampleSize);
    return sample.find_first_not_of(" \t\r\n") == std::string_view::npos || sample.find('\0') != std::string_view::npos ||
           text.find("@pci") != std::string_view::npos || text.find("\tSubsystem: ") != std::string_view::npos;
}

class Walk
{
public:
    Walk(Survey &survey, const std::function<void(const SurveyedMachine &)> &each) : m_survey(survey), m_each(each) {}

    void enter(const fs::path &path);

private:
    void readFolder(const fs::path &folder);
    void readDump(const fs::path &path, bool named);
    void add(SurveyedMachine machine);

    Survey &m_survey;
    const std::function<void(const SurveyedMachine &)> &m_each;
};

void Walk::enter(const fs::path &path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
        m_survey.errors.push_back({error && status.type() != fs::file_type::not_found ? error.message() : "no such file",
                                   path.string()});
    else if (fs::is_directory(status))
        readFolder(path);
    else if (fs::is_regular_file(status))
        readDump(path, true);
    else
        m_survey.errors.push_back({"this is neither a file nor a folder", path.string()});
}

/// Folders wait on a list instead of the stack: nothing limits how deep they go.
void Walk::readFolder(const fs::path &top)
{
    std::vector<fs::path> waiting{top};
    while (!waiting.empty()) {
        const fs::path folder = std::move(waiting.back());
        waiting.pop_back();
        std::vector<fs::path> files, folders;
        std::error_code error;
        for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
            std::error_code ignored, unseen;
            const fs::file_type type = entry->symlink_status(unseen).type();
            if (unseen && type != fs::file_type::not_found)
                m_survey.errors.push_back({unseen.message(), entry->path().string()});
            else if (type == fs::file_type::directory)
                folders.push_back(entry->path());
            else if (entry->is_regular_file(ignored))
                files.push_back(entry->path());
        }
        if (error)
            m_survey.errors.push_back({error.message(), folder.string()});
        std::ranges::sort(files);
        std::ranges::sort(folders, std::greater());
        for (const fs::path &file : files)
            readDump(file, false);
        waiting.insert(waiting.end(), folders.begin(), folders.end());
    }
}

void Walk::readDump(const fs::path &path, bool named)
{
    const auto text = readFile(path.string(), surveyFileLimit);
    if (!text) {
        SurveyedMachine machine;
        machine.path = path.string();
        machine.errors.push_back(text.error());
        add(std::move(machine));
        return;
    }
    SurveyedMachine machine = surveyDump(path.string(), *text);
    if (!machine.errors.empty() && !named && !looksLikeDump(*text))
        ++m_survey.skipped;
    else
        add(std::move(machine));
}

void Walk::add(SurveyedMachine machine)
{
    if (m_each)
        m_each(machine);
    m_survey.machines.push_back(std::move(machine));
}

} // namespace

Survey::Summary Survey::summary() const
{
    Summary sum;
    sum.machines = machines.size();
    sum.errors = errors.size();
    for (const SurveyedMachine &machine : machines) {
        sum.functions += machine.functions;
        sum.endpoints += machine.endpoints;
        sum.msi += machine.msi.value_or(0);
        sum.msix += machine.msix.value_or(0);
        sum.blockers += machine.blockers.size();
        sum.errors += machine.errors.size();
    }
    return sum;
}

SurveyedMachine surveyDump(std::string path, std::string_view text)
{
    SurveyedMachine machine;
    machine.path = std::move(path);
    auto dump = patchbay::readDump(text);
    if (!dump) {
        Error error = dump.error();
        error.where = error.where.empty() ? machine.path : machine.path + ", " + error.where;
        machine.errors.push_back(std::move(error));
        return machine;
    }
    machine.kind = dump->kind == DumpKind::Pciconf ? "pciconf" : "lspci";
    machine.oddities = std::move(dump->list.oddities);
    Topology topology = buildTopology(std::move(dump->list.functions));
    const auto odd = checkBuses(topology);
    machine.oddities.insert(machine.oddities.end(), odd.begin(), odd.end());
    applyIsolation(topology);
    count(topology, machine);
    return machine;
}

Survey surveyPaths(const std::vector<std::string> &paths, const std::function<void(const SurveyedMachine &)> &each)
{
    Survey survey;
    Walk walk(survey, each);
    for (const std::string &path : paths)
        walk.enter(path);
    return survey;
}

} // namespace patchbay
