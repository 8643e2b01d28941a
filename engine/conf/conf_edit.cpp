// SPDX-License-Identifier: BSD-2-Clause
#include "conf/conf_edit.h"

#include "conf/boot_block.h"
#include "conf/loader_defaults.h"
#include "conf/lua_pattern.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr const char *mainFile = "/boot/loader.conf";
constexpr const char *localFile = "/boot/loader.conf.local";
constexpr const char *hintsFile = "/boot/device.hints";
constexpr const char *nextFile = "/boot/nextboot.conf";
constexpr const char *amdviName = "hw.vmm.amdvi.enable";

using Names = std::set<std::string, std::less<>>;

std::vector<Address> sortedFunctions(std::vector<Address> functions)
{
    for (Address &address : functions)
        address.domain = 0;
    std::ranges::sort(functions);
    const auto twice = std::ranges::unique(functions);
    functions.erase(twice.begin(), twice.end());
    return functions;
}

std::string placeOf(const Assignment &assignment)
{
    return assignment.path + ":" + std::to_string(assignment.line);
}

/// Boot files without any block of ours.
BootFiles withoutOurs(const BootFiles &now)
{
    BootFiles base = now;
    for (const auto &[path, text] : now.files) {
        if (path == defaultsPath)
            continue;
        auto bare = withoutBlock(text, now.generation);
        if (bare)
            base.files[path] = std::move(*bare);
        else
            base.files.erase(path);
    }
    return base;
}

/// With no file at all an evaluation shows the defaults too; here they are never of interest.
LoaderResult look(const BootFiles &boot)
{
    if (!boot.files.empty())
        return evaluateLoader(boot);
    BootFiles some = boot;
    some.files[hintsFile] = {};
    return evaluateLoader(some);
}

/// What the block must set.
struct Need
{
    Names names;
    PptValues values;
    bool vmm = false;
    bool ppt = false;
    bool amdvi = false;
};

/// `blanks`: a variable that is to claim nothing is set to nothing, for where something else sets it too.
std::vector<std::string> assignmentsOf(const Need &need, bool blanks)
{
    std::vector<std::string> lines;
    if (need.vmm)
        lines.emplace_back("vmm_load=\"YES\"");
    for (std::size_t i = 0; i < pptVariables.size() && need.ppt; ++i)
        if (need.values.value[i] || blanks)
            lines.push_back(std::string(pptVariables[i]) + "=\"" + need.values.value[i].value_or("") + "\"");
    if (need.amdvi)
        lines.push_back(std::string(amdviName) + "=\"1\"");
    return lines;
}

class Planner
{
public:
    Planner(const BootFiles &now, const WantedBoot &wanted)
        : m_now(now), m_wanted(wanted), m_steady(withoutNextBoot(now)), m_base(withoutOurs(m_steady)),
          m_without(look(m_base)), m_functions(sortedFunctions(wanted.ppt))
    {
    }

    Result<BootEdit> plan()
    {
        for (const char *path : {mainFile, localFile})
            if (std::ranges::contains(m_now.unreadable, path))
                return fail("the file is there but cannot be read", path);
        if (m_without.stops)
            return fail("the loader itself gives up on these files: " + *m_without.stops, stopPlace());

        const auto need = needed();
        if (!need)
            return pass(need.error());
        if (need->names.empty())
            return edit(m_base, {}, pptValuesOf(m_without));
        std::string obstacle;
        for (const std::string &target : targets(need->names)) {
            for (const bool blanks : {false, true}) {
                for (const BlockPlace place :
                     {BlockPlace::AtLastTaken, BlockPlace::AtEndTaking, BlockPlace::AtEndOverriding}) {
                    const BootFiles after = candidate(target, *need, blanks, place);
                    const LoaderResult result = evaluateLoader(after);
                    const std::string why = objection(result, target);
                    if (why.empty())
                        return edit(after, target, need->values, &result);
                    // The first way is the natural one, so what is against it is what a person should hear.
                    if (obstacle.empty())
                        obstacle = why;
                }
            }
        }
        return fail(obstacle, mainFile);
    }

private:
    Result<Need> needed() const
    {
        Need need;
        const PptValues now = pptValuesOf(m_steady == m_base ? m_without : look(m_steady));
        const auto packed = packPptdevs(m_functions.empty() ? std::vector<Address>() : m_wanted.ppt, now);
        if (!packed)
            return pass(packed.error());
        need.values = *packed;
        need.vmm = m_wanted.vmm && !loadsVmm(m_without);
        need.ppt = sortedFunctions(pptValuesOf(m_without).functions()) != m_functions;
        need.amdvi = m_wanted.amdvi && !enablesAmdvi(m_without);
        if (need.vmm)
            need.names.insert("vmm_load");
        if (need.ppt)
            need.names.insert(pptVariables.begin(), pptVariables.end());
        if (need.amdvi)
            need.names.insert(amdviName);
        return need;
    }

