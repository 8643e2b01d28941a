// SPDX-License-Identifier: BSD-2-Clause
// Hosts whose engine is none: half messages, endless ones, JSON made to hurt. Over a real sshd, into a real session.
#include "client/session.h"
#include "support/ssh_person.h"

#include <sys/resource.h>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;
using client::Session;

namespace {

qint64 mostMemory()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return qint64(usage.ru_maxrss) >> 10; // MiB
}

} // namespace

class SshAttacksTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
    }

    void engines_data();
    void engines()
    {
        QFETCH(bool, greets);
        QFETCH(QByteArray, says);
        const QByteArray hello = R"(echo '{"jsonrpc":"2.0","method":"hello","params":{"engine":"1.0.0","protocol":1,"host":"local","methods":["host.snapshot"]}}')";
        // It waits for the first question before it answers wrongly.
        const StandInEngine engine((greets ? hello + "\nread question\n" : QByteArray()) + says + "\nexit 3\n");
        SshServer server;
        QVERIFY(server.start({}, engine.environment()));
        server.trust();
        Person person;
        Session session(addressOf(server), diallerTo(server, person.asker));
        QSignalSpy lost(&session, &Session::lost);
        const qint64 before = mostMemory();
        session.open();
        QVERIFY2(QTest::qWaitFor([&] { return lost.count() == 1; }, 4 * patience), "it hangs");
        QCOMPARE(session.state(), Session::State::Failed);
        QVERIFY2(!session.problem().isEmpty(), "no reason is given");
        QVERIFY(!session.snapshot());
        // A message may have 64 MiB, and a few copies of it are under way; the sanitizers keep what was freed for a while.
        QVERIFY2(mostMemory() - before < 1500, qPrintable(QString::number(mostMemory() - before) + u" MiB more"_s));
    }
};

// Out here, since moc loses its way among such strings. After its attack each engine ends with status 3, so that nothing is waited for that never comes.
void SshAttacksTest::engines_data()
{
    QTest::addColumn<bool>("greets");
    QTest::addColumn<QByteArray>("says"); ///< in sh
    const QByteArray answer = R"({"jsonrpc":"2.0","id":1,"result":)";
    QTest::newRow("half a message") << true << "printf '%s' '" + answer + R"({"revision":"r')";
    QTest::newRow("a message over the limit") << true << QByteArray("head -c 70000000 /dev/zero | tr '\\0' x; echo");
    QTest::newRow("200 MB without end of line") << true << QByteArray("head -c 200000000 /dev/zero | tr '\\0' '['");
    QTest::newRow("200 MB instead of a greeting") << false << QByteArray("yes work | head -c 200000000");
    QTest::newRow("a greeting of another protocol") << false << QByteArray(R"(echo '{"jsonrpc":"2.0","method":"hello","params":{"engine":"9","protocol":9}}')");
    QTest::newRow("half a greeting") << false << QByteArray(R"(printf '%s' '{"jsonrpc":"2.0","method":"hello","par')");
    QTest::newRow("invalid UTF-8") << true << "printf '" + answer + R"({"revision":"\377\376\300\200"}}\n')";
    QTest::newRow("deep nesting") << true << "perl -e 'print q(" + answer + "), q([) x 5000000, qq(\\n)'";
    QTest::newRow("deep objects") << true << "perl -e 'print q(" + answer + "), q({\"functions\":) x 2000000, qq(\\n)'";
    QTest::newRow("a number without end") << true << "perl -e 'print q(" + answer + "{\"functions\":[{\"group\":), q(9) x 20000000, qq(}]}}\\n)'";
    QTest::newRow("huge exponents") << true << "echo '" + answer + R"({"memory":1e999999999,"functions":[{"group":-1e999999}]}}')";
    QTest::newRow("many keys") << true << "perl -e 'print q(" + answer + "{); print qq(\"k$_\":0,) for 1..1000000; print qq(\"k\":0}}\\n)'";
    QTest::newRow("one key again and again") << true << "perl -e 'print q(" + answer + "{); print q(\"revision\":\"r\",) x 1000000; print qq(\"revision\":7}}\\n)'";
    QTest::newRow("answers nobody asked for") << true << QByteArray(R"(perl -e 'print qq({"jsonrpc":"2.0","id":$_,"result":null}\n) for -1000..100000')");
    QTest::newRow("ids of every kind") << true << QByteArray(R"(for id in 1e999 '"1"' '[1]' null 18446744073709551617 true; do echo "{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":{}}"; done)");
    QTest::newRow("requests to the console") << true << QByteArray(R"(echo '{"jsonrpc":"2.0","id":1,"method":"boot.apply","params":{}}')");
    QTest::newRow("a refusal with control characters") << true << QByteArray(R"(echo '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"\u001b[31mred\u0000\u202e"}}')");
}

QTEST_GUILESS_MAIN(SshAttacksTest)
#include "tst_ssh_attacks.moc"
