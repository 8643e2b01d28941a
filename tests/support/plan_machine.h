// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "plan/rules.h"

#include <string_view>

/// A host for tests of the plan layer, written as text. One function a line, words in any order after the address:
///
///     2/0/0 1077:2532 class=0c0400 driver=isp0 msi=1 msix=32 group=13 d3hot
///
/// Addresses are b/s/f, or D:B:S:F for other domains. Words: VENDOR:DEVICE, class=RRSSPP, driver=NAME, msi=N, msix=N,
/// bridge=SECONDARY, bar=BASE/SIZE (hex/decimal; several), bar64=BASE/SIZE, group=N, flr, d3hot, noreset, covered,
/// uncovered, nocaps (list read, empty), unread (capabilities not read), pm, serial=HEX, sub=VENDOR:DEVICE, rev=HEX, slot=N (a port's number), mark=TEXT.
/// What has the bus that a bridge names stands below it, everything else on root buses.
/// Unless said otherwise: Intel NIC 8086:10fb, class 020000, header type 0, capabilities read with a PM entry, covered
/// by the IOMMU, reset by FLR, no driver. Each group's functions are joined "for the test". Quirks are the built-in ones.
patchbay::Situation machine(std::string_view text);

/// Boot files of one loader.conf, as the 14 loader would take simple lines NAME="VALUE"; several files are begun by
/// lines "== /boot/x". No expansion, no grammar beyond that: the loader has tests of its own.
void setBoot(patchbay::Situation &situation, std::string_view text);

/// A plan, one guest a line: "web 7:0=2/0/0 7:1=2/0/1 +3:0=virtio-net mem=2048 unwired"; "reserved 3/0/0 3/0/1" is no
/// guest. Guests have hostbridge and lpc, wired 1024 MiB, and remember what the situation's functions are.
patchbay::Plan planOf(const patchbay::Situation &situation, std::string_view text);

/// Findings of one rule as text, one each: "block 2/0/0 2/0/1 @web:7:0 @web:7:1 | text" + "\n  evidence" lines +
/// "\n  fix: label".
std::string ruleText(const patchbay::Situation &situation, const patchbay::Plan &plan, std::string_view rule);
