// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/start_scripts.h"

#include "base/file.h"
#include "base/process.h"
#include "host/sim/boot.h"
#include "host/sim/programs/program.h"
#include "host/sim/text.h"

#include <algorithm>
#include <array>
#include <format>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace patchbay::sim {

namespace {

constexpr const char *scriptFolder = "/usr/local/etc/rc.d";
constexpr int mostBoots = 3; ///< one after the other: scripts that restart the host again and again are left alone then

/// Programs of FreeBSD for a script that this machine's sh runs. What changes the host is written down and done afterwards.
constexpr std::string_view standIn = R"sh(#!/bin/sh
cd "$PATCHBAY_SIM" || exit 1
case ${0##*/} in
date) [ "$1" = +%s ] && echo "$PATCHBAY_SIM_DATE" ;;
sysctl) [ "$2" = kern.boottime ] && echo "{ sec = $PATCHBAY_SIM_BOOTED, usec = 0 } Thu Jan  1 00:00:00 1970" ;;
kenv)
	case "$1 $2" in
	"-q -u") sed "/^$3=/d" kenv >kenv.new && mv kenv.new kenv; echo "kenv -q -u $3" >>calls ;;
	"-q "*) sed -n "s/^$2=//p" kenv; grep -q "^$2=" kenv ;;
	*) sed "/^${1%%=*}=/d" kenv >kenv.new && mv kenv.new kenv; echo "$1" >>kenv; echo "kenv $1" >>calls ;;
	esac ;;
kldstat) grep -q "^$3\$" modules ;;
shutdown|reboot) echo "reboot" >>calls ;;
zfsbootcfg|bectl) echo "${0##*/} $*" >>calls ;;
sleep) echo "$1" >slept; kill -9 0 ;;
lockf)
	patience=$4 lock=$5
	shift 5
	# Patience of none: a script that goes on in the background.
	if [ "$patience" = 0 ]; then shift; printf '%s\n' "$@" >background; exit 0; fi
	if [ -x /usr/bin/lockf ]; then /usr/bin/lockf -k -s -t 0 "$lock" "$@"; else flock -n -E 75 "$lock" "$@"; fi
	code=$?
	[ $code -ne 75 ] || { echo 1 >slept; kill -9 0; }
	exit $code ;;
esac
)sh";

constexpr std::array standIns{"date", "sysctl", "kenv", "kldstat", "shutdown", "reboot", "zfsbootcfg", "bectl", "sleep", "lockf", "logger",
                              "fsync", "sync"};

} // namespace

Result<> StartScripts::prepare(const State &state) const
{
    const std::string bin = m_folder + "/bin";
    if (auto made = makeFolders(bin); !made)
        return made;
    if (const auto there = readFile(bin + "/date"); !there || *there != standIn) {
        for (const char *name : standIns)
            if (auto written = replaceFile(bin + '/' + name, standIn); !written)
                return written;
    }
    const std::string box = m_folder + "/rc";
    if (auto made = makeFolders(box); !made)
        return made;
    std::string kenv, modules;
    for (const auto &[name, value] : state.kenv)
        kenv += name + '=' + value + '\n';
    for (const Module &module : state.modules)
        modules += module.file + '\n';
    for (const auto &[name, text] : {std::pair{"kenv", &kenv}, {"modules", &modules}})
        if (auto written = replaceFile(box + '/' + name, *text); !written)
            return written;
    for (const char *name : {"calls", "background", "slept"})
        if (auto gone = removeFile(box + '/' + name); !gone)
            return gone;
    return {};
}

Result<std::string> StartScripts::run(State &state, const Clock &clock, const std::vector<std::string> &words)
{
    if (auto ready = prepare(state); !ready)
        return pass(ready.error());
    // The ninth descriptor keeps our pipe open until what went into the background has said what it wants.
    std::vector<std::string> argv{"env", "PATCHBAY_ROOT=" + m_disk.real("/"), "PATCHBAY_PATH=" + m_folder + "/bin:/usr/bin:/bin",
                                  "PATCHBAY_SIM=" + m_folder + "/rc", std::format("PATCHBAY_SIM_DATE={}", clock.date() / 1000),
                                  std::format("PATCHBAY_SIM_BOOTED={}", (state.bootedAt + clock.ahead) / 1000),
                                  "/bin/sh", "-c", "exec /bin/sh \"$@\" 9>&1", "sh", m_disk.real(words.front())};
    argv.insert(argv.end(), words.begin() + 1, words.end());
    const auto result = runProcess(argv, {});
    if (!result)
        return pass(result.error());
    for (const std::string_view line : lines(result->out))
        state.messages.emplace_back(line);
    if (auto done = replay(state, clock); !done)
        return pass(done.error());
    return result->out + result->err;
}

Result<> StartScripts::replay(State &state, const Clock &clock)
{
    const std::string box = m_folder + "/rc/";
    if (const auto argv = readFile(box + "background")) {
        // Of the paths, the host knows its own end only.
        Background job{.words = {}, .wakesAt = clock.now};
        const std::string root = m_disk.real("/");
        for (const std::string_view word : lines(*argv))
            job.words.emplace_back(word.starts_with(root) ? "/" + std::string(word.substr(root.size() + (root.ends_with('/') ? 0 : 1)))
                                                          : std::string(word));
        state.background = std::move(job);
    }
    const auto calls = readFile(box + "calls");
    for (const std::string_view line : lines(calls ? std::string_view(*calls) : std::string_view())) {
        std::vector<std::string> argv;
        for (const std::string &word : words(line))
            argv.push_back(word);
        if (argv.empty() || argv[0] == "reboot")
            continue;
        Call call{.machine = m_machine, .state = state, .disk = m_disk, .argv = argv, .input = {}, .now = clock.now};
        if (const Program program = findProgram(argv[0]))
            (void)program(call).status;
    }
    if (!calls || !calls->contains("reboot\n") || ++m_boots > mostBoots)
        return {};
    if (auto booted = sim::boot(m_machine, m_disk, state, clock.now); !booted)
        return booted;
    return boot(state, clock);
}

Result<> StartScripts::boot(State &state, const Clock &clock)
{
    auto names = m_disk.list(scriptFolder);
    if (!names)
        return {};
    std::ranges::sort(*names);
    const int boots = state.boots;
    for (const std::string &name : *names) {
        const std::string path = std::string(scriptFolder) + '/' + name;
        if (::access(m_disk.real(path).c_str(), X_OK) != 0)
            continue;
        if (auto ran = run(state, clock, {path, "faststart"}); !ran)
            return pass(ran.error());
        if (state.boots != boots)
            return {}; // the boot that followed ran them all
    }
    return {};
}

Result<bool> StartScripts::wake(State &state, const Clock &clock)
{
    if (!state.background || clock.now < state.background->wakesAt)
        return false;
    const int boots = state.boots;
    const Background job = std::exchange(state.background, std::nullopt).value();
    if (auto ran = run(state, clock, job.words); !ran)
        return pass(ran.error());
    if (const auto slept = readFile(m_folder + "/rc/slept"); slept && state.boots == boots && !state.background)
        state.background = Background{job.words, clock.now + 1000 * std::int64_t(number(trimmed(*slept)).value_or(1))};
    return true;
}

} // namespace patchbay::sim
