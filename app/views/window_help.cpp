// SPDX-License-Identifier: BSD-2-Clause
#include "views/window_help.h"

#include "look/icons.h"
#include "views/footer_row.h"
#include "views/sheet.h"
#include "views/widgets.h"

#include <QCoreApplication>
#include <QGridLayout>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {

class Note final : public Sheet
{
public:
    Note(const QString &title, QWidget *content, QWidget *window)
        : Sheet(title, window)
    {
        setUsualWidth(560);
        body()->addWidget(content);
        QPushButton *close = button(tr("Close"), "primary", "noteClose", this);
        close->setDefault(true);
        footer()->addStretch();
        footer()->addWidget(close);
        connect(close, &QPushButton::clicked, this, &QDialog::accept);
    }
};

} // namespace

void showKeys(QWidget *window)
{
    const std::pair<QString, QString> keys[] = {
        {u"Space"_s, Sheet::tr("pick up the selected functions, in the tree or on the board")},
        {Sheet::tr("Arrows"), Sheet::tr("move what is carried; where it may not land, the reason is shown")},
        {u"Enter"_s, Sheet::tr("drop it there")},
        {u"Esc"_s, Sheet::tr("put it back")},
        {u"Del"_s, Sheet::tr("give the selected functions back to the host")},
        {u"Ctrl+Z, Ctrl+Shift+Z"_s, Sheet::tr("undo and redo")},
        {u"Ctrl+F"_s, Sheet::tr("filter the functions; in a text, find there (F3 goes on)")},
        {u"Ctrl+K"_s, Sheet::tr("find any command, host, guest or function by name")},
        {u"F6, Shift+F6"_s, Sheet::tr("go round the parts of the window")},
        {Sheet::tr("Menu, Shift+F10"), Sheet::tr("what can be done with the row or cell")},
        {u"Ctrl+C"_s, Sheet::tr("copy the selectors of what is chosen")},
        {u"Ctrl+N, Ctrl+E"_s, Sheet::tr("add a guest, settings of the one in front")},
        {u"Ctrl+PgUp, Ctrl+PgDn"_s, Sheet::tr("the guest before, the next")},
        {u"Ctrl+R"_s, Sheet::tr("start the guest in front")},
        {u"Ctrl+Alt+1, 2, 3"_s, Sheet::tr("try at the next boot, make permanent, do it now")},
        {u"Ctrl+Return"_s, Sheet::tr("review and apply")},
        {u"F5"_s, Sheet::tr("read the host again")},
        {u"F9, F8"_s, Sheet::tr("show or hide the hosts, what will happen")},
        {u"Ctrl++, Ctrl+-, Ctrl+0"_s, Sheet::tr("larger, smaller, usual text")},
    };
    auto *content = new QWidget;
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setColumnStretch(1, 1);
    int line = 0;
    for (const auto &[key, what] : keys) {
        grid->addWidget(label(key, "bold", content), line, 0, Qt::AlignTop);
        QLabel *words = label(what, "", content);
        words->setWordWrap(true);
        grid->addWidget(words, line++, 1, Qt::AlignTop);
    }
    (new Note(Sheet::tr("Keys"), content, window))->open();
}

void showAbout(QWidget *window)
{
    auto *words = label(Sheet::tr("Patchbay %1\n\nA console for PCI passthrough with bhyve on FreeBSD. It shows what a host has, "
                                  "refuses what cannot work and says why, and applies a change so that it can always be taken "
                                  "back.\n\nBSD-2-Clause.")
                            .arg(QCoreApplication::applicationVersion()), "", nullptr);
    words->setWordWrap(true);
    (new Note(Sheet::tr("About Patchbay"), words, window))->open();
}

} // namespace patchbay::views
