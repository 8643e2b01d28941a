// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace patchbay::text {

/// A line of a file as a diff shows it. Numbers count from 1; 0: the line has none.
struct DiffRow
{
    enum class Kind { Same, Added, Removed, Heading };
    Kind kind = Kind::Same;
    int number = 0;
    QString text;
    bool operator==(const DiffRow &) const = default;
};

/// The whole of `before` with the unified `diff` worked into it: nothing is left out, so that a person sees the file.
/// Lines of the diff that make no sense are left aside. nullopt for `before`: the file is new.
QList<DiffRow> diffRows(const std::optional<QString> &before, const QString &diff);

} // namespace patchbay::text
