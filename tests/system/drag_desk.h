// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "system/desk.h"

#include <QTest>

namespace test {

/// A desk for whoever drags. Nothing here waits for a time to pass: what was done shows, or a long limit ends it.
class DragDesk final : public Desk
{
public:
    /// A host, a guest, and nothing planned but that guest.
    bool open(const QString &spec, const QString &guest, QString *why)
    {
        return start(spec, why) && Desk::waitFor("host " + spec.toUtf8() + " ready", 60'000) && Desk::waitFor("plan 0 judged") &&
               addGuest(guest) && narrow();
    }
    /// Only network and Fibre Channel cards, so that all of them are on the screen.
    bool narrow(const QString &words = QStringLiteral("msi-x"))
    {
        using namespace Qt::StringLiterals;
        keys({u"ctrl+f"_s});
        if (!Desk::waitFor("focus filter"))
            return false;
        keys({u"ctrl+a"_s});
        type(words);
        return waitFor("widget filter ", words.toUtf8().constData()) && Desk::waitFor("heading ");
    }
    bool addGuest(const QString &name)
    {
        using namespace Qt::StringLiterals;
        keys({u"ctrl+n"_s});
        if (!waitFor("focus guestName"))
            return false;
        keys({u"ctrl+a"_s});
        type(name);
        keys({u"Return"_s});
        return waitGone("window guestDialog") && waitForTab(name.toUtf8());
    }

    using Desk::waitFor;
    /// A line with that beginning which also says so.
    bool waitFor(const QByteArray &beginning, const char *also)
    {
        const bool there = QTest::qWaitFor([&] { return line(beginning).contains(also); }, 30'000);
        if (!there)
            qWarning("no \"%s\" in \"%s\"", also, line(beginning).constData());
        return there;
    }

    /// Picks up at one place and stops over another, once the engine has said what may be dropped where.
    bool carryTo(const QByteArray &from, const QByteArray &to)
    {
        if (!Desk::waitFor(from + ' '))
            return false;
        moveTo(resting(from));
        press(true);
        glide(middle(to));
        if (!Desk::waitFor("carry mouse") || !waitFor("cell 1 0 ", " legal "))
            return false;
        glide(middle(to)); // what is on the board takes less room while something is carried
        return true;
    }
    /// The same, and lets go.
    bool drag(const QByteArray &from, const QByteArray &to)
    {
        if (!carryTo(from, to) || !waitFor(to + ' ', " legal "))
            return false;
        press(false);
        return Desk::waitFor("carry none");
    }
    /// With the arrows, one cell at a time, from the top left corner.
    bool stepTo(int slot, int function)
    {
        using namespace Qt::StringLiterals;
        keys({u"Home"_s});
        for (int i = 0; i < slot; ++i)
            keys({u"Down"_s});
        for (int i = 0; i < function; ++i)
            keys({u"Right"_s});
        return Desk::waitFor("cursor " + QByteArray::number(slot) + ' ' + QByteArray::number(function));
    }

    /// "Held by" of a function says so.
    bool holds(const QByteArray &address, const char *who) { return waitFor("row " + address + ' ', who); }
    /// So many changes are planned and the engine has judged them.
    bool settled(int changes) { return Desk::waitFor("plan " + QByteArray::number(changes) + " judged"); }

    [[nodiscard]] QPoint middleOfTab(const QByteArray &name) const
    {
        for (const QByteArray &each : lines())
            if (each.startsWith("tab guests ") && each.endsWith(' ' + name)) {
                const QList<QByteArray> words = each.split(' ');
                return {words[2].toInt() + words[4].toInt() / 2, words[3].toInt() + words[5].toInt() / 2};
            }
        return {};
    }
    bool waitForTab(const QByteArray &name)
    {
        return QTest::qWaitFor([&] { return !middleOfTab(name).isNull(); }, 30'000);
    }
};

} // namespace test

#define OPEN(desk, spec, guest) \
    do { \
        if (QString why; !(desk).open(spec, guest, &why)) { \
            if (!why.isEmpty()) \
                QSKIP(qPrintable(why)); \
            QFAIL("the window does not get ready"); \
        } \
    } while (false)
