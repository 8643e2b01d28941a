// SPDX-License-Identifier: BSD-2-Clause
#include "guest/definitions.h"
#include "guest/guest_log.h"
#include "guest/guest_state.h"
#include "guest/life.h"

#include "support/text.h"

#include <QTest>

#include <deque>
#include <map>

using namespace patchbay;

namespace {

/// A program whose end the test decides.
struct Script
{
    std::string output;
    std::optional<int> status; ///< nullopt: runs until it is stopped
    bool deaf = false;         ///< SIGTERM does nothing
};

struct FakeProgram final : RunningProgram
{
    Script script;
    std::vector<std::string> *calls = nullptr;

    long processId() const override { return 4711; }
    std::string takeOutput() override { return std::exchange(script.output, {}); }
    std::optional<int> ended() override { return script.status; }
    void stop(bool force) override
    {
        calls->push_back(force ? "KILL" : "TERM");
        if (force)
            script.status = 137;
        else if (!script.deaf)
            script.status = 1;
    }
};

struct FakeHost final : Host
{
    std::map<std::string, std::string> files;
    std::vector<std::string> calls;
    std::deque<Script> scripts;
    std::string psAnswer = "bhyve: web (bhyve)\n";
    std::string allProcesses = "-sh\nbhyve: webmail (bhyve)\nvi bhyve web.txt\n";
    bool locked = false; ///< by another engine

    static std::string joined(const std::vector<std::string> &argv)
    {
        std::string text;
        for (const std::string &word : argv)
            text += (text.empty() ? "" : " ") + word;
        return text;
    }

    std::string spec() const override { return "test"; }
    std::optional<std::string> readOnlyReason() const override { return std::nullopt; }
    Result<ProgramResult> run(const std::vector<std::string> &argv, const RunOptions &) override
    {
        calls.push_back(joined(argv));
        if (argv[0] != "ps")
            return ProgramResult{};
        const bool one = argv[argv.size() - 2] == "-p";
        return ProgramResult{0, one ? psAnswer : allProcesses, {}};
    }
    Result<std::unique_ptr<RunningProgram>> start(const std::vector<std::string> &argv, const std::string &log) override
    {
        calls.push_back(argv[0] + " > " + log);
        if (scripts.empty())
            return fail("no such program", argv[0]);
        auto program = std::make_unique<FakeProgram>();
        program->script = scripts.front();
        program->calls = &calls;
        scripts.pop_front();
        return std::unique_ptr<RunningProgram>(std::move(program));
    }
    Result<std::string> readFile(const std::string &path) override
    {
        const auto it = files.find(path);
        return it == files.end() ? Result<std::string>(fail("no such file", path)) : it->second;
    }
    Result<std::vector<std::string>> listFolder(const std::string &path) override
    {
        std::vector<std::string> names;
        for (const auto &[name, text] : files) {
            if (name.starts_with(path + "/")) {
                const std::string rest = name.substr(path.size() + 1);
                names.push_back(rest.substr(0, rest.find('/')));
            }
        }
        return names;
    }
    Result<> replaceFile(const std::string &path, std::string_view bytes, const Expected *) override
    {
        files[path] = bytes;
        return {};
    }
    Result<> removeFile(const std::string &path) override
    {
        files.erase(path);
        return {};
    }
    Result<Handle> lock(const std::string &path) override
    {
        return locked ? Result<Handle>(fail("is locked", path)) : Handle();
    }
};

QByteArray callText(FakeHost &host)
{
    QByteArray text;
    for (const std::string &call : std::exchange(host.calls, {})) {
        if (!call.starts_with("ps "))
            text += toBytes(call) + '\n';
    }
    return text;
}

Guest webGuest(BootMethod boot)
{
    Guest guest;
    guest.name = "web";
    guest.boot = boot;
    return guest;
}

QByteArray stateFile(FakeHost &host)
{
    return toBytes(host.files["/var/db/patchbay/guests/web/state"]);
}

} // namespace

class TestLife : public QObject
{
    Q_OBJECT

private slots:
    void loadsRunsRebootsAndPowersOff()
    {
        FakeHost host;
        host.scripts = {{"loading\n", 0, false}, {"booting\n", 0, false}, {"again\n", 0, false}, {"off\n", 1, false}};
        GuestLife life(host, webGuest(BootMethod::Bhyveload), {});
        QVERIFY(life.start());
        QCOMPARE(life.status().state, GuestStatus::State::Loading);
        while (life.running())
            life.poll();
        QCOMPARE(life.status().state, GuestStatus::State::Stopped);
        QCOMPARE(life.status().exitStatus, std::optional(1));
        QCOMPARE(toBytes(life.takeOutput()), QByteArray("loading\nbooting\nagain\noff\n"));
        QCOMPARE(callText(host), QByteArray("bhyvectl --vm=web --destroy\n"
                                            "bhyveload > /var/db/patchbay/guests/web/log\n"
                                            "bhyve > /var/db/patchbay/guests/web/log\n"
                                            "bhyvectl --vm=web --destroy\n"
                                            "bhyveload > /var/db/patchbay/guests/web/log\n"
                                            "bhyve > /var/db/patchbay/guests/web/log\n"
                                            "bhyvectl --vm=web --destroy\n"));
        QCOMPARE(stateFile(host), QByteArray("name web\nstate stopped\nexit 1\n"));
    }