    [[nodiscard]] BootFiles candidate(const std::string &target, const Need &need, bool blanks, BlockPlace place) const
    {
        const auto old = m_base.files.find(target);
        const auto bytes = old == m_base.files.end() ? std::nullopt : std::optional(old->second);
        BootFiles after = m_base;
        after.files[target] = withBlock(bytes, assignmentsOf(need, blanks), need.names, place, m_base.generation);
        return after;
    }

    /// Files to try, best first: the last one read that sets one of the names, and what is read after it.
    [[nodiscard]] std::vector<std::string> targets(const Names &names) const
    {
        std::vector<std::string> order{mainFile};
        for (const Assignment &assignment : m_without.assignments) {
            const bool settable = assignment.path != defaultsPath && assignment.path != hintsFile &&
                                  !luaMatch(assignment.path, ".lua$");
            if (settable && names.contains(assignment.name) && isReadAfter(assignment.path, order.front()))
                order.insert(order.begin(), assignment.path);
        }
        for (const std::string &path : m_without.reads)
            if (isReadAfter(path, order.front()) && !luaMatch(path, ".lua$"))
                order.push_back(path);
        order.emplace_back(localFile);
        return order;
    }

    [[nodiscard]] bool isReadAfter(const std::string &path, const std::string &other) const
    {
        const auto &reads = m_without.reads;
        const auto mine = std::ranges::find(reads, path);
        return path != other && mine != reads.end() && std::ranges::find(reads, other) < mine;
    }

    /// Why this result is not what is wanted; empty when it is.
    [[nodiscard]] std::string objection(const LoaderResult &after, const std::string &target) const
    {
        if (after.stops)
            return "the loader would give up: " + *after.stops;
        if (!std::ranges::contains(after.reads, target))
            return "nothing makes the loader read " + target;
        if (sortedFunctions(pptValuesOf(after).functions()) != m_functions)
            return overridden(after, "pptdevs", target);
        if (m_wanted.vmm && !loadsVmm(after))
            return vmmObjection(after, target);
        if (m_wanted.amdvi && !enablesAmdvi(after))
            return overridden(after, amdviName, target);
        return disturbed(after);
    }

    [[nodiscard]] std::string vmmObjection(const LoaderResult &after, const std::string &target) const
    {
        const auto module = after.modules.find("vmm");
        const bool loads = module != after.modules.end() && module->second.fields.contains("load") &&
                           module->second.fields.at("load") == "YES";
        if (!loads)
            return overridden(after, "vmm_load", target);
        const Assignment *list = lastAssignment(after, "module_blacklist");
        if (list != nullptr && luaMatch(list->value, "vmm"))
            return "module_blacklist keeps vmm from being loaded (" + placeOf(*list) + ")";
        return "vmm_load is set, but vmm_name or vmm_type makes the loader load something else";
    }

    [[nodiscard]] static std::string overridden(const LoaderResult &after, const std::string &name,
                                                const std::string &target)
    {
        const Assignment *last = nullptr;
        for (const Assignment &assignment : after.assignments)
            if (assignment.name.starts_with(name))
                last = &assignment;
        if (last == nullptr || last->path == target)
            return name + " would not be what is wanted";
        return placeOf(*last) + " sets " + last->name + " after every file that could be changed";
    }

    [[nodiscard]] std::string disturbed(const LoaderResult &after) const
    {
        const auto others = [](std::map<std::string, std::string> env) {
            for (const std::string &name : blockNames())
                env.erase(name);
            return env;
        };
        const auto before = others(m_without.env);
        for (const auto &[name, value] : others(after.env))
            if (const auto found = before.find(name); found == before.end() || found->second != value)
                return "the value of " + name + " is made from one that must change";
        if (before.size() != others(after.env).size())
            return "another variable would be lost";
        return otherModules(m_without) == otherModules(after) && otherLoads(m_without) == otherLoads(after)
                   ? std::string()
                   : "another module would change";
    }

    static std::map<std::string, LoaderResult::Module> otherModules(const LoaderResult &result)
    {
        auto modules = result.modules;
        if (const auto vmm = modules.find("vmm"); vmm != modules.end()) {
            vmm->second.fields.erase("load");
            if (vmm->second.fields.empty())
                modules.erase(vmm);
        }
        return modules;
    }

    static std::vector<std::string> otherLoads(const LoaderResult &result)
    {
        std::vector<std::string> loads;
        LoaderResult one = result;
        for (const std::string &command : result.loads) {
            one.loads = {command};
            if (!loadsVmm(one))
                loads.push_back(command);
        }
        return loads;
    }

    [[nodiscard]] std::string stopPlace() const
    {
        return m_without.reads.empty() ? std::string(defaultsPath) : m_without.reads.back();
    }

    [[nodiscard]] BootEdit edit(const BootFiles &after, const std::string &target, const PptValues &values,
                                const LoaderResult *result = nullptr) const
    {
        BootEdit edit{.files = {}, .target = target, .values = values, .notes = {}};
        std::map<std::string, bool> paths;
        for (const auto *files : {&m_steady.files, &after.files})
            for (const auto &[path, text] : *files)
                paths[path] = true;
        const auto bytesIn = [](const BootFiles &files, const std::string &path) {
            const auto found = files.files.find(path);
            return found == files.files.end() ? std::nullopt : std::optional(found->second);
        };
        for (const auto &[path, there] : paths)
            if (bytesIn(m_steady, path) != bytesIn(after, path))
                edit.files.push_back({path, bytesIn(m_steady, path), bytesIn(after, path)});
        if (result != nullptr)
            addNotes(edit, after, *result);
        if (m_steady.files.size() != m_now.files.size())
            edit.notes.emplace_back("nextboot.conf may replace these values for the next boot only");
        return edit;
    }

