// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QObject>
#include <QStringList>

class QAbstractItemView;
class QMenu;

namespace patchbay::views {

class MainWindow;

/// What can be done with the row or cell at hand, beside the pointer or, with the menu key, beside the cursor; and the copies
/// a person takes to a forum, a shell or a boot file.
class ContextMenus final : public QObject
{
    Q_OBJECT
public:
    explicit ContextMenus(MainWindow *window);

    /// Puts the selectors of what is chosen into the clipboard: of the board when it has the focus, else of the tree.
    void copySelectors();
    void copySlashed();
    void copyPptdevs();
    void copyCommand();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fillTree(QMenu &menu);
    void fillBoard(QMenu &menu);
    void addCopies(QMenu &menu, bool any);
    [[nodiscard]] QStringList chosen() const;
    [[nodiscard]] QStringList slashedOf(const QStringList &addresses) const;
    void put(const QString &text);

    MainWindow *m_window;
};

} // namespace patchbay::views
