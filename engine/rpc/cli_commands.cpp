// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli_commands.h"

namespace patchbay::rpc {

namespace {

constexpr std::string_view hostAndJson[] = {"--host=", "--json"};
constexpr std::string_view jsonOnly[] = {"--json"};
constexpr std::string_view checkOptions[] = {"--host=", "--json", "--lift="};
constexpr std::string_view previewOptions[] = {"--host=", "--json", "--mode=", "--lift=", "--confirm-within=",
                                               "--boot-environment"};
constexpr std::string_view applyOptions[] = {"--host=", "--json", "--mode=", "--confirm-within=", "--token=", "--lift=",
                                             "--boot-environment"};
constexpr std::string_view serveOptions[] = {"--host=", "--connection="};
constexpr std::string_view loaderOptions[] = {"--root=", "--loader=", "--json"};
constexpr std::string_view guestOptions[] = {"--host=", "--json", "--force"};
constexpr std::string_view revertOptions[] = {"--host=", "--json", "--to=", "--preview", "--lift="};
constexpr std::string_view verifyOptions[] = {"--host=", "--json", "--plan="};

constexpr Command table[] = {
    {"topology", "[--host SPEC] [--json]", "The PCI tree of a host with IOMMU, MSI, reset and who holds each function.",
     hostAndJson, 0, 0, commandTopology},
    {"survey", "PATH... [--json]",
     "One line per dump found below the paths: functions, endpoints, MSI, groups, blockers.\n"
     "Exit status 1 if any of them could not be read.",
     jsonOnly, 1, 100'000, commandSurvey},
    {"machines", "[--json]", "The simulated machines that ship, for --host sim:NAME.", jsonOnly, 0, 0, commandMachines},
    {"check", "PLAN [--host SPEC] [--json] [--lift GUARD@FUNCTION=HOST[,...]]",
     "What is wrong with a plan on a host.\nExit status 0: nothing blocks; 1: blocked; 2: bad input. PLAN is a file, or - "
     "for standard input. --lift boot-disk@1/0/0=tower lifts one guard for one function of the host called tower.",
     checkOptions, 1, 1, commandCheck},
    {"preview", "PLAN [--host SPEC] [--mode persistent|next-boot|now] [--confirm-within SECONDS]\n"
     "      [--boot-environment] [--lift GUARD@FUNCTION=HOST[,...]] [--json]",
     "What applying the plan would do: a unified diff of every boot file, the live steps, the bhyve command lines.\n"
     "Nothing is changed. Exit status 1 if a finding blocks.",
     previewOptions, 1, 1, commandPreview},
    {"apply", "PLAN [--host SPEC] --mode persistent|next-boot|now [--confirm-within SECONDS] [--token TOKEN]\n"
     "      [--boot-environment] [--lift GUARD@FUNCTION=HOST[,...]] [--json]",
     "Does what preview shows. With --token only if the preview is still that one.\n"
     "--confirm-within: after the boot that takes it up (mode now: at once) the host waits so long for confirm, then puts\n"
     "everything back and restarts if it has to; so it does when that boot ends without an answer.\n"
     "--boot-environment: where root is on ZFS, bectl copies it first; with --mode persistent --confirm-within, boots take that\n"
     "copy, all but the one that tries the change, so that even a kernel that panics falls back.\n"
     "Exit status 1 if a finding blocks; nothing is written then.",
     applyOptions, 1, 1, commandApply},
    {"confirm", "[ID] [--host SPEC]",
     "Keeps a change that would take itself back. One that was for one boot becomes permanent.", hostAndJson, 0, 1, commandConfirm},
    {"trial", "[--host SPEC] [--json]",
     "The change that waits to be confirmed, and for how long. Exit status 1 if none does.", hostAndJson, 0, 0, commandTrial},
    {"extend", "[SECONDS] [--host SPEC] [--json]", "Gives that change so much time from now on (without SECONDS: 600).",
     hostAndJson, 0, 1, commandExtend},
    {"revert", "[ID | --to POINT [--preview] [--lift GUARD@FUNCTION=HOST[,...]]] [--host SPEC] [--json]",
     "Takes the last change back, or that with the ID.\n"
     "--to POINT: puts every file back as it was then, whatever was changed in between. POINT is 000003 (as change 3 left\n"
     "the files) or before-000003. --preview prints what would be done, and does nothing.\n"
     "Exit status 1 if somebody else changed a file since, which is printed, or if a finding blocks.",
     revertOptions, 0, 1, commandRevert},
    {"history", "[list | compare POINT [POINT] | export] [--host SPEC] [--json]",
     "Every change made to the host, newest first.\n"
     "list            that (also without a word)\n"
     "compare A [B]   how files differ between two points (without B: and now), as diff -u; exit status 1 if they do.\n"
     "                A point is 000003 (as change 3 left the files), before-000003 or now\n"
     "export          everything as one text, oldest first, with what each change did as patch(1) takes it",
     hostAndJson, 0, 3, commandHistory},
    {"verify", "[--plan PLAN] [--host SPEC] [--json]",
     "Compares the plan last applied (or PLAN) with what the host did. Exit status 1 if they differ.", verifyOptions, 0,
     0, commandVerify},
    {"loader-env", "--root DIR [--loader 12|14|main] [--json]",
     "What loader(8) would really make of DIR/boot: variables, modules, what it loads and what it says.", loaderOptions,
     0, 0, commandLoaderEnv},
    {"guest", "list|show|define|start|stop|log [NAME|PLAN] [--host SPEC] [--force] [--json]",
     "The guests of a host: lists, shows, keeps, starts and stops them.\n"
     "list            guests and their state\n"
     "show NAME       definition, state, command lines\n"
     "define PLAN     keeps every guest of the plan file on the host\n"
     "start NAME      runs the lines that show prints\n"
     "stop NAME       asks the guest to end (--force: ends it), then releases what it holds\n"
     "log NAME        what bhyve said",
     guestOptions, 1, 2, commandGuest},
    {"serve", "[--host SPEC] [--connection SSH_CONNECTION]",
     "JSON-RPC 2.0 on standard input and output, one message a line.\n"
     "--connection: the way here, where the environment does not tell it.",
     serveOptions, 0, 0, commandServe},
    {"schema", "", "JSON Schema of the plan file and of every message.", {}, 0, 0, commandSchema},
};

} // namespace

std::span<const Command> commands()
{
    return table;
}

} // namespace patchbay::rpc
