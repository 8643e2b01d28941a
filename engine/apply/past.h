// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/history.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// A moment between changes. As text: "000003" (or "3"): as change 3 left the files; "before-000003": as it found them;
/// "now": as they are on the disk.
struct Point
{
    std::string id; ///< empty: now
    bool before = false;

    [[nodiscard]] std::string toString() const;
    bool operator==(const Point &) const = default;
};

/// Errors: none of the three.
Result<Point> parsePoint(std::string_view text);

/// One file at a point.
struct PastFile
{
    std::optional<std::string> bytes; ///< nullopt: no such file
    std::string unknown;              ///< why nobody knows; empty: it is known
    std::optional<FileTraits> traits{}; ///< of a file that was kept
};

/// What the history knows of files at any time. Files of the trial itself are none of it.
class Past
{
public:
    /// Errors: the history cannot be read.
    static Result<Past> read(Host &host);

    [[nodiscard]] const HistoryView &view() const { return m_view; }

    /// Errors: no such change, dropped, damaged.
    [[nodiscard]] Result<> check(const Point &point) const;

    /// Of every record, each once, sorted.
    [[nodiscard]] std::vector<std::string> paths() const;

    /// A file as the changes in force at that point left it; what a person wrote between two changes is seen as far as the
    /// next change found it, and otherwise not before "now".
    [[nodiscard]] PastFile at(const std::string &path, const Point &point) const;

    /// As the history left it at last, which is what is there unless somebody changed it.
    [[nodiscard]] PastFile last(const std::string &path) const;

    /// Changes that found a file otherwise than the one before left it: somebody wrote it in between.
    [[nodiscard]] std::vector<std::string> editedBefore(const std::string &path, const Point &since) const;

    /// How the files of a change in force are otherwise than it left them, a clause; empty: they are not, or nobody knows. What
    /// was for one boot and what later changes wrote is none of it.
    [[nodiscard]] std::string remark(const HistoryRecord &record) const;

private:
    explicit Past(Host &host, HistoryView view)
        : m_host(&host)
        , m_view(std::move(view))
    {
    }
    [[nodiscard]] PastFile kept(const HistoryRecord &record, const std::string &path, bool after) const;
    [[nodiscard]] const DamagedRecord *damagedIn(const std::string &after, const std::string &upTo) const;

    Host *m_host;
    HistoryView m_view;
};

/// Whether a record's files stood: it is in force, or was until a later one took it back.
bool stood(const HistoryRecord &record);

} // namespace patchbay
