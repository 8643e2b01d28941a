// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;

namespace patchbay::views {

/// "First make the boot environment …": a copy of the root file system, where the host's root is on ZFS.
class CopyChoice final : public QWidget
{
    Q_OBJECT
public:
    explicit CopyChoice(QWidget *parent);

    /// Hidden where `name` is empty: none can be made. `once`: boots but the one that tries the change take the copy.
    void follow(const QString &name, bool once);
    [[nodiscard]] bool wanted() const;

signals:
    void changed();

private:
    QCheckBox *m_on;
    QLabel *m_about;
};

} // namespace patchbay::views
