// SPDX-License-Identifier: BSD-2-Clause
#include "models/board_model.h"
#include "support/machine.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace patchbay;
using namespace patchbay::models;
using namespace Qt::StringLiterals;

class BoardModelTest : public QObject
{
    Q_OBJECT

    /// Rows that hold or offer something: name[+span], '.' legal, 'x' refused, '?' asked for.
    static QString print(const BoardModel &model)
    {
        QString lines;
        for (int slot = 0; slot < model.rowCount(); ++slot) {
            QString line;
            for (int function = 0; function < model.columnCount(); ++function) {
                const QModelIndex at = model.index(slot, function);
                const QString name = at.data().toString();
                const char offers[] = {'-', '?', '.', 'x'};
                line += name.isEmpty() ? QString(QLatin1Char(offers[at.data(BoardModel::OfferRole).toInt()]))
                                       : u"[%1]%2"_s.arg(name).arg(at.data(BoardModel::SpanRole).toInt());
            }
            if (line != u"--------"_s && line != u"xxxxxxxx"_s)
                lines += QString::number(slot) + u' ' + line + u'\n';
        }
        return lines;
    }

    static wire::Options onlyRow(int legalSlot)
    {
        wire::Options options;
        for (int slot = 0; slot < 32; ++slot) {
            for (int function = 0; function < 8; ++function) {
                wire::Option option;
                option.slot = slot;
                option.function = function;
                option.legal = slot == legalSlot && function < 2;
                if (!option.legal)
                    option.reason = "Function 0 loads the firmware.";
                options.cells.push_back(option);
            }
        }
        return options;
    }

private slots:
    void atRest()
    {
        BoardModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSnapshot(test::smallMachine());
        model.setGuest(test::smallGuest());
        QCOMPARE(print(model), u"0 [host bridge]4-------\n"_s
                                   u"2 [virtio-blk · disk0.img]4-------\n"_s
                                   u"3 [virtio-net · tap0]4-------\n"_s
                                   u"7 [10-Gigabit SFI/SFP+ · 1/0/1]4-------\n"_s
                                   u"31 [lpc]4-------\n"_s);
    }

    void carried()
    {
        BoardModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        wire::Guest guest = test::smallGuest();
        guest.devices = {{9, 2, "virtio-rnd", ""}};
        guest.positions.clear();
        model.setGuest(guest);
        model.setAsking();
        QVERIFY(print(model).startsWith(u"0 ????????\n"_s));
        model.setOptions(onlyRow(9));
        QCOMPARE(print(model), u"9 ..[virtio-rnd]2xxxxx\n"_s);
        QCOMPARE(model.index(9, 3).data(BoardModel::ReasonRole).toString(), u"Function 0 loads the firmware."_s);
        QVERIFY(model.index(9, 1).data(Qt::AccessibleTextRole).toString().contains(u"may be dropped"_s));
        model.clearOptions();
        QVERIFY(!model.carrying());
        QCOMPARE(print(model), u"9 --[virtio-rnd]4-----\n"_s);
    }

    void whatIsOffTheBoardIsNotDrawn()
    {
        BoardModel model;
        wire::Guest guest;
        guest.devices = {{32, 0, "lpc", ""}, {-1, 3, "lpc", ""}, {4, 8, "lpc", ""}};
        guest.positions = {{99, 99, "pci0:9:9:9", {}, {}}, {5, 0, "pci0:9:9:9", {}, {}}};
        model.setGuest(guest);
        QCOMPARE(print(model), u"5 [pci0:9:9:9 · not on this host]4-------\n"_s);
    }

    void findingsMarkTheirCell()
    {
        BoardModel model;
        model.setGuest(test::smallGuest());
        wire::Finding finding;
        finding.severity = "warn";
        finding.text = "It cannot be reset.";
        finding.cells = {{"web-01", 7, 0}, {"other", 2, 0}};
        model.setFindings({finding});
        QCOMPARE(model.index(7, 0).data(BoardModel::FindingRole).toInt(), int(Meaning::Warn));
        QCOMPARE(model.index(2, 0).data(BoardModel::FindingRole).toInt(), int(Meaning::Plain));
        QVERIFY(model.index(7, 0).data(Qt::ToolTipRole).toString().contains(u"It cannot be reset."_s));
    }
};

QTEST_GUILESS_MAIN(BoardModelTest)
#include "tst_board_model.moc"
