// SPDX-License-Identifier: BSD-2-Clause
#include "plan/host_state.h"

#include "conf/pptdevs.h"

#include <algorithm>

namespace patchbay {

namespace {

std::optional<std::string> lookUp(const std::optional<std::map<std::string, std::string>> &map, std::string_view name)
{
    if (!map)
        return std::nullopt;
    const auto it = map->find(std::string(name));
    return it == map->end() ? std::nullopt : std::optional(it->second);
}

std::vector<Address> sortedOnce(std::vector<Address> addresses)
{
    std::ranges::sort(addresses);
    const auto rest = std::ranges::unique(addresses);
    addresses.erase(rest.begin(), rest.end());
    return addresses;
}

template<typename Get>
std::vector<Address> claims(Get get)
{
    std::vector<Address> all;
    for (const char *name : pptVariables) {
        if (const auto value = get(name))
            std::ranges::copy(pptdevsEntries(*value), std::back_inserter(all));
    }
    return sortedOnce(std::move(all));
}

} // namespace

IommuKind iommuKind(const Situation &situation)
{
    return summariseIommu(situation.acpi).kind;
}

bool isAmdHost(const Situation &situation)
{
    if (const IommuKind kind = iommuKind(situation); kind == IommuKind::Amd || kind == IommuKind::Intel)
        return kind == IommuKind::Amd;
    if (const auto model = sysctlOf(situation, "hw.model"))
        return model->contains("AMD") || model->contains("Hygon");
    const Node *bridge = situation.topology.find({});
    return bridge && (bridge->function.vendor == 0x1022 || bridge->function.vendor == 0x1d94);
}

std::optional<std::string> sysctlOf(const Situation &situation, std::string_view name)
{
    return lookUp(situation.sysctl, name);
}

std::optional<std::string> kenvOf(const Situation &situation, std::string_view name)
{
    return lookUp(situation.kenv, name);
}

std::optional<std::string> bootVariable(const Situation &situation, std::string_view name)
{
    if (!situation.loader)
        return std::nullopt;
    const LoaderResult &loader = *situation.loader;
    const std::string key(name);
    if (std::ranges::contains(loader.bootUnset, key))
        return std::nullopt;
    const auto late = loader.bootEnv.find(key), early = loader.env.find(key);
    if (late == loader.bootEnv.end() && early == loader.env.end())
        return std::nullopt;
    const std::string &value = late != loader.bootEnv.end() ? late->second : early->second;
    return key.size() + 1 + value.size() > 257 ? std::nullopt : std::optional(value);
}

std::optional<bool> vmmAtBoot(const Situation &situation)
{
    if (!situation.loader)
        return std::nullopt;
    return std::ranges::any_of(situation.loader->loads, [](std::string_view load) {
        // The loader may give a name, a path or a whole load command with type and flags.
        while (!load.empty()) {
            const auto end = load.find(' ');
            std::string_view word = load.substr(0, end);
            if (const auto slash = word.rfind('/'); slash != std::string_view::npos)
                word.remove_prefix(slash + 1);
            if (word == "vmm" || word == "vmm.ko")
                return true;
            load.remove_prefix(end == std::string_view::npos ? load.size() : end + 1);
        }
        return false;
    });
}

std::vector<Address> pptdevsEntries(std::string_view value)
{
    std::vector<Address> entries;
    for (const PptToken &token : parsePptdevs(value)) {
        if (token.function)
            entries.push_back(*token.function);
    }
    return entries;
}

bool fitsPptdevs(const std::vector<Address> &addresses)
{
    return packPptdevs(addresses).has_value();
}

std::optional<std::vector<Address>> bootClaims(const Situation &situation)
{
    if (!situation.loader)
        return std::nullopt;
    return claims([&](const char *name) { return bootVariable(situation, name); });
}

std::optional<std::vector<Address>> runningClaims(const Situation &situation)
{
    if (!situation.kenv)
        return std::nullopt;
    return claims([&](const char *name) { return kenvOf(situation, name); });
}

std::vector<Address> plannedClaims(const Situation &situation, const Plan &plan)
{
    std::vector<Address> all;
    if (plan.reserved)
        all = *plan.reserved;
    else if (auto today = bootClaims(situation))
        all = std::move(*today);
    for (const Guest &guest : plan.guests) {
        for (const Position &position : guest.positions)
            all.push_back(position.host);
    }
    return sortedOnce(std::move(all));
}

} // namespace patchbay
