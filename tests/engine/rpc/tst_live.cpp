// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/live.h"
#include "support/text.h"

#include <QTemporaryDir>
#include <QTest>

using namespace patchbay;
using namespace patchbay::rpc;

/// Live changes on a simulated host, by Patchbay's kernel component where its module is loaded and by devctl where not.
class TestLive : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("PATCHBAY_SIM_DIR", m_folder->path().toUtf8());
        m_session = std::make_unique<Session>("sim:home-server");
    }

    void groupIsClaimedAndGivenBack_data();
    void groupIsClaimedAndGivenBack();
    void groupIsWholeOrNot();
    void whatDevctlPinnedIsGivenBackToo();
    void listedFunctionsAreGivenBack();

private:
    Host &host() { return **m_session->host(); }
    QByteArray said(const std::vector<std::string> &argv)
    {
        const auto result = host().run(argv);
        return toBytes(result ? result->out + result->err : result.error().toString());
    }
    QByteArray driver(const Address &address) { return said({"pciconf", "-l", address.toString()}).split('@').first(); }
    void bootComponent(const std::string &more = {})
    {
        const auto before = host().readFile("/boot/loader.conf");
        QVERIFY(before.has_value());
        const Expected expected{*before};
        QVERIFY(host().replaceFile("/boot/loader.conf",
                                   *before + "vmm_load=\"YES\"\nvmm_name=\"/boot/patchbay/vmm.ko\"\n" + more, &expected)
                    .has_value());
        QVERIFY(host().run({"shutdown", "-r", "now"}).has_value());
        QVERIFY(hasComponent(host()));
    }
    const Reading &reading()
    {
        m_session->forget();
        return **m_session->read(m_call);
    }

    const Address m_first{0, 3, 0, 1}, m_second{0, 3, 0, 2};
    Call m_call;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
};

void TestLive::groupIsClaimedAndGivenBack_data()
{
    QTest::addColumn<bool>("component");
    QTest::newRow("stock vmm") << false;
    QTest::newRow("Patchbay's vmm") << true;
}

void TestLive::groupIsClaimedAndGivenBack()
{
    QFETCH(bool, component);
    if (component)
        bootComponent();
    QCOMPARE(hasComponent(host()), component);
    QVERIFY(claimFunctions(host(), reading(), {m_first, m_second}, m_call).has_value());
    QCOMPARE(driver(m_first), QByteArray("ppt0"));
    QCOMPARE(driver(m_second), QByteArray("ppt1"));
    QCOMPARE(said({"pptctl", "list"}).count("claimed"), component ? 2 : 0);
    QVERIFY(releaseFunctions(host(), reading(), {m_first, m_second}, m_call).has_value());
    QCOMPARE(driver(m_first), QByteArray("igb1"));
    QCOMPARE(driver(m_second), QByteArray("igb2"));
}

void TestLive::groupIsWholeOrNot()
{
    bootComponent();
    QCOMPARE(said({"pptctl", "claim", "3/0/1", "0/1/0"}),
             QByteArray("pptctl: claim: 0/1/0: it is a bridge, or does not answer; nothing was changed\n"));
    QCOMPARE(driver(m_first), QByteArray("igb1"));
    QVERIFY(said({"pptctl", "claim", "3/0/1"}).isEmpty());
    QCOMPARE(said({"pptctl", "reset", "3/0/1"}), QByteArray("pci0:3:0:1       flr\n"));
    QVERIFY(said({"bhyvectl", "--vm=web", "--create"}).isEmpty());
    QCOMPARE(said({"pptctl", "release", "3/0/1", "3/0/2"}),
             QByteArray("pptctl: release: 3/0/2: ppt does not hold it; nothing was changed\n"));
    QCOMPARE(driver(m_first), QByteArray("ppt0"));
}

void TestLive::whatDevctlPinnedIsGivenBackToo()
{
    bootComponent();
    QVERIFY(said({"devctl", "set", "driver", "-f", "pci0:3:0:1", "ppt"}).isEmpty());
    QVERIFY(said({"pptctl", "claim", "pci0:3:0:2"}).isEmpty());
    QVERIFY(releaseFunctions(host(), reading(), {m_first, m_second}, m_call).has_value());
    QCOMPARE(driver(m_first), QByteArray("igb1"));
    QCOMPARE(driver(m_second), QByteArray("igb2"));
}

void TestLive::listedFunctionsAreGivenBack()
{
    bootComponent("pptdevs=\"3/0/1\"\n");
    QCOMPARE(driver(m_first), QByteArray("ppt0"));
    QVERIFY(releaseFunctions(host(), reading(), {m_first}, m_call).has_value());
    QVERIFY(driver(m_first).startsWith("igb"));
    QVERIFY(claimFunctions(host(), reading(), {m_first}, m_call).has_value());
    QCOMPARE(driver(m_first), QByteArray("ppt0"));
}

QTEST_APPLESS_MAIN(TestLive)
#include "tst_live.moc"
