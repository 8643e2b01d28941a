// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QDirIterator>
#include <QFile>
#include <QMap>

namespace patchbay::test {

/// The bytes of every file below a folder, hidden ones too, by path.
inline QMap<QString, QByteArray> filesBelow(const QString &folder)
{
    QMap<QString, QByteArray> files;
    QDirIterator all(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        files.insert(file.fileName(), file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
    }
    return files;
}

} // namespace patchbay::test
