// SPDX-License-Identifier: BSD-2-Clause
// The list of hosts itself: groups, changes, what ssh knows, a device searched on all of them, how a connection is.
#include "app/window_case.h"
#include "models/host_model.h"
#include "views/connection_sheet.h"
#include "views/host_shelf.h"
#include "views/host_words.h"
#include "views/widgets.h"
#include "views/window_actions.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace patchbay;
using namespace patchbay::test;
using namespace Qt::StringLiterals;

class HostListTest final : public WindowCase
{
    Q_OBJECT

    /// Headings and names as the list shows them.
    QStringList listed() const
    {
        QStringList rows;
        const QAbstractItemModel *model = m_window->findChild<QListView *>(u"hosts"_s)->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            const QModelIndex at = model->index(row, 0);
            rows.append((at.data(models::HostModel::IsHeadingRole).toBool() ? u"# "_s : QString()) + at.data().toString());
        }
        return rows;
    }
    views::HostShelf *shelf() const { return m_window->findChild<views::HostShelf *>(); }
    template<typename T>
    T *field(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }

private slots:
    void initTestCase() { settleIn(u"tst_host_list"_s); }
    void init() { raise(); }
    void cleanup() { drop(); }

    void groupsAreHeadingsAndAreKept()
    {
        m_book->add(u"ssh://root@nas"_s, u"nas"_s, u"Home"_s);
        m_book->add(u"ssh://root@lab1"_s, u"lab1"_s, u"Lab"_s);
        m_book->add(u"ssh://root@lab2"_s, u"lab2"_s, u"Lab"_s);
        m_book->add(u"ssh://root@box"_s, u"box"_s);
        const QString rows = listed().join(u'\n');
        QVERIFY2(rows.contains(u"# Hosts\nbox\n# Home\nnas\n# Lab\nlab1\nlab2"_s), qPrintable(rows));
        QCOMPARE(m_book->groups(), QStringList({u"Home"_s, u"Lab"_s}));
        m_book->remove(u"ssh://root@lab1"_s);
        m_book->remove(u"ssh://root@lab2"_s);
        const client::HostBook again;
        QCOMPARE(again.host(u"ssh://root@nas"_s).group, u"Home"_s);
        QVERIFY(again.host(u"ssh://root@lab2"_s).spec.isEmpty());
        QSettings().sync();
        QFile file(QSettings().fileName());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("root@nas")); // readable as text
    }

    void writtenByHand()
    {
        QSettings().sync();
        const QString name = QSettings().fileName();
        QVERIFY(QDir().mkpath(QFileInfo(name).path()));
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[hosts]\n1\\spec=ssh://root@nas\n1\\name=NAS, cellar\n10\\spec=ssh://root@ten\n7\\spec=ssh://root@lab\n7\\name=\"two\\nlines\"\n7\\group=Lab, upstairs\n"
                   "8\\spec=ssh://root@nas\n8\\name=again\n9\\spec=local\n9\\name=other\n11\\name=nowhere\n12=x\nsize=2000000000\n");
        file.close();
        QSettings().sync();
        const client::HostBook book;
        QStringList hosts;
        for (const client::HostBook::Host &each : book.hosts())
            hosts.append(each.spec + u' ' + each.name + u' ' + each.group);
        QCOMPARE(hosts.mid(1), QStringList({u"ssh://root@nas NAS, cellar "_s, u"ssh://root@lab two lines Lab, upstairs"_s, u"ssh://root@ten ssh://root@ten "_s}));
    }

    /// Each window, a process of its own, has read the file at its start.
    void anotherWindow()
    {
        m_book->add(u"ssh://root@nas"_s, u"nas"_s);
        m_book->add(u"ssh://root@old"_s, u"old"_s);
        QSettings().sync();
        {
            QSettings theirs(QSettings().fileName(), QSettings::IniFormat);
            theirs.setValue(u"hosts/1/name"_s, u"storage"_s);
            theirs.remove(u"hosts/2"_s);
            theirs.setValue(u"hosts/3/spec"_s, u"ssh://root@theirs"_s);
        }
        m_book->add(u"ssh://root@ours"_s, u"ours"_s);
        const client::HostBook again;
        QStringList hosts;
        for (const client::HostBook::Host &each : again.hosts())
            hosts.append(each.spec + u' ' + each.name);
        QCOMPARE(hosts.mid(1), QStringList({u"ssh://root@nas storage"_s, u"ssh://root@theirs ssh://root@theirs"_s, u"ssh://root@ours ours"_s}));
    }

    void aListThatCannotBeKept()
    {
        QSettings().sync();
        const QString name = QSettings().fileName(), folder = QFileInfo(name).path();
        QVERIFY(QDir(folder).removeRecursively());
        QFile inTheWay(folder);
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        QSignalSpy notKept(m_book.get(), &client::HostBook::notKept);
        m_book->add(u"ssh://root@nas"_s, u"nas"_s);
        m_book->add(u"ssh://root@box"_s, u"box"_s);
        QCOMPARE(notKept.size(), 2);
        QCOMPARE(notKept[0][0].toString(), name);
        QVERIFY(!m_book->host(u"ssh://root@nas"_s).spec.isEmpty()); // the second reading does not take it away
        QVERIFY(inTheWay.remove());
        m_book->remove(u"ssh://root@box"_s);
        QCOMPARE(notKept.size(), 2);
        const client::HostBook again;
        QVERIFY(!again.host(u"ssh://root@nas"_s).spec.isEmpty());
    }

    void aFileIsReadAndAHostConnectedTo()
    {
        for (const auto &[spec, words] : {std::pair(u"dump:/nowhere/x.txt"_s, u"not readable"_s), std::pair(u"ssh://root@nas"_s, u"not connected"_s)}) {
            m_window->openHost(spec);
            m_engine->die(u"It is not there."_s);
            QCOMPARE(m_window->session()->state(), client::Session::State::Failed);
            QCOMPARE(views::hostMark(*m_window->session()).state, words);
            const auto *engine = m_window->findChild<QLabel *>(u"engineLine"_s);
            QVERIFY2(engine && engine->text().contains(words), engine ? qPrintable(engine->text()) : "");
        }
    }

    void aLongNameLeavesRoomForTheState()
    {
        drop();
        m_prepare = [](FakeEngine &engine) {
            engine.handlers["host.snapshot"] = [](std::string_view) {
                wire::Snapshot snapshot = *smallMachine();
                snapshot.name = std::string(200, 'n');
                return wire::encode(snapshot);
            };
        };
        raise();
        m_window->resize(1024, 700);
        const auto *name = m_window->findChild<QLabel *>(u"hostName"_s);
        QTRY_VERIFY(name->text().size() == 200 && name->width() < 400);
        const auto *header = m_window->findChild<QWidget *>(u"header"_s);
        QVERIFY(std::ranges::any_of(header->findChildren<views::Pill *>(), [](const views::Pill *pill) { return pill->isVisible(); }));
    }

    void edited()
    {
        m_book->add(u"ssh://root@nas"_s, u"nas"_s);
        shelf()->edit(u"ssh://root@nas"_s);
        QTRY_VERIFY(pushButton("editDone"));
        QCOMPARE(field<QLineEdit>("editAddress")->text(), u"root@nas"_s);
        field<QLineEdit>("editAddress")->setText(u"-oProxyCommand=x"_s);
        QVERIFY(!pushButton("editDone")->isEnabled());
        field<QLineEdit>("editAddress")->setText(u"admin@nas:2222"_s);
        field<QLineEdit>("editName")->setText(u"storage"_s);
        field<QComboBox>("editGroup")->setCurrentText(u"Cellar"_s);
        QTest::mouseClick(pushButton("editDone"), Qt::LeftButton);
        QVERIFY(m_book->host(u"ssh://root@nas"_s).spec.isEmpty());
        const client::HostBook::Host now = m_book->host(u"ssh://admin@nas:2222"_s);
        QCOMPARE(now.name, u"storage"_s);
        QCOMPARE(now.group, u"Cellar"_s);
        QVERIFY(listed().contains(u"# Cellar"_s));
    }

    void duplicated()
    {
        m_book->add(u"ssh://root@nas"_s, u"nas"_s, u"Home"_s);
        shelf()->duplicate(u"ssh://root@nas"_s);
        QTRY_VERIFY(pushButton("editDone"));
        QVERIFY(!pushButton("editDone")->isEnabled()); // the same once more is no other host
        field<QLineEdit>("editAddress")->setText(u"root@nas2"_s);
        QTest::mouseClick(pushButton("editDone"), Qt::LeftButton);
        QCOMPARE(m_book->host(u"ssh://root@nas2"_s).group, u"Home"_s);
        QVERIFY(!m_book->host(u"ssh://root@nas"_s).spec.isEmpty());
        QCOMPARE(m_window->session()->spec(), u"ssh://root@nas2"_s);
    }

    void importedFromSshConfig()
    {
        QTemporaryDir folder;
        QFile config(folder.filePath(u"config"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("Include " + folder.filePath(u"more"_s).toUtf8() + "\nHost nas *.lan !x\n  User root\nHost \"lab one\" lab2\nHost ?\n"
                     "Match exec \"touch " + folder.filePath(u"evil"_s).toUtf8() + "\"\n  User x\nHost -oEvil=yes known\n");
        config.close();
        QFile more(folder.filePath(u"more"_s));
        QVERIFY(more.open(QIODevice::WriteOnly));
        more.write("Host included\n");
        more.close();
        m_book->add(u"ssh://known"_s, u"known"_s);
        shelf()->import({config.fileName()});
        QTRY_VERIFY(pushButton("importDone"));
        auto *list = field<QListWidget>("importList");
        QStringList offered;
        for (int row = 0; row < list->count(); ++row)
            offered.append(list->item(row)->text());
        QCOMPARE(offered, QStringList({u"included"_s, u"nas"_s, u"lab2"_s}));
        list->item(2)->setCheckState(Qt::Unchecked);
        field<QComboBox>("importGroup")->setCurrentText(u"From ssh"_s);
        QTest::mouseClick(pushButton("importDone"), Qt::LeftButton);
        QCOMPARE(m_book->host(u"ssh://nas"_s).group, u"From ssh"_s);
        QVERIFY(m_book->host(u"ssh://lab2"_s).spec.isEmpty());
        QVERIFY(!QFile::exists(folder.filePath(u"evil"_s)));
    }

    void changesAndFindingsAreCounted()
    {
        wire::Plan plan = m_window->session()->plan();
        plan.guests.front().memoryMiB += 1024;
        m_window->session()->propose(plan, u"more memory"_s);
        QTRY_VERIFY(m_window->session()->preview());
        const views::HostMark mark = views::hostMark(*m_window->session());
        QVERIFY2(mark.state.contains(u"1 change pending"_s) && mark.state.contains(u"1 warning"_s), qPrintable(mark.state));
    }

    void whoHasOne()
    {
        m_window->openHost(u"sim:other"_s);
        QTRY_VERIFY(m_window->session()->preview());
        m_window->openHost(u"local"_s);
        QTRY_VERIFY(m_window->session()->preview());
        m_window->actions()->palette->trigger();
        auto *palette = m_window->findChild<QDialog *>(u"palette"_s);
        palette->findChild<QLineEdit *>(u"paletteWords"_s)->setText(u"2/0/1"_s);
        auto *list = palette->findChild<QListWidget *>();
        QStringList about;
        for (int row = 0; row < list->count(); ++row)
            about.append(list->item(row)->data(Qt::AccessibleTextRole).toString());
        QCOMPARE(about.filter(u"Function of small.example"_s).size(), 2); // in sim:small and sim:other
        for (int row = 0; row < list->count(); ++row) {
            if (about[row].contains(u"Function of"_s))
                list->setCurrentRow(row);
        }
        QTest::keyClick(palette->findChild<QLineEdit *>(u"paletteWords"_s), Qt::Key_Return);
        QTRY_VERIFY(m_window->session()->spec() != u"local"_s);
        QTRY_COMPARE(tree()->currentIndex().data(models::AddressRole).toString(), u"pci0:2:0:1"_s);
    }

    void theConnectionSaysHowItCameAbout()
    {
        emit m_engine->noted(u"verifyhostkeydns in the configuration of nas has no effect here."_s);
        m_window->actions()->connection->trigger();
        auto *text = field<QPlainTextEdit>("connectionText");
        QTRY_VERIFY(text->isVisible());
        const QString words = text->toPlainText();
        QVERIFY2(words.contains(u"sim:small"_s) && words.contains(u"version 1.0.0"_s) && words.contains(u"verifyhostkeydns"_s), qPrintable(words));
        m_engine->die(u"cut"_s);
        QTRY_VERIFY(text->toPlainText().contains(u"cut"_s));
    }
};

QTEST_MAIN(HostListTest)
#include "tst_host_list.moc"
