// SPDX-License-Identifier: BSD-2-Clause
#include "apply/transaction.h"

#include "support/disk_calls.h"
#include "support/folder_host.h"
#include "support/memory_folder.h"
#include "support/text.h"
#include "support/three_files.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <functional>

using namespace patchbay;
using namespace patchbay::test;

namespace {

/// What happens just before the next rename onto loader.conf, and before a file is made beside it; each once.
std::function<void()> beforeRename, beforeCreate;

int meddle(const disk_call *call)
{
    const auto once = [](std::function<void()> &what) {
        if (const auto now = std::exchange(what, nullptr))
            now();
    };
    if (call->kind == DISK_RENAME && std::string_view(call->to).ends_with("/boot/loader.conf"))
        once(beforeRename);
    if (call->kind == DISK_CREATE && std::string_view(call->path).contains("/boot/loader.conf.patchbay-"))
        once(beforeCreate);
    return 0;
}

} // namespace

/// Somebody edits a file while a change of ours is made, or after it broke off.
class TestSomebodyElse : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder{memoryTemplate()};
    std::string m_base, m_root;
    int m_next = 0;

    void newHost()
    {
        disk_calls.root = nullptr;
        m_root = m_base + '/' + std::to_string(m_next++);
        QVERIFY(replaceFile(m_root + "/boot/loader.conf", "old\n").has_value());
        QVERIFY(replaceFile(m_root + "/boot/nextboot.conf", "stale\n").has_value());
        disk_calls = {m_root.c_str(), -1, 0, -1, 0, meddle, nullptr};
    }

    QByteArray boot() const
    {
        FolderHost host(m_root);
        std::string text;
        for (const char *path : {"/boot/loader.conf", "/boot/loader.conf.local", "/boot/nextboot.conf"})
            text += host.readFile(path).value_or("-\n");
        std::ranges::replace(text, '\n', ' ');
        return toBytes(text);
    }

    /// Nothing waits for a person, the history tells, and the next change goes on from what stands.
    void theirsStands(Host &host)
    {
        QVERIFY(!needsRecovery(host));
        const HistoryRecord last = readHistory(host)->back();
        QCOMPARE(toBytes(last.state), QByteArray("undone"));
        QVERIFY2(last.summary.ends_with("; /boot/loader.conf was changed by somebody meanwhile and stays so"), last.summary.c_str());
        ApplyOrder next = threeFiles();
        next.files[0].before = host.readFile("/boot/loader.conf").value();
        const auto applied = applyOrder(host, lockOf(host), next);
        QVERIFY2(applied.has_value(), applied ? "" : applied.error().toString().c_str());
        QCOMPARE(boot(), QByteArray("new fresh - "));
        const auto back = revertOrder(host, applied->id, 2000);
        QVERIFY(back && applyOrder(host, lockOf(host), *back));
        QCOMPARE(host.readFile("/boot/loader.conf").value(), *next.files[0].before);
    }

private slots:
    void init()
    {
        m_base = toText(m_folder.path().toUtf8());
        newHost();
    }
    void cleanup() { disk_calls.root = nullptr; }

    void changedBetweenBackupAndRename()
    {
        FolderHost host(m_root);
        const std::string path = m_root + "/boot/loader.conf";
        beforeCreate = [&] { overwrite(path, "edited\n"); };
        const auto edited = apply(host);
        QVERIFY(!edited && edited.error().what.contains("was changed by somebody"));
        QCOMPARE(boot(), QByteArray("edited - stale "));
        theirsStands(host);
    }

    /// The engine was killed at any moment, and somebody edits a file before another engine comes.
    void changedAfterAKill()
    {
        for (const bool renamed : {false, true}) {
            newHost();
            FolderHost host(m_root);
            QVERIFY(addRecord(host, threeFiles()).has_value());
            overwrite(m_root + "/boot/loader.conf", renamed ? "new\nedited\n" : "edited\n");
            overwrite(m_root + "/boot/loader.conf.local", "fresh\n");
            const auto done = putRight(host);
            QVERIFY2(done.has_value(), done ? "" : done.error().toString().c_str());
            QCOMPARE(toBytes(leftToOthers(**done)), QByteArray("; /boot/loader.conf was changed by somebody meanwhile and stays so"));
            QCOMPARE(boot(), QByteArray(renamed ? "new edited - stale " : "edited - stale "));
            theirsStands(host);
        }
    }

    /// An editor that has the file open and writes into it in the instant between the last look and the rename.
    void changedAtTheRename()
    {
        FolderHost host(m_root);
        const std::string path = m_root + "/boot/loader.conf";
        beforeRename = [&] { overwrite(path, "edited\n"); };
        const auto edited = apply(host);
        QVERIFY(!edited);
        QVERIFY2(edited.error().what.contains("theirs stands"), edited.error().what.c_str());
        QCOMPARE(boot(), QByteArray("edited - stale "));
        const auto names = listFolder(m_root + "/boot");
        QVERIFY(names.has_value());
        for (const std::string &name : *names)
            QVERIFY2(!name.contains(".patchbay-"), name.c_str());
        theirsStands(host);
    }
};

QTEST_GUILESS_MAIN(TestSomebodyElse)
#include "tst_somebody_else.moc"
