// SPDX-License-Identifier: BSD-2-Clause
#include "conf/diff.h"

#include <algorithm>
#include <string>
#include <vector>

namespace patchbay {

namespace {

using Lines = std::vector<std::string_view>;

constexpr int context = 3;
constexpr int mostChanges = 1500;

/// Lines with their newlines, so that a last line without one differs from one that has it.
Lines linesOf(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return lines;
}

/// One text's lines and which of them the other does not have.
struct Side
{
    Lines lines;
    std::vector<bool> changed;

    explicit Side(std::string_view text) : lines(linesOf(text)), changed(lines.size(), false) {}
    [[nodiscard]] int size() const { return int(lines.size()); }
};

/// Myers' greedy algorithm over the lines between equal ends: the shortest script, marked in `changed`.
class Comparison
{
public:
    Comparison(Side &before, Side &after) : m_before(before), m_after(after)
    {
        const int shorter = std::min(before.size(), after.size());
        while (m_first < shorter && before.lines[std::size_t(m_first)] == after.lines[std::size_t(m_first)])
            ++m_first;
        m_beforeEnd = before.size();
        m_afterEnd = after.size();
        while (m_beforeEnd > m_first && m_afterEnd > m_first && same(m_beforeEnd - 1, m_afterEnd - 1)) {
            --m_beforeEnd;
            --m_afterEnd;
        }
    }

    void run()
    {
        const int most = std::min(mostChanges, (m_beforeEnd - m_first) + (m_afterEnd - m_first));
        std::vector<int> reached(std::size_t(2 * most + 3), 0);
        for (int changes = 0; changes <= most; ++changes) {
            m_trace.push_back(std::vector<int>(reached.begin() + most + 1 - changes - 1,
                                               reached.begin() + most + 1 + changes + 2));
            if (step(changes, reached, most + 1)) {
                walkBack(changes);
                return;
            }
        }
        std::fill(m_before.changed.begin() + m_first, m_before.changed.begin() + m_beforeEnd, true);
        std::fill(m_after.changed.begin() + m_first, m_after.changed.begin() + m_afterEnd, true);
    }

private:
    [[nodiscard]] bool same(int before, int after) const
    {
        return m_before.lines[std::size_t(before)] == m_after.lines[std::size_t(after)];
    }

    /// Furthest points of all diagonals after `changes` changes; true when the end is among them.
    bool step(int changes, std::vector<int> &reached, int middle) const
    {
        const int width = m_beforeEnd - m_first;
        const int height = m_afterEnd - m_first;
        for (int diagonal = -changes; diagonal <= changes; diagonal += 2) {
            const auto at = std::size_t(middle + diagonal);
            const bool down = diagonal == -changes || (diagonal != changes && reached[at - 1] < reached[at + 1]);
            int x = down ? reached[at + 1] : reached[at - 1] + 1;
            while (x < width && x - diagonal < height && same(m_first + x, m_first + x - diagonal))
                ++x;
            reached[at] = x;
            if (x >= width && x - diagonal >= height)
                return true;
        }
        return false;
    }

    void walkBack(int changes)
    {
        int x = m_beforeEnd - m_first;
        int y = m_afterEnd - m_first;
        for (; changes > 0; --changes) {
            const std::vector<int> &before = m_trace[std::size_t(changes)];
            const int middle = changes + 1;
            const int diagonal = x - y;
            const auto at = std::size_t(middle + diagonal);
            const bool down = diagonal == -changes || (diagonal != changes && before[at - 1] < before[at + 1]);
            const int previous = diagonal + (down ? 1 : -1);
            x = before[std::size_t(middle + previous)];
            y = x - previous;
            if (down)
                m_after.changed[std::size_t(m_first + y)] = true;
            else
                m_before.changed[std::size_t(m_first + x)] = true;
        }
    }

