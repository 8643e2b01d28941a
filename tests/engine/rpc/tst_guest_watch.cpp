// SPDX-License-Identifier: BSD-2-Clause
#include "guest/guest_state.h"
#include "rpc/guest_watch.h"

#include "support/text.h"

#include <QTest>

#include <map>

using namespace patchbay;

namespace {

/// A host that is no more than its files.
struct FileHost final : Host
{
    std::map<std::string, std::string> files;

    std::string spec() const override { return "test"; }
    std::optional<std::string> readOnlyReason() const override { return std::nullopt; }
    Result<ProgramResult> run(const std::vector<std::string> &, const RunOptions &) override
    {
        return ProgramResult{0, "bhyve: web (bhyve)\n", {}};
    }
    Result<std::unique_ptr<RunningProgram>> start(const std::vector<std::string> &, const std::string &) override
    {
        return fail("no programs here");
    }
    Result<std::string> readFile(const std::string &path) override
    {
        const auto it = files.find(path);
        return it == files.end() ? Result<std::string>(fail("no such file", path)) : it->second;
    }
    Result<std::vector<std::string>> listFolder(const std::string &path) override
    {
        if (path != guestRunFolder)
            return fail("no such file", path);
        return std::vector<std::string>{"web"};
    }
    Result<> replaceFile(const std::string &path, std::string_view bytes, const Expected *) override
    {
        files[path] = bytes;
        return {};
    }
    Result<> removeFile(const std::string &) override { return {}; }

    void become(GuestStatus::State state, long process, const char *cause = "")
    {
        QVERIFY(writeGuestState(*this, {.name = "web", .state = state, .processId = process, .cause = cause}).has_value());
    }
};

} // namespace

/// What a window is told of guests, and when.
class TestGuestWatch : public QObject
{
    Q_OBJECT

    FileHost m_host;
    QByteArray m_told;

    void look(rpc::GuestWatch &watch)
    {
        QTest::qWait(450); // it looks no more often than every 400 ms
        watch.tick(
            m_host, [&](const std::string &, const std::string &text) { m_told += "says " + toBytes(text); },
            [&](const GuestStatus &status) {
                m_told += toBytes(stateName(status.state)) + ' ' + toBytes(status.cause) + '\n';
            });
    }

private slots:
    void init()
    {
        m_host.files.clear();
        m_told.clear();
    }

    // A guest that dies right after its start, before anybody has looked once.
    void diesAtOnce()
    {
        m_host.files[guestLogPath("web")] = "an older run\n";
        rpc::GuestWatch watch;
        watch.begin(m_host, "web");
        m_host.files[guestLogPath("web")] += "bhyve: no\n";
        m_host.become(GuestStatus::State::Failed, 0, "It is not ppt's.");
        look(watch);
        QCOMPARE(m_told, QByteArray("says bhyve: no\nfailed It is not ppt's.\n"));
        look(watch);
        QCOMPARE(m_told.count('\n'), 2);
    }

    void lives()
    {
        rpc::GuestWatch watch;
        watch.begin(m_host, "web");
        m_host.become(GuestStatus::State::Running, 7);
        m_host.files[guestLogPath("web")] = "login: ";
        look(watch);
        m_host.files[guestLogPath("web")] += "root\n";
        look(watch);
        m_host.become(GuestStatus::State::Stopped, 0);
        m_host.files[guestLogPath("web")] += "off\n";
        look(watch);
        QCOMPARE(m_told, QByteArray("says login: running \nsays root\nsays off\nstopped \n"));
    }

    // What was there before anybody asked is no news; a log that was begun anew is read from its start.
    void findsGuests()
    {
        m_host.become(GuestStatus::State::Running, 7);
        m_host.files[guestLogPath("web")] = "a long story\n";
        rpc::GuestWatch watch;
        look(watch);
        QCOMPARE(m_told, QByteArray());
        m_host.files[guestLogPath("web")] = "again\n";
        look(watch);
        QCOMPARE(m_told, QByteArray("says again\n"));
    }
};

QTEST_GUILESS_MAIN(TestGuestWatch)
#include "tst_guest_watch.moc"
