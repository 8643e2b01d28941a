// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QDir>
#include <QFileInfo>
#include <QString>

#include <sys/statvfs.h>

namespace patchbay::test {

/// Where a temporary folder is best made that thousands of files come and go in: in memory, if the system has a folder for that
/// which is large enough and where programs may be started (containers often have one of 64 MiB where they may not).
inline QString memoryTemplate()
{
    struct statvfs about{};
    const bool fits = QFileInfo(QStringLiteral("/dev/shm")).isWritable() && ::statvfs("/dev/shm", &about) == 0 &&
        quint64(about.f_bavail) * about.f_frsize >= quint64(512) << 20;
    bool starts = true;
#ifdef ST_NOEXEC
    starts = (about.f_flag & ST_NOEXEC) == 0;
#endif
    return (fits && starts ? QStringLiteral("/dev/shm") : QDir::tempPath()) + QStringLiteral("/patchbay-XXXXXX");
}

} // namespace patchbay::test
