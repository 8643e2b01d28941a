// SPDX-License-Identifier: BSD-2-Clause
// However a connection ends, nothing of it stays: no descriptor here, no session there.
#include "support/ssh_person.h"

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

class SshEndTest final : public QObject
{
    Q_OBJECT

    StandInEngine m_engine;

    static qsizetype descriptors() { return QDir(u"/dev/fd"_s).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size(); }
    static QList<qint64> childrenOf(qint64 process)
    {
        QList<qint64> children;
        for (const QByteArray &line : runTool(u"ps"_s, {u"-A"_s, u"-o"_s, u"pid=,ppid="_s}).split('\n')) {
            if (line.simplified().split(' ').value(1).toLongLong() == process)
                children.append(line.simplified().split(' ').first().toLongLong());
        }
        return children;
    }
    static void killAll(const QList<qint64> &processes)
    {
        for (const qint64 each : processes) {
            killAll(childrenOf(each));
            ::kill(pid_t(each), SIGKILL);
        }
    }

private slots:
    void nothingStays_data()
    {
        QTest::addColumn<QByteArray>("sshd");
        QTest::addColumn<QString>("how");
        QTest::newRow("closed") << QByteArray() << u"close"_s;
        QTest::newRow("dropped") << QByteArray() << u"drop"_s;
        QTest::newRow("no key, as the person says") << QByteArray() << u"distrust"_s;
        QTest::newRow("not let in") << QByteArray("AuthorizedKeysFile none") << u"end"_s;
        QTest::newRow("through a jump host") << QByteArray() << u"jump"_s;
        QTest::newRow("the server is gone") << QByteArray() << u"kill"_s;
    }
    void nothingStays()
    {
        QFETCH(QByteArray, sshd);
        QFETCH(QString, how);
        SshServer server;
        QVERIFY(server.start(sshd, m_engine.environment()));
        if (how != u"distrust"_s)
            server.trust();
        const QByteArray port = QByteArray::number(server.port());
        writeFile(server.home() + u"/.ssh/config"_s, "Host behind\n HostName 127.0.0.1\n Port " + port + "\n ProxyJump " +
                                                         userName().toUtf8() + "@127.0.0.1:" + port + "\n");
        Person person;
        person.trusts = false;
        const qsizetype before = descriptors();
        const QString address = how == u"jump"_s ? u"ssh://behind"_s : addressOf(server);
        auto connection = std::make_unique<Connection>(person, address, optionsFor(server));
        connection->stream->open();
        const bool served = connection->waitFor(StandInEngine::hello);
        QCOMPARE(served, sshd.isEmpty() && how != u"distrust"_s);
        if (how == u"close"_s || how == u"jump"_s)
            connection->stream->close();
        if (how == u"kill"_s)
            killAll(childrenOf(server.process()));
        if (how != u"drop"_s)
            QVERIFY(connection->waitForEnd());
        connection.reset();
        QCOMPARE(descriptors(), before);
        QVERIFY2(QTest::qWaitFor([&] { return childrenOf(server.process()).isEmpty(); }, patience), server.log().constData());
    }
};

QTEST_GUILESS_MAIN(SshEndTest)
#include "tst_ssh_end.moc"
