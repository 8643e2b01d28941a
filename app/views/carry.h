// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/messages.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

namespace patchbay::client {
class Session;
}
namespace patchbay::models {
class BoardModel;
}

namespace patchbay::views {

/// Functions in the hand of the person, by mouse or by keyboard, on their way to a cell. Asks the engine once, when they are
/// picked up, which cells are legal; everything after that is looked up.
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
    /// Puts down at that cell if it is legal. Returns whether it was.
    bool drop(int slot, int function);
    void cancel();
    /// What is carried, or these functions, leave every board.
    void release(const QStringList &functions);

    [[nodiscard]] How how() const { return m_how; }
    [[nodiscard]] const QStringList &functions() const { return m_functions; }
    /// "QLogic ISP2532 · 2 functions"
    [[nodiscard]] QString caption() const;
    [[nodiscard]] QString captionOf(const QStringList &functions) const;
    [[nodiscard]] QString kindOf(const QString &address) const;

signals:
    void begun();
    void answered();
    void ended(bool dropped);
    void refused(const QString &why);

private:
    void end(bool dropped);
    [[nodiscard]] const wire::Function *find(const QString &address) const;

    models::BoardModel *m_board;
    QPointer<client::Session> m_session;
    How m_how = How::None;
    QStringList m_functions;
    int m_turn = 0; ///< an answer to an earlier pick-up is stale
};

} // namespace patchbay::views
