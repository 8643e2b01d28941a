// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArray>

#include <string>
#include <string_view>

/// Between Qt's bytes and the engine's text. Qt's own toStdString() lives in a library built with libstdc++ and does not
/// link where the engine is built with libc++, so engine tests use these.
inline QByteArray toBytes(std::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}

inline std::string toText(const QByteArray &bytes)
{
    return std::string(bytes.constData(), std::size_t(bytes.size()));
}
