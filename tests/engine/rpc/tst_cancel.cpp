// SPDX-License-Identifier: BSD-2-Clause
// A request that runs is cancelled: by its own report of progress, so that it surely runs, however slow the machine is.
#include "rpc/dispatcher.h"
#include "rpc/session.h"

#include "support/text.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <format>
#include <memory>

using namespace patchbay;

namespace {

/// A plan that gives the first port of the four-port card to a guest.
constexpr std::string_view plan = R"({"guests":[{"name":"web","positions":[{"slot":7,"function":0,"host":"pci0:3:0:0"}],)"
                                  R"("devices":[{"slot":0,"function":0,"kind":"hostbridge"}]}]})";

} // namespace

class TestCancel : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<rpc::Session> m_session;

    QString onHost(const char *path) const { return m_folder->filePath(QLatin1String("home-server/") + QLatin1String(path)); }

    /// The answer to a request; `when`: it is cancelled as soon as its progress begins so.
    QByteArray ask(std::string_view method, std::string_view params, std::string_view when = {})
    {
        std::atomic<bool> cancelled = false;
        rpc::Call call;
        call.cancelled = &cancelled;
        call.sendProgress = [&](const wire::Progress &progress) {
            cancelled = cancelled || (!when.empty() && progress.text.starts_with(when));
        };
        const std::string line = std::format(R"({{"id":1,"method":"{}","params":{}}})", method, params);
        const auto answer = rpc::dispatchLine(*m_session, line, call);
        return answer ? toBytes(*answer) : QByteArray();
    }

    QByteArray bootFile() const
    {
        QFile file(onHost("root/boot/loader.conf"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QByteArray tokenOf(std::string_view mode)
    {
        const QByteArray preview = ask("plan.preview", std::format(R"({{"plan":{},"mode":"{}"}})", plan, mode));
        const qsizetype at = preview.indexOf("\"token\":\"") + 9;
        return preview.mid(at, preview.indexOf('"', at) - at);
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("PATCHBAY_SIM_DIR", m_folder->path().toUtf8());
        m_session = std::make_unique<rpc::Session>("sim:home-server");
    }

    void whileTheHostIsRead()
    {
        const QByteArray answer = ask("host.snapshot", "{}", "Reading the host");
        QVERIFY2(answer.contains(R"("code":-32002)"), answer);
        QVERIFY2(ask("host.snapshot", "{}").contains("pci0:3:0:0"), "nothing half read is kept");
    }

    void beforeAnythingIsWritten()
    {
        const std::string request = std::format(R"({{"plan":{},"mode":"persistent","token":"{}"}})", plan, toText(tokenOf("persistent")));
        const QByteArray before = bootFile();
        QVERIFY(!before.isEmpty());
        const QByteArray answer = ask("boot.apply", request, "Reading the host");
        QVERIFY2(answer.contains(R"("code":-32002)"), answer);
        QCOMPARE(bootFile(), before);
        QVERIFY(ask("boot.history", "{}").contains(R"("entries":[])"));
        QVERIFY2(ask("boot.apply", request).contains(R"("written":["/boot/loader.conf"])"), "the token is as good as before");
        QVERIFY(bootFile() != before);
    }

    /// Once a change is being written, it is made as a whole.
    void whileItIsWritten()
    {
        const std::string request = std::format(R"({{"plan":{},"mode":"persistent","token":"{}"}})", plan, toText(tokenOf("persistent")));
        const QByteArray answer = ask("boot.apply", request, "Writ");
        QVERIFY2(answer.contains(R"("written":["/boot/loader.conf"])"), answer);
        QVERIFY(bootFile().contains("pptdevs=\"3/0/0\""));
    }

    void whileAGuestShutsDown()
    {
        QVERIFY(ask("guest.define", R"({"guest":{"name":"web"}})").contains("\"result\""));
        QVERIFY(ask("guest.start", R"({"name":"web"})").contains(R"("state":"running")"));
        QFile faults(onHost("faults"));
        QVERIFY(faults.open(QIODevice::WriteOnly));
        faults.write("shutdown 3600000\n");
        faults.close();
        m_session->stopPatience = std::chrono::hours(1);
        const QByteArray answer = ask("guest.stop", R"({"name":"web"})", "Stopping web");
        QVERIFY2(answer.contains(R"("code":-32002)"), answer);
        QVERIFY2(ask("guest.list", "{}").contains(R"("state":"stopping")"), "it was asked to, and goes on shutting down");
        QVERIFY(ask("guest.stop", R"({"name":"web","force":true})").contains("\"result\""));
    }

    void cleanup()
    {
        m_session.reset();
        m_folder.reset();
    }
};

QTEST_GUILESS_MAIN(TestCancel)
#include "tst_cancel.moc"
