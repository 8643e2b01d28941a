// SPDX-License-Identifier: BSD-2-Clause
#include "tour/hard_scenes.h"

#include "client/plan_changes.h"
#include "client/session.h"
#include "models/text.h"
#include "tour/cast.h"
#include "tour/stage.h"
#include "views/board_panel.h"
#include "views/main_window.h"
#include "views/outcome_panel.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"
#include "views/window_actions.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLineEdit>

namespace patchbay::tour {

using namespace Qt::StringLiterals;
using views::OutcomePanel;

namespace {

/// pciconf -lv text of that many functions, each with a name no column is wide enough for.
QString dumpOf(Stage &stage, int functions)
{
    const QString path = stage.scratch(u"machine-%1.txt"_s.arg(functions));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return path;
    for (int i = 0; i < functions; ++i) {
        const int bus = i / 256, slot = i / 8 % 32, function = i % 8;
        file.write("ix%1@pci0:%2:%3:%4:\tclass=0x020000 rev=0x01 hdr=0x00 vendor=0x8086 device=0x10fb subvendor=0x8086 "
                   "subdevice=0x0003\n    vendor     = 'An Uncommonly Long Vendor Name, Incorporated In Several Countries'\n"
                   "    device     = '82599ES 10-Gigabit SFI/SFP+ Network Connection, Dual Port, Low Profile, Rev. %5'\n"
                   "    class      = network\n    cap 05[50] = MSI supports 1 message, 64 bit, vector masks\n"
                   "    cap 11[70] = MSI-X supports 64 messages, enabled\n                 Table in map 0x20[0x0], PBA in map "
                   "0x20[0x2000]\n    cap 10[a0] = PCI-Express 2 endpoint max data 256(512) FLR\n"_L1
                       .toString().arg(i).arg(bus).arg(slot).arg(function).arg(i).toUtf8());
    }
    return path;
}

void crowds(Stage &stage)
{
    for (const int functions : {400, 10'000}) {
        if (!stage.open(u"dump:"_s + dumpOf(stage, functions)))
            continue;
        giveGuest(stage, u"a-guest-with-a-name-as-long-as-the-field-allows-it-to-be-01"_s);
        const auto &all = stage.window().session()->snapshot()->functions;
        QStringList cards;
        for (std::size_t i = 0; i < 64; i += 8)
            cards.append(models::text(all[i].address));
        fillBoard(stage, cards);
        stage.window().topology()->view()->selectAddress(models::text(all[12].address));
        stage.window().outcome()->showPage(OutcomePanel::Findings);
        stage.shoot(u"crowd-%1"_s.arg(functions));
        stage.window().topology()->filter()->setText(u"name:\"rev. 3\" -0/1/"_s);
        stage.shoot(u"crowd-%1-filter"_s.arg(functions));
        stage.window().topology()->filter()->clear();
    }
}

/// A folder with what the programs of a host printed, as a person gets one sent.
void recording(Stage &stage)
{
    const QString folder = stage.scratch(u"nas-recorded"_s);
    QDir().mkpath(folder + u"/boot"_s);
    const std::pair<const char *, const char *> blobs[] = {
        {"uname", "FreeBSD 14.1-RELEASE-p5 amd64\n"},
        {"boot/loader.conf", "vmm_load=\"YES\"\npptdevs=\"1/0/1\"\n"},
        {"pciconf",
         "hostb0@pci0:0:0:0:\tclass=0x060000 rev=0x02 hdr=0x00 vendor=0x8086 device=0x3e1f subvendor=0x1043 subdevice=0x8694\n"
         "    vendor     = 'Intel Corporation'\n    device     = '8th Gen Core 4-core Desktop Processor Host Bridge'\n"
         "    class      = bridge\n    subclass   = HOST-PCI\n"
         "pcib1@pci0:0:1:0:\tclass=0x060400 rev=0x02 hdr=0x01 vendor=0x8086 device=0x1901 subvendor=0x1043 subdevice=0x8694\n"
         "    vendor     = 'Intel Corporation'\n    device     = 'Processor PCIe Controller (x16)'\n"
         "    class      = bridge\n    subclass   = PCI-PCI\n    bus range  = 1-1\n"
         "    cap 10[a0] = PCI-Express 2 root port max data 256(256)\n                 max read 128\n"
         "em0@pci0:1:0:0:\tclass=0x020000 rev=0x06 hdr=0x00 vendor=0x8086 device=0x105e subvendor=0x8086 subdevice=0x115e\n"
         "    vendor     = 'Intel Corporation'\n    device     = '82571EB/82571GB Gigabit Ethernet Controller'\n"
         "    class      = network\n    subclass   = ethernet\n"
         "    cap 01[c8] = powerspec 2  supports D0 D3  current D0\n"
         "    cap 05[d0] = MSI supports 1 message, 64 bit enabled with 1 message\n"
         "    cap 10[e0] = PCI-Express 1 endpoint max data 256(256) RO NS\n                 max read 512\n"
         "ppt0@pci0:1:0:1:\tclass=0x020000 rev=0x06 hdr=0x00 vendor=0x8086 device=0x105e subvendor=0x8086 subdevice=0x115e\n"
         "    vendor     = 'Intel Corporation'\n    device     = '82571EB/82571GB Gigabit Ethernet Controller'\n"
         "    class      = network\n    subclass   = ethernet\n"
         "    cap 01[c8] = powerspec 2  supports D0 D3  current D0\n"
         "    cap 05[d0] = MSI supports 1 message, 64 bit \n"
         "    cap 10[e0] = PCI-Express 1 endpoint max data 256(256) RO NS\n                 max read 512\n"}};
    for (const auto &[name, text] : blobs) {
        QFile file(folder + u'/' + QString::fromLatin1(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
    }
    if (!stage.open(u"recorded:"_s + folder))
        return;
    stage.window().topology()->view()->selectAddress(u"pci0:1:0:1"_s);
    stage.window().outcome()->showPage(OutcomePanel::Function);
    stage.until([&] { return !stage.window().session()->busy(); });
    stage.shoot(u"recorded"_s);
}

void sizes(Stage &stage)
{
    const QSize before = stage.window().size();
    if (stage.open(u"sim:epyc"_s)) {
        for (const QSize size : {QSize(900, 700), QSize(720, 820), QSize(1024, 640), QSize(800, 600)}) {
            stage.window().resize(size);
            stage.settle(150);
            stage.shoot(u"narrow-%1"_s.arg(size.width()));
            stage.window().actions()->addGuest->trigger();
            stage.shoot(u"narrow-%1-sheet"_s.arg(size.width()));
            stage.closeSheets();
        }
    }
    stage.window().resize(before);
    stage.settle(100);
}

void guests(Stage &stage)
{
    if (!stage.open(u"sim:qlogic-fc"_s))
        return;
    client::Session &session = *stage.window().session();
    if (session.plan().guests.empty())
        giveGuest(stage, u"backup"_s);
    const std::string name = session.plan().guests.front().name;
    stage.window().board()->chooseGuest(models::text(name));
    stage.window().outcome()->showPage(OutcomePanel::Output);
    stage.window().actions()->guestStart->trigger();
    stage.until([&] { return !session.busy(); }, 6000);
    stage.settle(800);
    stage.shoot(u"guest-started"_s);
    stage.window().actions()->guestStop->trigger();
    stage.shoot(u"guest-stop"_s);
    stage.press("questionGo");
    stage.until([&] {
        const wire::GuestState *state = session.guestState(name);
        return state && state->state == "stopped";
    });
    stage.settle(300);
    stage.shoot(u"guest-stopped"_s);
}

void helpers(Stage &stage)
{
    stage.window().actions()->palette->trigger();
    stage.settle();
    if (auto *words = QApplication::activePopupWidget() ? QApplication::activePopupWidget()->findChild<QLineEdit *>() : nullptr)
        words->setText(u"guest"_s);
    stage.shoot(u"palette"_s);
    if (QWidget *popup = QApplication::activePopupWidget())
        popup->close();
    stage.window().actions()->help->trigger();
    stage.shoot(u"keys"_s);
    stage.closeSheets();
}

} // namespace

void hardScenes(Stage &stage)
{
    recording(stage);
    crowds(stage);
    sizes(stage);
    guests(stage);
    helpers(stage);
    stage.cutOff();
    stage.shoot(u"connection-lost"_s);
}

} // namespace patchbay::tour
