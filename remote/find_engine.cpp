// SPDX-License-Identifier: BSD-2-Clause
#include "remote/find_engine.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

namespace patchbay::remote {

QString findEngine()
{
    const QString name = QStringLiteral("patchbay-engine");
    const QString here = QCoreApplication::applicationDirPath();
    const QString candidates[] = {
        qEnvironmentVariable("PATCHBAY_ENGINE"),
        here + QLatin1Char('/') + name,
        here + QStringLiteral("/../engine/") + name,
    };
    for (const QString &path : candidates) {
        const QFileInfo file(path);
        if (!path.isEmpty() && file.isFile() && file.isExecutable())
            return file.canonicalFilePath();
    }
    return QStandardPaths::findExecutable(name);
}

} // namespace patchbay::remote
