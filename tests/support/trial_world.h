// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/transaction.h"
#include "apply/trial.h"
#include "support/folder_host.h"
#include "support/memory_folder.h"
#include "support/text.h"

#include <QDir>
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/// A host in a folder on which the real start script runs in a real shell, with stand-ins for what only FreeBSD has: a clock
/// that goes when somebody sleeps, the kernel's environment, shutdown(8), lockf(1).
class TrialWorld
{
public:
    TrialWorld(std::string folder, std::string shell)
        : m_folder(std::move(folder))
        , m_shell(std::move(shell))
    {
        std::filesystem::create_directories(m_folder + "/bin");
        put("clock", "1000000000 7\n"); // boot, seconds since it
        put("kenv", "");
        put("stop", "4000");
        put("bin/standin", standIn());
        std::filesystem::permissions(m_folder + "/bin/standin", std::filesystem::perms(0755));
        for (const char *name : {"date", "sysctl", "kenv", "kldstat", "sleep", "shutdown", "reboot", "lockf", "zfsbootcfg", "bectl", "fsync",
                                 "sync", "logger", "cat", "cp"})
            std::filesystem::create_symlink("standin", m_folder + "/bin/" + name);
    }

    std::vector<patchbay::FileWrite> more; ///< of the next change

    [[nodiscard]] std::string root() const { return m_folder + "/root"; }
    [[nodiscard]] std::string get(const std::string &name) const { return patchbay::readFile(m_folder + '/' + name).value_or("-"); }
    void put(const std::string &name, const std::string &bytes) const
    {
        std::ofstream(m_folder + '/' + name, std::ios::binary) << bytes;
    }
    [[nodiscard]] bool has(const std::string &name) const { return std::filesystem::exists(m_folder + '/' + name); }
    void remove(const std::string &name) const { std::filesystem::remove(m_folder + '/' + name); }

    [[nodiscard]] long uptime() const
    {
        long booted = 0, up = 0;
        std::istringstream(get("clock")) >> booted >> up;
        return up;
    }

    /// A change of `mode` as an engine makes it.
    patchbay::Result<patchbay::HistoryRecord> apply(const std::string &mode, int within = 30, const std::string &environment = {})
    {
        FolderHost host(root());
        patchbay::ApplyOrder order{.files = {}, .planText = "{}", .summary = "a change", .mode = mode, .now = 1};
        if (mode == "next-boot")
            order.files = {{"/boot/nextboot.conf", std::nullopt, "nextboot_enable=\"YES\"\npptdevs=\"4/0/0\"\n"}};
        else
            order.files = {{"/boot/loader.conf", "old\n", "new\n"}, {"/boot/loader.conf.local", std::nullopt, "fresh\n"}};
        order.files.insert(order.files.end(), more.begin(), more.end());
        const auto lock = patchbay::ChangeLock::take(host, "testing");
        patchbay::TrialOrder trial{.mode = mode, .within = within, .pool = "zroot"};
        trial.environment = environment;
        trial.before = {{"pptdevs", "1/0/0"}, {"pptdevs2", ""}, {"vmm", "no"}};
        trial.after = {{"pptdevs", "4/0/0"}, {"pptdevs2", ""}, {"vmm", "yes"}};
        if (auto added = patchbay::addTrial(host, order, trial); !added)
            return patchbay::pass(added.error());
        auto record = patchbay::applyOrder(host, *lock, order);
        if (record)
            put("kenv", get("kenv") + "patchbay_trial=applied:" + record->id + '\n');
        return record;
    }

