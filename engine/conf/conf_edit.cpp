// SPDX-License-Identifier: BSD-2-Clause
#include "conf/conf_edit.h"

#include "conf/boot_block.h"
#include "conf/edit_check.h"
#include "conf/loader_defaults.h"
#include "conf/lua_pattern.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr const char *mainFile = "/boot/loader.conf";
constexpr const char *localFile = "/boot/loader.conf.local";
constexpr const char *hintsFile = "/boot/device.hints";

using Names = std::set<std::string, std::less<>>;

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

/// The same files with every folder the other way round, where nobody knows in which order the loader reads them: it goes
/// through a folder on ZFS by place and the kernel that listed it by hash, and of folders but one no list was kept.
std::optional<BootFiles> otherOrder(const BootFiles &files, bool namesFolders)
{
    std::vector<std::string> names;
    std::map<std::string, int> folders;
    for (const auto &[path, text] : files.files) {
        names.insert(names.begin(), path.substr(path.rfind('/') + 1));
        ++folders[path.substr(0, path.rfind('/'))];
    }
    folders.erase("/boot/defaults");
    if (!namesFolders)
        folders.erase("/boot");
    if (!files.folderOrder.empty() && files.fileSystem != "zfs")
        folders.erase("/boot/loader.conf.d");
    if (std::ranges::none_of(folders, [](const auto &folder) { return folder.second > 1; }))
        return std::nullopt;
    BootFiles other = files;
    if (files.folderOrder.empty())
        other.folderOrder = names;
    else
        std::ranges::reverse(other.folderOrder);
    return other;
}

class Planner
{
public:
    Planner(const BootFiles &now, const WantedBoot &wanted)
        : m_now(now), m_wanted(wanted), m_steady(withoutNextBoot(now)), m_base(withoutOurs(m_steady)),
          m_without(evaluateOwn(m_base)), m_functions(sortedFunctions(wanted.ppt))
    {
        if (const auto other = otherOrder(m_base, namesFolders()))
            m_otherwise = evaluateOwn(*other);
    }

    Result<BootEdit> plan()
    {
        for (const char *path : {mainFile, localFile})
            if (std::ranges::contains(m_now.unreadable, path))
                return fail("the file is there but cannot be read", path);
        // Whoever wants nothing gets back what was there before, whatever that is.
        const bool wants = !m_functions.empty() || m_wanted.vmm || m_wanted.amdvi;
        if (const std::string *path = unreadFile(m_now); path && wants)
            return fail("the loader reads this file, but it cannot be read here: it may set other functions for ppt", *path);
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
                    const std::string why = objectionTo(after, result, target);
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
        const PptValues now = pptValuesOf(m_steady == m_base ? m_without : evaluateOwn(m_steady));
        const auto packed = packPptdevs(m_functions.empty() ? std::vector<Address>() : m_wanted.ppt, now);
        if (!packed)
            return pass(packed.error());
        need.values = *packed;
        addTo(need, m_without);
        // Whoever wants what is there gets the bytes that are there.
        if (m_otherwise && (need.vmm || need.ppt || need.amdvi))
            addTo(need, *m_otherwise);
        if (need.vmm)
            need.names.insert("vmm_load");
        if (need.ppt)
            need.names.insert(pptVariables.begin(), pptVariables.end());
        if (need.amdvi)
            need.names.insert(amdviName);
        return need;
    }

    void addTo(Need &need, const LoaderResult &without) const
    {
        need.vmm = need.vmm || (m_wanted.vmm && !loadsVmm(without));
        need.ppt = need.ppt || sortedFunctions(pptValuesOf(without).functions()) != m_functions;
        need.amdvi = need.amdvi || (m_wanted.amdvi && !enablesAmdvi(without));
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
            addNotes(edit, *result);
        if (m_steady.files.size() != m_now.files.size())
            edit.notes.emplace_back("nextboot.conf may replace these values for the next boot only");
        return edit;
    }

    void addNotes(BootEdit &edit, const LoaderResult &result) const
    {
        const bool last = !result.reads.empty() && result.reads.back() == edit.target;
        edit.notes.push_back(edit.target + (last ? ": read last, nothing overrides it"
                                                 : ": what is read after it sets none of these names"));
        for (const Assignment &assignment : result.assignments)
            if (assignment.path != edit.target && blockNames().contains(assignment.name) &&
                lastAssignment(result, assignment.name)->path == edit.target)
                edit.notes.push_back(placeOf(assignment) + " sets " + assignment.name + " too, but is read before");
    }

    [[nodiscard]] bool namesFolders() const { return m_without.env.contains("loader_conf_dirs"); }

    /// Why a boot of these files is not what is wanted, in whatever order the loader reads them; empty: it is.
    [[nodiscard]] std::string objectionTo(const BootFiles &after, const LoaderResult &result, const std::string &target) const
    {
        const std::string why = objection(m_without, result, m_wanted, target);
        const auto other = why.empty() && m_otherwise ? otherOrder(after, namesFolders()) : std::nullopt;
        if (!other || objection(*m_otherwise, evaluateLoader(*other), m_wanted, target).empty())
            return why;
        return "which file of " + target.substr(0, target.rfind('/')) +
            " is read last is up to the disk, and more than one of them sets these names: keep them in one file";
    }

    const BootFiles &m_now;
    const WantedBoot &m_wanted;
    BootFiles m_steady;
    BootFiles m_base;
    LoaderResult m_without;
    std::optional<LoaderResult> m_otherwise; ///< m_without in another order of folders; nullopt: the order is known
    std::vector<Address> m_functions;
};

} // namespace

Result<BootEdit> planBootEdit(const BootFiles &now, const WantedBoot &wanted)
{
    return Planner(now, wanted).plan();
}

} // namespace patchbay