    void failureIsExplainedAndDestroyed()
    {
        FakeHost host;
        host.scripts = {{"bhyve: no\n", 4, false}};
        GuestLife life(host, webGuest(BootMethod::Uefi), [](std::string_view program, int status, std::string_view output) {
            return std::string(program) + "/" + std::to_string(status) + "/" + std::string(output.substr(0, 9));
        });
        QVERIFY(life.start());
        QVERIFY(life.poll());
        QCOMPARE(life.status().state, GuestStatus::State::Failed);
        QCOMPARE(toBytes(life.status().cause), QByteArray("bhyve/4/bhyve: no"));
        QVERIFY(callText(host).endsWith("bhyvectl --vm=web --destroy\n"));
        QCOMPARE(stateFile(host), QByteArray("name web\nstate failed\nexit 4\ncause bhyve/4/bhyve: no\n"));
    }

    void loaderFailureNeverRunsBhyve()
    {
        FakeHost host;
        host.scripts = {{"", 1, false}, {"", 0, false}};
        GuestLife life(host, webGuest(BootMethod::Bhyveload), {});
        QVERIFY(life.start());
        life.poll();
        QCOMPARE(toBytes(life.status().cause), QByteArray("bhyveload ended with exit status 1."));
        QVERIFY(!callText(host).contains("bhyve > "));
    }

    void stopWaitsThenKills()
    {
        FakeHost host;
        host.scripts = {{"", std::nullopt, true}};
        GuestLife life(host, webGuest(BootMethod::Uefi), {});
        QVERIFY(life.start());
        QVERIFY(!life.poll());
        life.stop(false, std::chrono::seconds(30));
        QCOMPARE(stateFile(host), QByteArray("name web\nstate stopping\nprocess 4711\n"));
        const auto now = GuestLife::Clock::now();
        life.poll(now + std::chrono::seconds(20));
        QVERIFY(life.running());
        life.poll(now + std::chrono::seconds(40));
        life.poll(now + std::chrono::seconds(41));
        QVERIFY(!life.running());
        QCOMPARE(life.status().state, GuestStatus::State::Stopped);
        QCOMPARE(callText(host), QByteArray("bhyvectl --vm=web --destroy\nbhyve > /var/db/patchbay/guests/web/log\nTERM\nKILL\n"
                                            "bhyvectl --vm=web --destroy\n"));
    }

    void stopDoesNotReboot()
    {
        FakeHost host;
        host.scripts = {{"", std::nullopt, false}, {"", std::nullopt, false}};
        GuestLife life(host, webGuest(BootMethod::Uefi), {});
        QVERIFY(life.start());
        life.stop();
        life.poll();
        QCOMPARE(life.status().state, GuestStatus::State::Stopped);
        QCOMPARE(host.scripts.size(), std::size_t(1));
    }

    void rebootStormEnds()
    {
        FakeHost host;
        for (int i = 0; i < 50; ++i)
            host.scripts.push_back({"", 0, false});
        GuestLife life(host, webGuest(BootMethod::Uefi), {});
        QVERIFY(life.start());
        for (int i = 0; i < 50 && life.running(); ++i)
            life.poll();
        QCOMPARE(toBytes(life.status().cause), QByteArray("The guest reboots again and again within seconds."));
    }

    void missingProgram()
    {
        FakeHost host;
        GuestLife life(host, webGuest(BootMethod::Uefi), {});
        const auto started = life.start();
        QVERIFY(!started);
        QCOMPARE(toBytes(started.error().toString()), QByteArray("bhyve: no such program"));
        QCOMPARE(life.status().state, GuestStatus::State::Failed);
    }

    void refusedWhereItRuns_data()
    {
        QTest::addColumn<QByteArray>("processes");
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<bool>("locked");
        const QByteArray none = "-sh\n", noState;
        QTest::newRow("an engine looks after it") << none << noState << true;
        QTest::newRow("its bhyve goes on without") << none << QByteArray("name web\nstate running\nprocess 99\n") << false;
        QTest::newRow("somebody's bhyve") << QByteArray("-sh\nbhyve: web (bhyve)\n") << noState << false;
        QTest::newRow("somebody's bhyveload") << QByteArray("/usr/sbin/bhyveload -m 1G web\n") << noState << false;
    }
    void refusedWhereItRuns()
    {
        QFETCH(const QByteArray, processes);
        QFETCH(const QByteArray, state);
        QFETCH(const bool, locked);
        FakeHost host;
        host.scripts = {{"", std::nullopt, false}};
        host.allProcesses = toText(processes);
        host.locked = locked;
        if (!state.isEmpty())
            host.files["/var/db/patchbay/guests/web/state"] = toText(state);
        const auto files = host.files;
        GuestLife life(host, webGuest(BootMethod::Uefi), {});
        const auto started = life.start();
        QVERIFY(!started);
        QCOMPARE(toBytes(started.error().toString()), QByteArray("web: the guest runs already"));
        QCOMPARE(callText(host), QByteArray());
        QVERIFY(host.files == files);
    }