    /// What the loader does: takes up the files that are there. The clock of the new boot begins.
    void powerOn()
    {
        const std::string next = root() + "/boot/nextboot.conf";
        std::string text = patchbay::readFile(next).value_or("");
        bool fresh = patchbay::readFile(root() + "/boot/loader.conf").value_or("") == "new\n";
        if (text.starts_with("nextboot_enable=\"YES\"")) {
            fresh = true;
            text.replace(0, 21, "nextboot_enable=\"NO\" ");
            std::ofstream(next, std::ios::binary) << text;
        }
        runsNew(fresh);
        put("clock", std::to_string(1'000'000'000 + 9000 * ++m_boots) + " 7\n");
        remove("calls");
    }
    void runsNew(bool fresh) const
    {
        put("kenv", fresh ? "pptdevs=4/0/0\n" : "pptdevs=1/0/0\n");
        remove("vmm");
        if (fresh)
            put("vmm", "");
    }

    /// Runs the installed script and waits for the last process of it, timer included. Its words, or what it died of.
    std::string run(const std::vector<std::string> &words, const std::string &script = {})
    {
        std::vector<std::string> argv = shellWords();
        argv.push_back(script.empty() ? root() + patchbay::trialScriptPath : script);
        argv.insert(argv.end(), words.begin(), words.end());
        return runArgv(argv);
    }
    std::string runText(const std::string &text)
    {
        std::vector<std::string> argv = shellWords();
        argv.insert(argv.end(), {"-c", text});
        return runArgv(argv);
    }

    /// The calls that shutdown(8), reboot(8) and zfsbootcfg(8) got.
    [[nodiscard]] int calls(const std::string &program) const
    {
        std::istringstream all(has("calls") ? get("calls") : "");
        int count = 0;
        for (std::string line; std::getline(all, line);)
            count += line.starts_with(program);
        return count;
    }

    [[nodiscard]] std::string state() const
    {
        FolderHost host(root());
        const auto history = patchbay::readHistory(host);
        return history && !history->empty() ? history->back().state : "none";
    }
    /// loader.conf, loader.conf.local, nextboot.conf, and whether an order and a script are there.
    [[nodiscard]] std::string files() const
    {
        std::string text;
        for (const char *path : {"/boot/loader.conf", "/boot/loader.conf.local", "/boot/nextboot.conf"}) {
            const auto bytes = patchbay::readFile(root() + path);
            text += (bytes ? bytes->substr(0, bytes->find('\n')) : "-") + ' ';
        }
        return text + (has(std::string("root") + patchbay::trialOrderPath) ? "order " : "") +
            (has(std::string("root") + patchbay::trialScriptPath) ? "script " : "");
    }

    /// In a process of its own session, so that a kill of its group ends all of it and nothing else.
    std::string runArgv(const std::vector<std::string> &argv) const
    {
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
        const std::string out = m_folder + "/out";
        const pid_t child = ::fork();
        if (child == 0) {
            ::setsid();
            const int file = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
            ::dup2(file, 1);
            ::dup2(file, 2);
            ::setenv("PATCHBAY_ROOT", root().c_str(), 1);
            ::setenv("PATCHBAY_PATH", (m_folder + "/bin:/usr/bin:/bin").c_str(), 1);
            ::setenv("PATCHBAY_SH", m_shell.c_str(), 1);
            ::setenv("WORLD", m_folder.c_str(), 1);
            std::vector<char *> words;
            for (const std::string &word : argv)
                words.push_back(const_cast<char *>(word.c_str()));
            words.push_back(nullptr);
            ::execvp(words[0], words.data());
            ::_exit(127);
        }
        std::string died;
        int status = 0;
        for (pid_t pid; (pid = ::waitpid(-1, &status, 0)) > 0 || errno == EINTR;)
            if (pid == child && WIFSIGNALED(status))
                died = "killed ";
        return died + patchbay::readFile(out).value_or("");
    }

private:
    [[nodiscard]] std::vector<std::string> shellWords() const
    {
        std::vector<std::string> words;
        std::istringstream all(m_shell);
        for (std::string word; all >> word;)
            words.push_back(word);
        return words;
    }

    static const char *standIn()
    {
        return R"sh(#!/bin/sh
PATH=/usr/bin:/bin
cd "$WORLD" || exit 1
read -r booted up <clock
case ${0##*/} in
date)
	echo $((booted + up))
	# The clock is set between two looks.
	if [ -e jump-at-date ]; then echo "$((booted + $(cat jump-at-date))) $up" >clock; rm jump-at-date; fi ;;
sysctl) echo "{ sec = $booted, usec = 5 } Mon Nov 23 07:45:19 2026" ;;
kenv)
	case "$1 $2" in
	"-q -u") grep -v "^$3=" kenv >kenv.new; mv kenv.new kenv ;;
	"-q "*) sed -n "s/^$2=//p" kenv; grep -q "^$2=" kenv ;;
	*) grep -v "^${1%%=*}=" kenv >kenv.new; echo "$1" >>kenv.new; mv kenv.new kenv; echo "$1" ;;
	esac ;;
kldstat) [ -e vmm ] ;;
sleep)
	echo "$booted $((up + $1))" >clock
	if [ -e hook ] && [ $((up + $1)) -ge "$(cat hook-at)" ]; then mv hook hook-now; . ./hook-now; rm hook-now; fi
	[ $((up + $1)) -lt "$(cat stop)" ] || kill -9 0 ;;
shutdown|reboot) echo "${0##*/} $*" >>calls ;;
zfsbootcfg|bectl) echo "${0##*/} $*" >>calls ;;
lockf)
	patience=$4 lock=$5
	shift 5
	[ ! -e lock-held ] || [ "$patience" = 0 ] || exit 75
	exec flock -E 75 -w 30 "$lock" "$@" ;;
cat)
	# A full disk takes half of it.
	if [ -e full ]; then head -c 3 "$@"; echo "cat: No space left on device" >&2; exit 1; fi
	exec cat "$@" ;;
cp)
	if [ -e full ]; then echo "cp: No space left on device" >&2; exit 1; fi
	exec cp "$@" ;;
fsync|sync|logger) exit 0 ;;
esac
)sh";
    }

    std::string m_folder, m_shell;
    int m_boots = 0;
};

/// Worlds one after another, in memory where the system has a folder for that; each goes when the next one comes.
class TrialWorlds
{
public:
    TrialWorld world(const std::string &shell = "dash")
    {
        const std::string folders = toText(m_folder.path().toUtf8()) + '/';
        if (m_next > 0)
            std::filesystem::remove_all(folders + std::to_string(m_next - 1));
        TrialWorld made(folders + std::to_string(m_next++), shell);
        (void)patchbay::replaceFile(made.root() + "/boot/loader.conf", "old\n").has_value();
        ::chmod((made.root() + "/boot/loader.conf").c_str(), 0640);
        return made;
    }

    /// A host with a change of `mode` made and one boot later.
    TrialWorld tried(const std::string &mode, const std::string &shell = "dash", int within = 30)
    {
        TrialWorld made = world(shell);
        if (!made.apply(mode, within))
            qFatal("the change cannot be made");
        made.powerOn();
        return made;
    }

private:
    QTemporaryDir m_folder{patchbay::test::memoryTemplate()};
    int m_next = 0;
};
