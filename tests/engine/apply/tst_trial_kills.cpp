// SPDX-License-Identifier: BSD-2-Clause
#include "support/text.h"
#include "support/trial_world.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <iterator>
#include <set>

#include <sys/stat.h>

using namespace patchbay;

namespace {
const std::string oldFiles = "old - - ";
}

/// The start script that takes a change back, killed before every statement that it comes to.
class TestTrialKills : public QObject
{
    Q_OBJECT

private:
    TrialWorlds m_worlds;

    TrialWorld world(const std::string &shell = "dash") { return m_worlds.world(shell); }
    TrialWorld tried(const std::string &mode, const std::string &shell = "dash", int within = 30)
    {
        return m_worlds.tried(mode, shell, within);
    }

private slots:
    /// kill -9 of all of it before every statement; then it is started again in that boot, or the host boots anew.
    void killedAtEveryLine_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<bool>("reboots");
        QTest::newRow("next-boot, a boot follows") << QStringLiteral("next-boot") << true;
        QTest::newRow("persistent, started again") << QStringLiteral("persistent") << false;
    }
    void killedAtEveryLine()
    {
        QFETCH(const bool, reboots);
        const std::string mode = toText(QString(*static_cast<QString *>(QTest::qData("mode", QMetaType::QString))).toUtf8());
        const std::string script(trialScript());
        const auto reached = linesReached(mode);
        int lines = 0, kills = 0;
        for (std::size_t at = 0; (at = script.find('\n', at)) != script.npos; ++at, ++lines) {
            const std::string deadly = before(script, at + 1, "touch \"$WORLD/killed\"; kill -9 0");
            if (deadly.empty() || !reached.contains(lines))
                continue;
            TrialWorld host = tried(mode, "dash", 4);
            // It calls itself by its installed name.
            host.put(std::string("root") + trialScriptPath, deadly);
            host.run({"faststart"});
            if (!host.has("killed")) { // a line of the boot that follows
                host.powerOn();
                host.run({"faststart"});
            }
            QVERIFY(host.has("killed"));
            ++kills;
            if (host.has(std::string("root") + trialScriptPath))
                host.put(std::string("root") + trialScriptPath, script);
            const std::string complaint = settle(host, reboots);
            QVERIFY2(complaint.empty(), qPrintable(QStringLiteral("line %1: %2").arg(lines + 2).arg(QLatin1String(complaint.c_str()))));
        }
        QVERIFY(kills > 60);
        qInfo("%d kills: the old files every time, no restart without need, none twice", kills);
    }

private:
    /// Which lines a trial that nobody answers comes to, and the boot that follows.
    std::set<int> linesReached(const std::string &mode)
    {
        std::string told(trialScript());
        int line = int(std::ranges::count(told, '\n')) - 2;
        for (std::size_t at = told.size() - 1; line >= 0; --line) {
            at = told.rfind('\n', at - 1);
            if (const std::string with = before(told, at + 1, "echo " + std::to_string(line) + " >>\"$WORLD/reached\""); !with.empty())
                told = with;
            if (at == 0 || at == told.npos)
                break;
        }
        TrialWorld host = tried(mode, "dash", 4);
        host.put(std::string("root") + trialScriptPath, told);
        host.run({"faststart"});
        host.powerOn();
        host.run({"faststart"});
        std::istringstream all(host.get("reached"));
        return {std::istream_iterator<int>(all), {}};
    }

    /// The script with one more statement before that which begins at `line`; empty: none begins there.
    static std::string before(const std::string &script, std::size_t line, const std::string &statement)
    {
        const std::size_t end = script.find('\n', line), text = script.find_first_not_of('\t', line);
        if (end == script.npos || text == line || text >= end)
            return {};
        const std::string words = script.substr(text, end - text);
        const std::size_t previous = script.rfind('\n', line - 2) + 1;
        const std::string above = script.substr(previous, line - 1 - previous);
        if (above.ends_with("&&") || above.ends_with('\\') || above.ends_with('|') || words.starts_with('#') || words.starts_with(')'))
            return {};
        for (const char *word : {"else", "fi", "esac", "done", "}", "then"})
            if (words.starts_with(word))
                return {};
        const std::size_t paren = words.find(')');
        const bool pattern = paren != words.npos && words.find('(') > paren && (words.ends_with(";;") || paren + 1 == words.size()) ;
        if (pattern && paren + 1 == words.size())
            return {};
        std::string changed = script;
        return changed.insert(pattern ? text + paren + 1 : text, ' ' + statement + "; ");
    }

    /// Whatever was left: at the end the old files, said so in the history, nothing of ours beside them.
    static std::string settle(TrialWorld &host, bool reboots)
    {
        int restarts = 0;
        for (int boots = 0; boots < 4 && host.files() != oldFiles; ++boots) {
            if (reboots || boots > 0)
                host.powerOn();
            const bool mustEnd = host.has("vmm");
            host.run({"faststart"});
            const int called = host.calls("shutdown");
            if (called > 0 && !mustEnd)
                return "a restart without need";
            restarts += called > 0;
            if (called == 0 && mustEnd && host.state() == "expired")
                return "no restart although the new files run";
        }
        if (host.files() != oldFiles)
            return host.files();
        if (host.state() != "expired")
            return "the history says " + host.state();
        return restarts > 1 ? "restarted twice" : "";
    }
};

QTEST_GUILESS_MAIN(TestTrialKills)
#include "tst_trial_kills.moc"
