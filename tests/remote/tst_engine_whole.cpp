// SPDX-License-Identifier: BSD-2-Clause
// The sources that the console really carries, sent and compiled at the other end as on a host that has none: nothing that
// the engine needs was left behind. Here a ccache helps where there is one, and nothing is optimised.
#include "support/ssh_person.h"

#include <QStandardPaths>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

class EngineWholeTest final : public QObject
{
    Q_OBJECT

private slots:
    void builtAndAsked()
    {
        if (!SshServer::exists())
            QSKIP("there is no sshd here (package openssh-server)");
        SshServer server;
        const QFile::Permissions runnable = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
        const QByteArray cache = QStandardPaths::findExecutable(u"ccache"_s).toUtf8();
        writeFile(server.path(u"tools/c++"_s), "#!/bin/sh\nexec " + cache + " /usr/bin/c++ \"$@\" -O0\n", runnable);
        const QByteArray home = server.home().toUtf8();
        QVERIFY(server.start({}, "PATH=" + server.path(u"tools"_s).toUtf8() + ":/usr/bin:/bin XDG_CACHE_HOME= HOME=" + home + " CCACHE_DIR=" +
                                     qgetenv("HOME") + "/.cache/ccache PATCHBAY_SIM_DIR=" + home + "/sim PATCHBAY_RESOURCES=" PATCHBAY_SOURCE "/resources"));
        server.trust();
        Person person;
        person.builds = true;
        Connection connection(person, addressOf(server) + u"/sim:home-server"_s, optionsFor(server));
        connection.stream->write("{\"id\":1,\"method\":\"host.snapshot\"}\n");
        connection.stream->open();
        constexpr int hour = 3600 * 1000;
        QVERIFY2(connection.waitFor("\"pci0:3:0:0\"", hour), qPrintable(connection.reason + u'\n' + connection.notes.join(u'\n')));
        QCOMPARE(person.asked, QStringList{u"build 127.0.0.1"_s});
    }
};

QTEST_GUILESS_MAIN(EngineWholeTest)
#include "tst_engine_whole.moc"