    void addNotes(BootEdit &edit, const BootFiles &after, const LoaderResult &result) const
    {
        const bool last = !result.reads.empty() && result.reads.back() == edit.target;
        edit.notes.push_back(edit.target + (last ? ": read last, nothing overrides it"
                                                 : ": what is read after it sets none of these names"));
        for (const Assignment &assignment : result.assignments)
            if (assignment.path != edit.target && blockNames().contains(assignment.name) &&
                lastAssignment(result, assignment.name)->path == edit.target)
                edit.notes.push_back(placeOf(assignment) + " sets " + assignment.name + " too, but is read before");
        if (after.folderOrder.empty() && orderMatters(after, edit.target))
            edit.notes.emplace_back("which file of /boot/loader.conf.d is read last is up to the disk; here it matters");
    }

    [[nodiscard]] bool orderMatters(const BootFiles &after, const std::string &target) const
    {
        std::vector<std::string> names;
        std::map<std::string, int> folders;
        for (const auto &[path, text] : after.files) {
            names.insert(names.begin(), path.substr(path.rfind('/') + 1));
            ++folders[path.substr(0, path.rfind('/'))];
        }
        folders.erase("/boot/defaults");
        if (!m_without.env.contains("loader_conf_dirs"))
            folders.erase("/boot");
        if (std::ranges::none_of(folders, [](const auto &folder) { return folder.second > 1; }))
            return false;
        BootFiles reversed = after;
        reversed.folderOrder = names;
        return !objection(evaluateLoader(reversed), target).empty();
    }

    const BootFiles &m_now;
    const WantedBoot &m_wanted;
    BootFiles m_steady;
    BootFiles m_base;
    LoaderResult m_without;
    std::vector<Address> m_functions;
};

} // namespace

Result<BootEdit> planBootEdit(const BootFiles &now, const WantedBoot &wanted)
{
    return Planner(now, wanted).plan();
}

namespace {

/// Whether a boot would bring all that is wanted, and no function more.
bool gives(const LoaderResult &result, const WantedBoot &wanted)
{
    return sortedFunctions(pptValuesOf(result).functions()) == sortedFunctions(wanted.ppt) &&
           (!wanted.vmm || loadsVmm(result)) && (!wanted.amdvi || enablesAmdvi(result));
}

bool readsNextBoot(const LoaderResult &result)
{
    return std::ranges::contains(result.assignments, nextFile, &Assignment::path);
}

} // namespace

Result<BootEdit> planNextBoot(const BootFiles &now, const WantedBoot &wanted, bool enableLine)
{
    const BootFiles steady = withoutNextBoot(now);
    const LoaderResult without = look(steady);
    if (without.stops)
        return fail("the loader itself gives up on these files: " + *without.stops, mainFile);
    const auto packed = packPptdevs(wanted.ppt, pptValuesOf(without));
    if (!packed)
        return pass(packed.error());

    if (gives(without, wanted) && !readsNextBoot(evaluateLoader(now)))
        return BootEdit{.files = {}, .target = nextFile, .values = *packed, .notes = {"the next boot gives this already"}};

    std::string text = enableLine ? "nextboot_enable=\"YES\"\n" : "";
    if (wanted.vmm)
        text += "vmm_load=\"YES\"\n";
    for (std::size_t i = 0; i < pptVariables.size(); ++i)
        text += std::string(pptVariables[i]) + "=\"" + packed->value[i].value_or("") + "\"\n";
    if (wanted.amdvi)
        text += std::string(amdviName) + "=\"1\"\n";

    const auto old = now.files.find(nextFile);
    BootEdit edit{.files = {{nextFile, old == now.files.end() ? std::nullopt : std::optional(old->second), text}},
                  .target = nextFile,
                  .values = *packed,
                  .notes = {std::string(nextFile) + ": read last, for one boot"}};
    BootFiles next = applied(now, edit);
    if (!enableLine)
        next.loaderEnv["nextboot_enable"] = "YES";
    const LoaderResult result = evaluateLoader(next);
    if (!readsNextBoot(result))
        return fail("the loader passes over this file, since nextboot_enable is set before it", nextFile);
    if (sortedFunctions(pptValuesOf(result).functions()) != sortedFunctions(wanted.ppt))
        return fail("the loader would not take its values from this file", nextFile);
    if (wanted.vmm && !loadsVmm(result))
        return fail("vmm would not be loaded: it is blacklisted or renamed", nextFile);
    if (wanted.amdvi && !enablesAmdvi(result))
        return fail("hw.vmm.amdvi.enable would not be on", nextFile);
    return edit;
}

} // namespace patchbay
