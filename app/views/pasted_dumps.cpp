// SPDX-License-Identifier: BSD-2-Clause
// Dumps that come by clipboard or by being dropped on the window.
#include "views/main_window.h"

#include <QDateTime>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QSaveFile>
#include <QStandardPaths>

namespace patchbay::views {

using namespace Qt::StringLiterals;

void MainWindow::openText(const QByteArray &dump)
{
    if (dump.trimmed().isEmpty())
        return complain(tr("The clipboard holds no text. Copy what pciconf -lBbcev or lspci -xxxx printed first."));
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/dumps"_s);
    const QDateTime now = QDateTime::currentDateTime();
    const QString path = folder.filePath(u"pasted-%1.txt"_s.arg(now.toString(u"yyyyMMdd-HHmmss-zzz"_s)));
    QSaveFile file(path);
    if (!folder.mkpath(u"."_s) || !file.open(QIODevice::WriteOnly) || file.write(dump) != dump.size() || !file.commit())
        return complain(tr("The dump could not be kept as %1: %2").arg(path, file.errorString()));
    m_book->add(u"dump:"_s + path, tr("pasted %1").arg(now.toString(u"HH:mm:ss"_s)));
    openHost(u"dump:"_s + path);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    openDropped(event->mimeData()->urls());
}

void MainWindow::openDropped(const QList<QUrl> &files)
{
    QString last;
    for (const QUrl &url : files) {
        const QFileInfo file(url.toLocalFile());
        if (!url.isLocalFile() || !file.exists())
            continue;
        last = (file.isDir() ? u"recorded:"_s : u"dump:"_s) + file.filePath();
        m_book->add(last, file.fileName());
    }
    if (last.isEmpty())
        return complain(tr("Only files and folders of this machine can be opened as dumps and recordings."));
    openHost(last);
}

} // namespace patchbay::views
