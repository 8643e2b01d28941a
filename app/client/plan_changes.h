// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QHash>
#include <QString>
#include <QStringList>

/// Changes of a plan as functions from value to value, and what differs between two. Pure; no rules.
namespace patchbay::client {

const wire::Guest *guestNamed(const wire::Plan &plan, const std::string &name);

/// The functions stand where `lands` says on that guest's board and nowhere else. An unknown guest changes nothing.
wire::Plan placed(wire::Plan plan, const std::string &guest, const std::vector<wire::Position> &lands);

/// The functions stand on no board and are no longer kept for ppt.
wire::Plan released(wire::Plan plan, const std::vector<std::string> &functions);

/// The guest is added, or replaces the one called `formerly`.
wire::Plan withGuest(wire::Plan plan, wire::Guest guest, const std::string &formerly = {});
wire::Plan withoutGuest(wire::Plan plan, const std::string &name);

/// A guest to start from: host bridge and LPC where bhyve wants them. `name` as given.
wire::Guest freshGuest(std::string name);

/// Where the plan differs from what the host has, address to words: "web-01 · 7:0", "back to the host".
QHash<QString, QString> movedFunctions(const wire::Plan &host, const wire::Plan &plan);

/// How many things a person would count as changes: functions that change hands, guests made, altered or removed.
int changeCount(const wire::Plan &host, const wire::Plan &plan);

/// Whether a plan says nothing that the host's own does not: an engine keeps with it what its functions were.
bool saysNothingNew(const wire::Plan &plan, wire::Plan kept);

} // namespace patchbay::client
