// SPDX-License-Identifier: BSD-2-Clause
#include "host/function_merge.h"

#include <utility>

namespace patchbay {

namespace {

template<typename T>
void take(std::optional<T> &into, std::optional<T> &later)
{
    if (later)
        into = std::move(later);
}

void take(std::string &into, std::string &later)
{
    if (!later.empty())
        into = std::move(later);
}

template<typename T>
void take(std::vector<T> &into, std::vector<T> &later)
{
    if (!later.empty())
        into = std::move(later);
}

void mergeCapabilities(Function &into, Function &later)
{
    if (!later.capabilitiesKnown && (later.capabilities.empty() || into.capabilitiesKnown))
        return;
    into.capabilitiesKnown |= later.capabilitiesKnown;
    into.extendedKnown |= later.extendedKnown;
    into.capabilities = std::move(later.capabilities);
    into.msi = later.msi;
    into.msix = later.msix;
    into.express = later.express;
    into.acs = later.acs;
    into.sriov = later.sriov;
    into.powerManagement = later.powerManagement;
    into.powerNoSoftReset = later.powerNoSoftReset;
    into.advancedFeaturesFlr = later.advancedFeaturesFlr;
    into.ari = later.ari;
    into.serial = later.serial;
    into.virtualFunctionBars = std::move(later.virtualFunctionBars);
}

} // namespace

bool sameHardware(const Function &a, const Function &b)
{
    return a.vendor == b.vendor && a.device == b.device && a.classCode == b.classCode;
}

void mergeFunction(Function &into, Function &&later)
{
    if (!sameHardware(into, later)) {
        VerbatimLines lines = std::move(into.lines);
        lines.append(later.lines.text());
        into = std::move(later);
        into.lines = std::move(lines);
        return;
    }
    // A bridge's subsystem ids stand in a capability only: a later listing without -c says 0 for them.
    if (!into.subvendor || (later.subvendor.value_or(0) | later.subdevice.value_or(0)) != 0) {
        take(into.subvendor, later.subvendor);
        take(into.subdevice, later.subdevice);
    }
    take(into.revision, later.revision);
    take(into.headerType, later.headerType);
    if (later.driverKnown) {
        into.driver = std::move(later.driver);
        into.driverKnown = true;
    }
    take(into.vendorName, later.vendorName);
    take(into.deviceName, later.deviceName);
    take(into.className, later.className);
    take(into.subclassName, later.subclassName);
    into.barsKnown |= later.barsKnown;
    take(into.bars, later.bars);
    take(into.windows, later.windows);
    take(into.buses, later.buses);
    mergeCapabilities(into, later);
    take(into.numaNode, later.numaNode);
    take(into.config, later.config);
    into.unknownLines.append(later.unknownLines.text());
    into.lines.append(later.lines.text());
}

} // namespace patchbay