    Side &m_before;
    Side &m_after;
    int m_first = 0;
    int m_beforeEnd = 0;
    int m_afterEnd = 0;
    std::vector<std::vector<int>> m_trace;
};

/// Slides a run of changed lines down while the line behind it equals its first, as diff(1) shows it.
void slideDown(Side &side)
{
    const int size = side.size();
    for (int begin = 0; begin < size; ++begin) {
        if (!side.changed[std::size_t(begin)])
            continue;
        int end = begin;
        while (end < size && side.changed[std::size_t(end)])
            ++end;
        while (end < size && side.lines[std::size_t(begin)] == side.lines[std::size_t(end)]) {
            side.changed[std::size_t(begin++)] = false;
            side.changed[std::size_t(end++)] = true;
            while (end < size && side.changed[std::size_t(end)])
                ++end;
        }
        begin = end;
    }
}

struct Change
{
    int before, beforeCount;
    int after, afterCount;
};

std::vector<Change> changesOf(const Side &before, const Side &after)
{
    std::vector<Change> changes;
    int x = 0;
    int y = 0;
    while (x < before.size() || y < after.size()) {
        Change change{x, 0, y, 0};
        while (x < before.size() && before.changed[std::size_t(x)])
            ++x;
        while (y < after.size() && after.changed[std::size_t(y)])
            ++y;
        change.beforeCount = x - change.before;
        change.afterCount = y - change.after;
        if (change.beforeCount > 0 || change.afterCount > 0)
            changes.push_back(change);
        ++x;
        ++y;
    }
    return changes;
}

std::string rangeOf(int first, int count)
{
    // An empty range is named by the line before it.
    const std::string start = std::to_string(count == 0 ? first : first + 1);
    return count == 1 ? start : start + "," + std::to_string(count);
}

void addLines(std::string &text, char mark, const Side &side, int first, int count)
{
    for (int i = first; i < first + count; ++i) {
        const std::string_view line = side.lines[std::size_t(i)];
        text += mark;
        text += line;
        if (!line.ends_with('\n'))
            text += "\n\\ No newline at end of file\n";
    }
}

void addHunk(std::string &text, const Side &before, const Side &after, const std::vector<Change> &changes,
             std::size_t from, std::size_t to)
{
    const Change &first = changes[from];
    const Change &last = changes[to - 1];
    const int lead = std::min(context, first.before);
    const int lastBefore = last.before + last.beforeCount;
    const int trail = std::min(context, before.size() - lastBefore);
    const int beforeStart = first.before - lead;
    const int afterStart = first.after - lead;
    text += "@@ -" + rangeOf(beforeStart, lastBefore + trail - beforeStart) + " +" +
            rangeOf(afterStart, last.after + last.afterCount + trail - afterStart) + " @@\n";
    int at = beforeStart;
    for (std::size_t i = from; i < to; ++i) {
        addLines(text, ' ', before, at, changes[i].before - at);
        addLines(text, '-', before, changes[i].before, changes[i].beforeCount);
        addLines(text, '+', after, changes[i].after, changes[i].afterCount);
        at = changes[i].before + changes[i].beforeCount;
    }
    addLines(text, ' ', before, at, trail);
}

} // namespace

std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view beforeLabel,
                        std::string_view afterLabel)
{
    if (before == after)
        return {};
    Side left(before);
    Side right(after);
    Comparison(left, right).run();
    slideDown(left);
    slideDown(right);
    const std::vector<Change> changes = changesOf(left, right);

    std::string text = "--- " + std::string(beforeLabel) + "\n+++ " + std::string(afterLabel) + "\n";
    for (std::size_t from = 0; from < changes.size();) {
        std::size_t to = from + 1;
        while (to < changes.size() &&
               changes[to].before - (changes[to - 1].before + changes[to - 1].beforeCount) <= 2 * context)
            ++to;
        addHunk(text, left, right, changes, from, to);
        from = to;
    }
    return text;
}

} // namespace patchbay
