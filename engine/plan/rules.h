// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/boot_files.h"
#include "conf/loader_misread.h"
#include "pci/acpi_tables.h"
#include "pci/footing.h"
#include "pci/name_use.h"
#include "pci/topology.h"
#include "plan/finding.h"
#include "plan/quirks.h"

#include <map>
#include <span>
#include <string_view>

namespace patchbay {

/// A guest that exists on the host now, as far as rules care.
struct GuestOnHost
{
    std::string name;
    std::vector<Address> holds;
};

/// A guard that a person lifted for one function, by typing the host's name.
struct LiftedGuard
{
    std::string rule;
    Address function;

    bool operator==(const LiftedGuard &) const = default;
};

/// All that rules may know: inert facts and the plan. (The host layer's Facts are mapped to this by rpc, since plan may
/// not know host.) nullopt means unknown, and a rule then says nothing or says that it cannot know.
struct Situation
{
    Topology topology;
    AcpiTables acpi;
    std::optional<std::string> system;
    std::optional<int> osVersion;
    std::optional<std::uint64_t> memory; ///< bytes
    std::optional<std::map<std::string, std::string>> kenv, sysctl;
    std::optional<std::vector<std::string>> modules;
    std::optional<BootFiles> boot;
    std::optional<LoaderResult> loader; ///< evaluateLoader(*boot), computed once
    std::vector<MisreadLine> misread;           ///< misreadLines() of them, computed once
    std::vector<LoaderDifference> otherLoaders; ///< loaderDifferences() of them, computed once
    std::vector<GuestOnHost> guests;
    std::vector<Remembered> remembered; ///< what functions of the plan applied last were then
    std::optional<Footings> footings; ///< what the host stands on; nullopt: nobody looked
    NamesInUse names;                 ///< names that the host gave, and the lines that rely on them
    std::vector<LiftedGuard> lifted;
    Quirks quirks;
};

using Rule = std::vector<Finding> (*)(const Situation &, const Plan &);

struct RuleEntry
{
    std::string_view id;
    std::string_view about;
    Rule rule;
};

/// The one table of rules, in the order a person sees them.
std::span<const RuleEntry> ruleTable();

/// Every rule over the plan, worst first, then in table order. Pure.
std::vector<Finding> judge(const Situation &situation, const Plan &plan);

} // namespace patchbay
