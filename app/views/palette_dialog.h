// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QDialog>

#include <functional>

class QLineEdit;
class QListWidget;

namespace patchbay::views {

/// Everything the window can do or show, found by typing a few letters of it. Opens over the window, goes away with Escape or
/// a click beside it.
class PaletteDialog final : public QDialog
{
    Q_OBJECT
public:
    struct Entry
    {
        QString text;  ///< "Review and apply…"
        QString about; ///< where it belongs: "Plan", "Host", "Function"
        QString keys;
        QString icon;
        bool enabled = true;
        QString whyNot; ///< said in place of `about` when it is not
        std::function<void()> act;
    };
    /// What else matches, beyond `entries`; called at each keystroke with at least two letters.
    using More = std::function<QList<Entry>(const QString &words)>;

    PaletteDialog(QList<Entry> entries, More more, QWidget *window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void fill();
    void choose();

    QList<Entry> m_entries;
    More m_more;
    QList<Entry> m_shown;
    QLineEdit *m_words;
    QListWidget *m_list;
};

} // namespace patchbay::views
