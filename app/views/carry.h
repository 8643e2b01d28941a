// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

#include <optional>
#include <utility>

namespace patchbay::client {
class Session;
}
namespace patchbay::models {
class BoardModel;
}

namespace patchbay::views {

/// Functions in the hand of the person, by mouse or by keyboard, on their way to a cell. Asks the engine when they are picked
/// up which cells are legal, and again when another guest comes to the front or the host or the plan is another than before;
/// everything else is looked up.
class Carry final : public QObject
{
    Q_OBJECT
public:
    enum class How { None, Mouse, Keyboard };

    explicit Carry(models::BoardModel *board, QObject *parent = nullptr);

    /// Whose plan is changed; drops what is carried.
    void setSession(client::Session *session);

    /// Picks up. The board's guest is asked for; without one nothing is carried and refused() says so.
    void begin(How how, const QStringList &functions);
    /// Puts down at that cell if it is legal; where the engine has not answered yet, as soon as it has. Returns whether it
    /// was, or may be.
    bool drop(int slot, int function);
    void cancel();
    /// The hand has let go: what was not put down is dropped.
    void letGo();
    /// The guest in front, whose cells they are, is another.
    void guestChanged();
    /// What is carried, or these functions, leave every board.
    void release(const QStringList &functions);

    [[nodiscard]] How how() const { return m_how; }
    /// Of the last that was picked up: the guard that stops the plan once it is put down; empty: none does.
    [[nodiscard]] const std::string &guard() const { return m_guard; }
    [[nodiscard]] const QStringList &functions() const { return m_functions; }
    /// "QLogic ISP2532 · 2 functions"
    [[nodiscard]] QString caption() const;
    [[nodiscard]] QString captionOf(const QStringList &functions) const;
    [[nodiscard]] QString kindOf(const QString &address) const;

signals:
    void begun();
    /// `first`: since they were picked up.
    void answered(bool first);
    void ended(bool dropped);
    void refused(const QString &why);

private:
    void ask();
    void askAgain();
    void took(wire::Options answer);
    bool place(const std::string &guest, const wire::Option &option);
    void end(bool dropped);
    [[nodiscard]] const wire::Function *find(const QString &address) const;

    models::BoardModel *m_board;
    QPointer<client::Session> m_session;
    How m_how = How::None;
    QStringList m_functions;
    std::string m_guard;
    std::string m_guest; ///< whose cells were asked for
    std::optional<std::pair<int, int>> m_wish; ///< where they were put down before the answer was there
    bool m_first = true;
    int m_turn = 0; ///< an answer to an earlier question is stale
};

} // namespace patchbay::views
