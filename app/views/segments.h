// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QFrame>

class QButtonGroup;

namespace patchbay::views {

/// A few ways side by side, one of them chosen. One stop for Tab; the arrows move between the ways.
class Segments final : public QFrame
{
    Q_OBJECT
public:
    struct Way
    {
        QString name, tip;
        const char *objectName;
    };
    Segments(const QString &accessibleName, const QList<Way> &ways, QWidget *parent);

    [[nodiscard]] int chosen() const;
    /// Does not emit picked().
    void choose(int way);

signals:
    void picked(int way); ///< by the person

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showStop();

    QButtonGroup *m_group;
};

} // namespace patchbay::views
