// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/function_list.h"

#include <format>
#include <string>

/// A function as one line of text, so that a test compares all of it at once. Only what is there is printed.
inline std::string printFunction(const patchbay::Function &function)
{
    using namespace patchbay;
    const auto kind = [](Bar::Kind k) { return k == Bar::Kind::Io ? "io" : k == Bar::Kind::Memory ? "memory" : "prefetch"; };
    const auto optional = [](auto value) { return value ? std::format("{:x}", *value) : std::string("-"); };
    std::string text = std::format("{} {} {:04x}:{:04x} ", function.driver.empty() ? "-" : function.driver,
                                   function.address.toString(), function.vendor, function.device);
    text += function.subvendor ? std::format("{:04x}:{:04x}", *function.subvendor, *function.subdevice) : "-";
    text += std::format(" {:06x} r{} h{}", function.classCode, optional(function.revision), optional(function.headerType));
    const auto name = [&](const char *key, const std::string &value) {
        if (!value.empty())
            text += std::format(" {}'{}'", key, value);
    };
    name("vendor", function.vendorName);
    name("device", function.deviceName);
    name("class", function.className);
    name("subclass", function.subclassName);
    const auto bar = [&](const char *word, const Bar &b) {
        text += std::format(" {}[{:x}] {}{} {:x}+{}{}", word, b.reg, kind(b.kind), b.bits, b.base,
                            b.size ? std::to_string(*b.size) : "?", b.enabled ? " on" : "");
    };
    for (const Bar &b : function.bars)
        bar("bar", b);
    for (const Bar &b : function.virtualFunctionBars)
        bar("iov", b);
    if (function.buses)
        text += std::format(" bus {}-{}", function.buses->secondary, function.buses->subordinate);
    for (const Window &w : function.windows)
        text += std::format(" window[{:x}] {}{} {:x}-{:x}{}", w.reg, kind(w.kind), w.bits, w.base, w.limit, w.enabled ? " on" : "");
    for (const Capability &c : function.capabilities)
        text += std::format(" {}[{:x}] {:x}", c.extended ? "ecap" : "cap", c.offset, c.id);
    if (function.powerManagement)
        text += std::format(" pm {:x}", *function.powerManagement);
    if (const auto &m = function.msi)
        text += std::format(" msi {}/{}{}{}", m->messages, m->enabled, m->wide ? " wide" : "", m->masks ? " masks" : "");
    if (const auto &m = function.msix)
        text += std::format(" msix {}{} {}+{} {}+{}", m->messages, m->enabled ? "+" : "", optional(m->tableBar), m->tableOffset,
                            optional(m->pbaBar), m->pbaOffset);
    if (const auto &e = function.express) {
        text += std::format(" express {}", int(e->type));
        if (e->maxWidth || e->maxSpeed)
            text += std::format(" x{}/{} {}/{}", e->width, e->maxWidth, e->speed, e->maxSpeed);
        text += e->slotImplemented ? std::format(" slot {}", e->physicalSlot) : "";
        text += e->flr ? " flr" : "";
        text += e->ariForwarding ? (*e->ariForwarding ? " ari-on" : " ari-off") : "";
    }
    if (const auto &a = function.acs)
        text += a->known ? std::format(" acs {:x}/{:x}", a->supported, a->enabled) : " acs ?";
    if (const auto &s = function.sriov)
        text += std::format(" vfs {}/{} {:x}+{:x} {:x}", s->configured, s->supported, s->firstOffset, s->stride, s->vfDevice);
    text += function.advancedFeaturesFlr ? " af-flr" : "";
    text += function.ari ? " ari" : "";
    text += function.serial ? std::format(" serial {:016x}", *function.serial) : "";
    text += function.numaNode ? std::format(" numa {}", *function.numaNode) : "";
    for (const std::string_view line : function.unknownLines)
        text += std::format(" unknown'{}'", line);
    return text;
}

/// All functions, a line each, and the oddities.
inline std::string printFunctions(const patchbay::FunctionList &list)
{
    std::string text;
    for (const patchbay::Function &function : list.functions)
        text += (text.empty() ? "" : "\n") + printFunction(function);
    for (const patchbay::Oddity &oddity : list.oddities)
        text += "; " + oddity.where + ": " + oddity.text;
    return text;
}