    void adoptsOnlyWhatNobodyLooksAfter()
    {
        FakeHost host;
        host.files["/var/db/patchbay/guests/web/state"] = "name web\nstate running\nprocess 99\nholds pci0:4:0:0\n";
        GuestLife life(host, webGuest(BootMethod::Uefi), {});
        host.locked = true;
        QCOMPARE(toBytes(life.adopt().error().what), QByteArray("another engine looks after it"));
        host.locked = false;
        QVERIFY(life.adopt());
        life.stop();
        QCOMPARE(stateFile(host), QByteArray("name web\nstate stopping\nprocess 99\nholds pci0:4:0:0\n"));
        host.psAnswer = "";
        QVERIFY(life.poll());
        QCOMPARE(stateFile(host), QByteArray("name web\nstate stopped\n"));
        QCOMPARE(callText(host), QByteArray("kill -TERM 99\nbhyvectl --vm=web --destroy\n"));
    }

    /// Another engine reads the state file, and can end the guest.
    void seenFromElsewhere()
    {
        FakeHost host;
        host.files["/var/db/patchbay/guests/web/state"] = "name web\nstate running\nprocess 99\nnew key\n";
        host.files["/var/db/patchbay/guests/odd/state"] = "nonsense";
        auto states = readGuestStates(host);
        QCOMPARE(states.size(), std::size_t(1));
        QCOMPARE(states[0].state, GuestStatus::State::Running);
        QVERIFY(stopForeignGuest(host, "web", false));
        QVERIFY(callText(host).contains("kill -TERM 99\n"));
        QVERIFY(!stopForeignGuest(host, "odd", false));
        host.psAnswer = "sh\n";
        QCOMPARE(readGuestStates(host)[0].state, GuestStatus::State::Stopped); // as was asked
        QVERIFY(!stopForeignGuest(host, "web", true));
        host.files["/var/db/patchbay/guests/web/state"] = "name web\nstate running\nprocess 99\n";
        host.locked = true; // its engine will say how it ended
        QCOMPARE(readGuestStates(host)[0].state, GuestStatus::State::Running);
        host.locked = false;
        QCOMPARE(readGuestStates(host)[0].state, GuestStatus::State::Failed);
    }

    void logIsReadFromItsEnd_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 1 << 20, (1 << 20) + 1, 2 << 20, 5'000'000, 40'000'000})
            QTest::newRow(qPrintable(QString::number(size))) << size;
    }
    void logIsReadFromItsEnd()
    {
        QFETCH(const int, size);
        FakeHost host;
        std::string log;
        while (log.size() < std::size_t(size))
            log += "line " + std::to_string(log.size()) + "\n";
        log.resize(std::size_t(size));
        host.files["/var/db/patchbay/guests/web/log"] = log;
        QCOMPARE(guestLogSize(host, "web"), std::uint64_t(size));
        const auto tail = guestLogTail(host, "web", 1000);
        QVERIFY(tail && log.ends_with(*tail) && (tail->size() > 950 || *tail == log) && tail->size() <= 1000);
        QVERIFY(tail->empty() || tail->starts_with("line ") || size == 1);
        QVERIFY(!guestLogTail(host, "mail"));
    }

    void definitions()
    {
        FakeHost host;
        QCOMPARE(readGuests(host)->size(), std::size_t(0));
        QVERIFY(defineGuest(host, webGuest(BootMethod::Uefi)));
        QVERIFY(host.files.contains("/usr/local/etc/patchbay/guests/web.conf"));
        QVERIFY(readGuests(host)->at(0) == webGuest(BootMethod::Uefi));
        Guest bad = webGuest(BootMethod::Uefi);
        bad.name = "../x";
        QCOMPARE(toBytes(defineGuest(host, bad).error().toString()), QByteArray("../x: no name for a guest"));
        host.files["/usr/local/etc/patchbay/guests/bad.conf"] = "cpus\n";
        QCOMPARE(toBytes(readGuests(host).error().toString()),
                 QByteArray("/usr/local/etc/patchbay/guests/bad.conf: line 1: expected NAME=VALUE"));
        QVERIFY(removeGuestDefinition(host, "bad"));
        QCOMPARE(toBytes(readGuest(host, "bad").error().what), QByteArray("no guest of this name is defined"));
    }
};

QTEST_GUILESS_MAIN(TestLife)
#include "tst_life.moc"
