// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli_commands.h"

#include "rpc/handlers.h"

#include <unordered_map>

namespace patchbay::rpc {

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string countOf(const std::optional<int> &count)
{
    return count ? std::to_string(*count) : "?";
}

/// Prints the tree: every function below its bridge, two blanks further in.
class Tree
{
public:
    explicit Tree(const wire::Snapshot &snapshot)
    {
        for (const wire::Function &function : snapshot.functions)
            m_children[function.parent.value_or("")].push_back(&function);
        m_rows.push_back({"FUNCTION", "CLASS", "IDS", "IOMMU", "GROUP", "MSI", "MSI-X", "RESET", "HELD BY", "NAME"});
        add("", 0);
    }

    [[nodiscard]] const Rows &rows() const { return m_rows; }

private:
    void add(const std::string &parent, std::size_t depth)
    {
        const auto children = m_children.find(parent);
        if (children == m_children.end())
            return;
        for (const wire::Function *function : children->second) {
            m_rows.push_back(row(*function, depth));
            add(function->address, depth + 1);
        }
    }

    static std::vector<std::string> row(const wire::Function &function, std::size_t depth)
    {
        const std::string name = function.locked ? function.name + " (" + *function.locked + ')' : function.name;
        return {std::string(depth * 2, ' ') + (function.parentKnown ? "" : "?") + function.address,
                function.classCode.substr(2, 4),
                function.vendor.substr(2) + ':' + function.device.substr(2),
                !function.iommu      ? "?"
                    : *function.iommu ? "yes"
                                      : "no",
                countOf(function.group),
                countOf(function.msi),
                countOf(function.msix),
                function.reset == "unknown" ? "?" : function.reset,
                function.heldBy.empty() ? "-" : function.heldBy,
                name};
    }

    std::unordered_map<std::string, std::vector<const wire::Function *>> m_children;
    Rows m_rows;
};

std::string heading(const wire::Snapshot &snapshot)
{
    std::string text = snapshot.name.empty() ? snapshot.spec : snapshot.name;
    std::string about;
    const auto add = [&](const std::string &part, const char *separator) {
        if (!part.empty())
            about += (about.empty() ? "" : separator) + part;
    };
    add(snapshot.system, "");
    add(snapshot.release, " ");
    add(snapshot.processor, ", ");
    if (snapshot.memory)
        add(std::to_string((*snapshot.memory + (1u << 29)) >> 30) + " GiB", ", ");
    add(std::to_string(snapshot.functions.size()) + (snapshot.functions.size() == 1 ? " function" : " functions"), ", ");
    text += ": " + about + '\n';
    for (const wire::HostBadge &badge : snapshot.badges)
        text += "  " + badge.text + (badge.detail.empty() ? "" : ": " + badge.detail) + '\n';
    if (snapshot.readOnly)
        text += "  read-only: " + *snapshot.readOnly + '\n';
    return text;
}

} // namespace

int commandTopology(const Arguments &arguments)
{
    Session session(arguments.host());
    const auto snapshot = hostSnapshot(session, {}, {});
    if (!snapshot)
        return complain(snapshot.error());
    if (arguments.has("--json")) {
        print(wire::encode(*snapshot) + '\n');
        return status::good;
    }
    print(heading(*snapshot) + '\n' + alignColumns(Tree(*snapshot).rows()));
    for (const wire::Oddity &oddity : snapshot->oddities)
        print("\n" + oddity.where + ": " + oddity.text);
    print(snapshot->oddities.empty() ? "" : "\n");
    return status::good;
}

int commandMachines(const Arguments &arguments)
{
    Session session("local");
    const auto machines = hostMachines(session, {}, {});
    if (!machines)
        return complain(machines.error());
    if (arguments.has("--json")) {
        print(wire::encode(*machines) + '\n');
        return status::good;
    }
    Rows rows;
    for (const wire::Machine &machine : machines->machines)
        rows.push_back({machine.spec, machine.about});
    print(alignColumns(rows));
    return status::good;
}

} // namespace patchbay::rpc
