// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "support/text.h"

#include <QFile>
#include <QString>

#include <string>
#include <string_view>

/// What a command printed in a transcript: the lines between "oracle# COMMAND" and the next prompt. Empty where the file or
/// the command is not there.
inline std::string transcriptOf(const QString &path, std::string_view command)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const std::string text = toText(file.readAll());
    const std::string prompt = "oracle# " + std::string(command) + "\n";
    const std::size_t at = text.find("\n" + prompt);
    if (at == std::string::npos)
        return {};
    const std::size_t start = at + 1 + prompt.size();
    const std::size_t end = text.find("\noracle# ", start - 1);
    return text.substr(start, end == std::string::npos ? end : end + 1 - start);
}
