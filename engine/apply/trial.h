// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/history.h"
#include "conf/boot_files.h"

#include <string_view>
#include <utility>

namespace patchbay {

/// A change that takes itself back unless somebody confirms it after the boot that took it up.
///
/// Everything it needs lies on the host: the order (what to put back, how long to wait), the copies of the old files in the
/// history, and a start script that reads them. Order and script are files of the change itself, so that one transaction
/// makes and removes them. See trialScript() for what the host does; it needs no engine.
inline constexpr const char *trialFolder = "/var/db/patchbay/trial";
inline constexpr const char *trialOrderPath = "/var/db/patchbay/trial/order";
inline constexpr const char *trialScriptPath = "/usr/local/etc/rc.d/patchbay_trial";

/// A variable of the kernel's environment, which forgets at every boot: "applied:000005" in the boot in which the change
/// was made, "trial:000005" in the one that tries it, "reboot:000005" while that one is being ended.
inline constexpr const char *trialVariable = "patchbay_trial";

/// How long a trial waits, seconds.
inline constexpr int trialShortest = 30, trialLongest = 7 * 24 * 3600;

/// The start script, POSIX sh with nothing but programs of FreeBSD's base system (12.1 to 15).
std::string_view trialScript();

/// Names and values that a boot is recognised by: pptdevs and its sisters, hw.vmm.amdvi.enable, and "vmm" yes or no.
using BootMarks = std::vector<std::pair<std::string, std::string>>;
BootMarks bootMarks(const LoaderResult &loader);

struct TrialOrder
{
    std::string id;     ///< of the history's record
    std::string mode;   ///< as of the record
    int within = 600;   ///< seconds
    std::string pool;   ///< whose nextboot flag is switched off; empty: none
    std::string environment = {}; ///< that boots take again once it is taken back (BootCopy::running); empty: they do anyway
    BootMarks before, after; ///< what a boot of the old and of the new files gives
};

/// The order's text; `files` are those of the change, in the order of its record.
std::string trialOrderText(const TrialOrder &order, const std::vector<FileWrite> &files);

/// nullopt: damaged. `before` and `after` are not read.
std::optional<TrialOrder> parseTrialOrder(std::string_view text);

/// Puts script and order in front of the other files: whoever takes back is there before what is to be taken back.
/// Errors: there is a trial already.
Result<> addTrial(Host &host, ApplyOrder &order, TrialOrder trial);

/// Whether a path is one of the two, which no history brings back.
bool isTrialFile(std::string_view path);

struct Trial
{
    enum class Phase : std::uint8_t {
        Waiting,   ///< for the boot that tries it
        Running,   ///< that boot runs
        GoingBack, ///< nobody confirmed in time: the host is putting the old files back, or restarts
    };
    TrialOrder order;
    Phase phase = Phase::Waiting;
    std::optional<std::int64_t> left; ///< seconds until it takes itself back, by the time since the boot; may be negative
};

/// What waits on this host. nullopt: nothing. Errors: unreadable.
Result<std::optional<Trial>> readTrial(Host &host);

/// Seconds since the host's boot, which no setting of its clock changes.
Result<std::int64_t> uptimeOf(Host &host);

/// From now on `seconds` until it takes itself back. Errors: it does not run, its time is up.
Result<> extendTrial(Host &host, const Trial &trial, int seconds);

/// What applyOrder() leaves of a trial that was confirmed or taken back: notes of the script. Nothing here is in force any
/// more, so nothing can fail that matters.
void tidyTrial(Host &host);

} // namespace patchbay
