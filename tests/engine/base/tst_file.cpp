// SPDX-License-Identifier: BSD-2-Clause
#include "base/file.h"

#include "support/text.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace patchbay;

class TestFile : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string path(const char *name) { return toText(m_folder.filePath(QLatin1String(name)).toUtf8()); }
    QStringList names() { return QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot); }

private slots:
    void cleanup()
    {
        QDir(m_folder.path()).removeRecursively();
        QDir().mkpath(m_folder.path());
    }

    void createsWithFolders()
    {
        QVERIFY(replaceFile(path("a/b/c.conf"), "x\0y").has_value());
        QCOMPARE(toBytes(readFile(path("a/b/c.conf")).value()), QByteArray("x"));
        QVERIFY(removeFile(path("a/b/c.conf")).has_value());
        QVERIFY(removeFile(path("a/b/c.conf")).has_value());
        const auto gone = readFile(path("a/b/c.conf"));
        QVERIFY(!gone);
        QCOMPARE(toBytes(gone.error().what), QByteArray("no such file"));
    }

    void keepsModeAndLink()
    {
        QVERIFY(replaceFile(path("real.conf"), "old").has_value());
        QCOMPARE(::chmod(path("real.conf").c_str(), 0640), 0);
        QCOMPARE(::symlink("real.conf", path("link.conf").c_str()), 0);
        QVERIFY(replaceFile(path("link.conf"), "new").has_value());
        struct stat st{};
        QCOMPARE(::lstat(path("link.conf").c_str(), &st), 0);
        QVERIFY(S_ISLNK(st.st_mode));
        QCOMPARE(::stat(path("real.conf").c_str(), &st), 0);
        QCOMPARE(int(st.st_mode & 0777), 0640);
        QCOMPARE(toBytes(readFile(path("real.conf")).value()), QByteArray("new"));
    }

    /// A file that is made new may be given what one of that name had once.
    void traits()
    {
        QVERIFY(!traitsOf(path("a")));
        FileTraits wanted{.mode = 0640, .owner = ::geteuid(), .group = ::getegid()};
        if (::geteuid() == 0)
            wanted.owner = 12, wanted.group = 34;
        const Expected none{.bytes = {}, .traits = wanted};
        QVERIFY(replaceFile(path("a"), "x", &none).has_value());
        QVERIFY(traitsOf(path("a")) == wanted);
        // One that is there keeps its own.
        const Expected there{.bytes = "x", .traits = FileTraits{}};
        QVERIFY(replaceFile(path("a"), "y", &there).has_value());
        QVERIFY(traitsOf(path("a")) == wanted);
        QCOMPARE(::symlink("a", path("b").c_str()), 0);
        wanted.link = true;
        QVERIFY(traitsOf(path("b")) == wanted);
    }

    /// rc(8) starts only what may be executed.
    void anUmaskTakesNothingFromTheOwner()
    {
        for (const mode_t mask : {mode_t(0777), mode_t(0177), mode_t(0077), mode_t(0)}) {
            const mode_t was = ::umask(mask);
            const bool made = replaceFile(path("script"), "#!/bin/sh\n").has_value() && replaceFile(path("conf"), "x").has_value();
            ::umask(was);
            QVERIFY(made);
            QCOMPARE(traitsOf(path("script"))->mode, unsigned(0700 | (0755 & ~mask)));
            QCOMPARE(traitsOf(path("conf"))->mode, unsigned(0600 | (0644 & ~mask)));
            QVERIFY(removeFile(path("script")).has_value() && removeFile(path("conf")).has_value());
        }
    }

    /// Opening a pipe would wait for somebody who writes.
    void pipesAreNotWaitedFor()
    {
        QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
        QCOMPARE(toBytes(readRegularFile(path("pipe")).error().what), QByteArray("is not a regular file"));
        QCOMPARE(toBytes(readRegularFile("/dev/zero").error().what), QByteArray("is not a regular file"));
        QCOMPARE(toBytes(readRegularFile(path("none")).error().what), QByteArray("no such file"));
        QCOMPARE(toBytes(readRegularFile(path(".")).error().what), QByteArray("is a folder"));
        const Expected none;
        QVERIFY(!replaceFile(path("pipe"), "x", &none) && !replaceFile(path("pipe"), "x"));
    }

    void refusesHardLinks()
    {
        QVERIFY(replaceFile(path("one"), "old").has_value());
        QCOMPARE(::link(path("one").c_str(), path("two").c_str()), 0);
        const auto refused = replaceFile(path("one"), "new");
        QVERIFY(!refused);
        QVERIFY(refused.error().what.contains("hard links"));
        QCOMPARE(toBytes(readFile(path("two")).value()), QByteArray("old"));
        QCOMPARE(names(), (QStringList{QStringLiteral("one"), QStringLiteral("two")}));
    }

    void refusesFoldersAndDeadLinks()
    {
        QVERIFY(makeFolders(path("folder")).has_value());
        QVERIFY(!replaceFile(path("folder"), "x"));
        QCOMPARE(::symlink("nowhere", path("dead").c_str()), 0);
        QVERIFY(!replaceFile(path("dead"), "x"));
        QCOMPARE(toBytes(readFile(path("folder")).error().what), QByteArray("is a folder"));
    }

    /// A write that breaks off half-way: old file whole, nothing left beside it.
    void fullDiskLeavesTheOldFile()
    {
        QVERIFY(replaceFile(path("loader.conf"), "old").has_value());
        ::signal(SIGXFSZ, SIG_IGN);
        rlimit was{};
        ::getrlimit(RLIMIT_FSIZE, &was);
        const rlimit small{4096, was.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
        const auto written = replaceFile(path("loader.conf"), std::string(10000, 'x'));
        ::setrlimit(RLIMIT_FSIZE, &was);
        QVERIFY(!written);
        QVERIFY(written.error().what.starts_with("cannot be written"));
        QCOMPARE(toBytes(readFile(path("loader.conf")).value()), QByteArray("old"));
        QCOMPARE(names(), QStringList{QStringLiteral("loader.conf")});
    }

    void limit()
    {
        QVERIFY(replaceFile(path("big"), std::string(3 << 20, 'x')).has_value());
        QVERIFY(readFile(path("big"), 3 << 20).has_value());
        QCOMPARE(toBytes(readFile(path("big"), (3 << 20) - 1).error().what), QByteArray("is larger than 2 MiB"));
        QVERIFY(!readFile("/dev/zero", 1 << 20));
    }
};

QTEST_GUILESS_MAIN(TestFile)
#include "tst_file.moc"
