// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

/// Parameters and answers of the methods that are more than one message of messages.h, and the notifications.
/// The table in methods.h says which method takes and answers what.
namespace patchbay::wire {

/// A value nobody looked into yet: JSON text, kept as it came. Request ids are such.
struct RawJson
{
    std::string json = "null";
    bool operator==(const RawJson &) const = default;
};

/// No parameters, or nothing to answer: {}.
struct Nothing
{
};

/// host.function
struct FunctionRequest
{
    std::string address;
};

/// host.watch: with `on`, "host.changed" comes whenever a new reading differs from the last one.
struct WatchRequest
{
    bool on = true;
    int seconds = 5; ///< between two readings, 1 ... 3600
};

/// host.machines: the simulated machines that ship.
struct Machine
{
    std::string spec; ///< "sim:home-server"
    std::string name, about;
};
struct Machines
{
    std::vector<Machine> machines;
};

/// plan.judge, plan.preview, boot.verify. `revision`: that of the snapshot the plan was made on; empty: the host as it is.
struct PlanRequest
{
    Plan plan;
    std::string revision;
    std::string mode = "persistent"; ///< plan.preview: the mode that boot.apply will be told; the token holds for that one
    std::vector<Lift> lifts = {};    ///< guards lifted
    std::optional<int> confirmWithin = {}; ///< plan.preview: as boot.apply will be told, to show what takes the change back too
    bool bootEnvironment = false;          ///< plan.preview: as boot.apply will be told, to say what that means
};

/// plan.current, import.plan: the plan that the host's boot files and guests amount to.
struct PlanAnswer
{
    Plan plan;
    std::string revision;
    std::vector<Oddity> oddities; ///< what could not be carried over
};

/// plan.options
struct OptionsRequest
{
    Plan plan;
    std::string revision;
    std::string guest;
    std::vector<std::string> functions; ///< the one grabbed comes first
    std::vector<Lift> lifts = {};
};

/// plan.judge
struct Judgement
{
    std::vector<Finding> findings; ///< worst first
    bool blocked = false;
};

/// boot.apply. `token` is that of the preview which the person saw.
struct ApplyRequest
{
    Plan plan;
    std::string token;
    std::string mode = "persistent";  ///< persistent, next-boot, now
    std::optional<int> confirmWithin; ///< seconds after which an unconfirmed change takes itself back
    std::vector<Lift> lifts = {};     ///< those of the preview; the history tells of them
    bool bootEnvironment = false;     ///< bectl(8) copies the root file system first; with confirmWithin, boots but one take that
};

/// boot.confirm, boot.revert: nullopt means the last one.
struct EntryRequest
{
    std::optional<std::string> id;
};

/// boot.trial, boot.extend and notification "boot.changed": the change that takes itself back unless it is confirmed.
struct Trial
{
    std::string phase = "none";     ///< none; waiting: for the boot that tries it; running; going-back: its time is up
    std::string id;                 ///< of the history entry; empty: none
    std::string mode, summary;
    std::optional<int> secondsLeft; ///< while running: by the time since the host's boot; null: not known
    int within = 0;                 ///< seconds it was given
};

/// boot.extend: so long from now on.
struct ExtendRequest
{
    int seconds = 600;
};

/// boot.history, newest first. A record that cannot be read has the state "damaged", and why as its summary.
struct History
{
    std::vector<HistoryEntry> entries;
    int dropped = 0;             ///< older ones that are not kept any more
    int limit = 0;               ///< how many are kept
    std::int64_t limitBytes = 0; ///< how much room they may take
};

/// boot.compare. A point is "000003": as change 3 left the files; "before-000003": as it found them; "now".
struct CompareRequest
{
    std::string from;
    std::string to = "now";
};
struct Comparison
{
    std::vector<FileChange> files;  ///< those that differ; a note says of a file that it was made or removed
    std::vector<std::string> notes; ///< files of which nobody knows how they were, and why
};

/// boot.preview, boot.restore: back to a point of the history. `token`: that of the preview, for boot.restore.
struct RestoreRequest
{
    std::string to;
    std::string token;
    std::vector<Lift> lifts = {};
};

/// What boot.restore would do.
struct Restoration
{
    std::string token;
    std::vector<FileChange> files;
    std::vector<FileChange> refused; ///< files in the way: what the history left and what is there now; the note says why
    std::vector<Finding> findings;   ///< about what the host would lose with the boot files as they were then
    std::vector<std::string> notes;
    bool blocked = false;
};

/// device.claim, device.release, device.reset: all or none.
struct DeviceRequest
{
    std::vector<std::string> functions;
    std::vector<Lift> lifts = {}; ///< of device.claim
};
struct DeviceAnswer
{
    std::vector<Verified> functions; ///< as they are afterwards
};

/// guest.show, guest.stop, guest.log
struct GuestRequest
{
    std::string name;
    bool force = false; ///< guest.stop: without asking the guest
};

/// guest.start: runs what plan.preview showed for this guest.
struct StartRequest
{
    std::string name;
    std::optional<Plan> plan; ///< null: as defined by guest.define
};

/// guest.define: keeps the guest's definition on the host, replacing one of the same name.
struct DefineRequest
{
    Guest guest;
};

struct GuestList
{
    std::vector<GuestState> guests;
};

/// guest.show, guest.define, guest.start, guest.stop
struct GuestAnswer
{
    GuestState state;
    std::optional<Guest> definition;
    std::vector<std::string> lines; ///< the commands that start it
};

struct GuestLog
{
    std::string text;
};

/// export.plan: `format` plan (a plan file), bhyve (command lines), bhyve_config, vm-bhyve where known.
struct ExportRequest
{
    Plan plan;
    std::string guest;         ///< for formats of one guest
    std::string format = "plan";
};
struct Exported
{
    std::string text;
};

/// import.plan
struct ImportRequest
{
    std::string text;
    std::string format = "plan"; ///< plan, bhyve, bhyve_config
    std::string name;            ///< of the guest, where the text does not tell
};

/// What `survey --json` prints: one machine a dump.
struct Blocker
{
    std::string function;
    std::string reason; ///< why it cannot be passed to a guest whatever is planned
};
struct SurveyMachine
{
    std::string path;
    std::string kind; ///< pciconf, lspci; "" where it could not be read
    std::uint64_t functions = 0, endpoints = 0;
    std::optional<std::uint64_t> msi, msix, groups; ///< functions that have it; null: cannot be known from this dump
    std::vector<Blocker> blockers;
    std::vector<Oddity> oddities;
    std::vector<std::string> errors; ///< why it could not be read
};
struct SurveySummary
{
    std::uint64_t machines = 0, functions = 0, endpoints = 0, msi = 0, msix = 0, blockers = 0, errors = 0, skipped = 0;
};
struct SurveyAnswer
{
    std::vector<SurveyMachine> machines;
    std::vector<std::string> errors; ///< folders and paths that could not be read
    SurveySummary summary;
};

/// Notification "$/cancel", to the engine.
struct Cancel
{
    RawJson id;
};

/// Notification "$/progress", from the engine. total 0: nobody knows how much there is.
struct Progress
{
    RawJson id;
    std::string text;
    int done = 0, total = 0;
};

/// Notification "host.changed"
struct HostChanged
{
    std::string revision;
};

/// Notification "guest.output"
struct GuestOutput
{
    std::string guest, text;
};

/// Notification "guest.changed"
struct GuestChanged
{
    GuestState guest;
};

} // namespace patchbay::wire
