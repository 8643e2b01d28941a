// SPDX-License-Identifier: BSD-2-Clause
#include "footing_texts.h"
#include "support/text.h"

#include <QTest>

using namespace patchbay;

class TstNameUses : public QObject
{
    Q_OBJECT

private slots:
    void uses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *text, const char *expected) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
        };
        row("variables", "== rc.conf\nifconfig_ix0=\"up\"\nifconfig_ix1_ipv6=\"inet6 accept_rtadv\"\n", "ix0 /etc/rc.conf:1\nix1 /etc/rc.conf:2\n");
        row("values, a vlan among them", "== rc.conf\ncloned_interfaces=\"lagg0\"\nifconfig_lagg0=\"laggport ix0 laggport ix1.7\"\n",
            "ix0 /etc/rc.conf:2\nix1 /etc/rc.conf:2\n");
        row("other names", "== rc.conf\nifconfig_ix01=\"up\"\n# ifconfig_ix0\nmix0=1\nifconfig_em0=\"up\"\nix0x=1\n", "");
        row("disks", "== fstab\n/dev/da0p2 / ufs rw 1 1\n/dev/nda1 /n ufs rw 2 2\n/dev/gpt/da0 /g ufs rw 2 2\n/dev/ada0s1a /b ufs rw 1 1\n",
            "ada0 /etc/fstab:4\nda0 /etc/fstab:1\nnda1 /etc/fstab:2\n");
        row("where the loader finds the root", "== boot/loader.conf\nvfs.root.mountfrom=\"ufs:/dev/nda1p2\"\n", "nda1 /boot/loader.conf:1\n");
        row("what ppt has", "== rc.conf\nx=\"ppt0\"\n", "");
    }
    void uses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const std::string mesh = "== confxml\n" + meshOf("DISK:ada0 DISK:da0 DISK:nda1");
        const NamesInUse names = makeFacts(captureOf(pciconf + std::string(cam) + mesh + toText(text))).names;
        std::vector<std::string> lines;
        for (const NameUse &use : names.uses)
            lines.push_back(use.name + " " + use.path + ":" + std::to_string(use.line) + "\n");
        std::ranges::sort(lines);
        std::string all;
        for (const std::string &line : lines)
            all += line;
        QCOMPARE(toBytes(all), expected);
        QVERIFY(std::ranges::contains(names.devices, DeviceName{"nda1", *Address::parseSlashed("2/0/0")}));
    }
};

QTEST_APPLESS_MAIN(TstNameUses)
#include "tst_name_uses.moc"
