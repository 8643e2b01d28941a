// SPDX-License-Identifier: BSD-2-Clause
#include "conf/boot_block.h"

#include "conf/loader_conf.h"

#include <algorithm>

namespace patchbay {

namespace {

constexpr std::string_view beginLine = "# Patchbay: begin (edit in Patchbay, or delete this block to undo)";
constexpr std::string_view beginMark = "# Patchbay: begin";
constexpr std::string_view endLine = "# Patchbay: end";
constexpr std::string_view tookOver = "# Patchbay took over: ";
constexpr std::string_view madeLine = "# Patchbay: there was no such file before";
constexpr std::string_view bareLine = "# Patchbay: the file ended without a newline before";

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && inLuaClass(static_cast<unsigned char>(text.back()), 's'))
        text.remove_suffix(1);
    return text;
}

bool isBegin(const ConfLine &line)
{
    return line.text.starts_with(beginMark);
}

bool isEnd(const ConfLine &line)
{
    return trimmed(line.text) == endLine;
}

struct Block
{
    std::size_t begin;
    std::size_t end; ///< the line of the end mark
};

/// A begin and the next end with no other mark between; a lone mark is an ordinary comment.
std::optional<Block> findBlock(const ConfDocument &document)
{
    std::optional<std::size_t> begin;
    for (std::size_t i = 0; i < document.lines.size(); ++i) {
        if (isBegin(document.lines[i]))
            begin = i;
        else if (isEnd(document.lines[i]) && begin)
            return Block{*begin, i};
        else if (isEnd(document.lines[i]))
            begin.reset();
    }
    return std::nullopt;
}

bool isOurs(const ConfLine &line)
{
    const std::string_view text = trimmed(line.text);
    return isBegin(line) || isEnd(line) || text == madeLine || text == bareLine ||
           blockNames().contains(ConfDocument::nameOn(line));
}

bool has(const ConfDocument &document, const Block &block, std::string_view mark)
{
    return std::ranges::any_of(document.lines.begin() + std::ptrdiff_t(block.begin),
                               document.lines.begin() + std::ptrdiff_t(block.end),
                               [&](const ConfLine &line) { return trimmed(line.text) == mark; });
}

/// One block out, what it took over back in.
std::optional<std::string> unwrap(ConfDocument document, const Block &block)
{
    const bool made = has(document, block, madeLine);
    const bool bare = has(document, block, bareLine) && block.end + 1 == document.lines.size();

    std::vector<ConfLine> lines;
    for (std::size_t i = 0; i < document.lines.size(); ++i) {
        ConfLine &line = document.lines[i];
        if (line.text.starts_with(tookOver))
            line.text.erase(0, tookOver.size());
        else if (i >= block.begin && i <= block.end && isOurs(line))
            continue;
        lines.push_back(std::move(line));
    }
    if (bare && !lines.empty())
        lines.back().newline = false;
    document.lines = std::move(lines);
    if (document.lines.empty() && made)
        return std::nullopt;
    return document.print();
}

/// A line that a person reads as setting the name, whether or not the loader does.
bool looksLike(const ConfLine &line, const std::set<std::string, std::less<>> &names)
{
    if (names.contains(ConfDocument::nameOn(line)))
        return true;
    if (line.meaning.kind != LineKind::Malformed)
        return false;
    const auto match = luaMatch(line.text, "^%s*([%w_.]+)%s*=");
    return match && names.contains(captured(line.text, *match));
}

class Writer
{
public:
    Writer(ConfDocument document, bool made) : m_document(std::move(document)), m_made(made)
    {
        m_ending = m_document.lineEnding() == "\r\n" ? "\r" : "";
    }

    /// Returns the index of the last line taken over for one of `names`.
    std::optional<std::size_t> takeOver(const std::set<std::string, std::less<>> &names)
    {
        std::optional<std::size_t> last;
        for (std::size_t i = 0; i < m_document.lines.size(); ++i) {
            ConfLine &line = m_document.lines[i];
            // One that already looks taken over is put behind a second prefix, or it would come back as what it was not.
            const bool escape = line.text.starts_with(tookOver);
            if (!escape && !looksLike(line, names))
                continue;
            line.text.insert(0, tookOver);
            if (!escape)
                last = i;
        }
        return last;
    }

    std::string write(const std::vector<std::string> &assignments, std::optional<std::size_t> place)
    {
        std::vector<ConfLine> &lines = m_document.lines;
        const std::size_t at = place.value_or(lines.size());
        std::vector<ConfLine> block{ours(beginLine)};
        if (m_made)
            block.push_back(ours(madeLine));
        if (!lines.empty() && !lines.back().newline && at + 1 >= lines.size()) {
            block.push_back(ours(bareLine));
            lines.back().newline = true;
        }
        if (place)
            block.push_back(lines[at]);
        for (const std::string &assignment : assignments)
            block.push_back(ours(assignment));
        block.push_back(ours(endLine));
        const auto position = lines.begin() + std::ptrdiff_t(at);
        lines.insert(place ? lines.erase(position) : position, block.begin(), block.end());
        return m_document.print();
    }

private:
    [[nodiscard]] ConfLine ours(std::string_view text) const { return {std::string(text) + m_ending, true, {}}; }

    ConfDocument m_document;
    std::string m_ending;
    bool m_made;
};

} // namespace

const std::set<std::string, std::less<>> &blockNames()
{
    static const std::set<std::string, std::less<>> names{"vmm_load", "pptdevs", "pptdevs2", "pptdevs3",
                                                          "hw.vmm.amdvi.enable"};
    return names;
}

std::optional<std::string> withoutBlock(std::string_view bytes, LoaderGeneration generation)
{
    std::string text(bytes);
    while (true) {
        ConfDocument document = ConfDocument::parse(text, generation);
        const auto block = findBlock(document);
        if (!block)
            return text;
        auto next = unwrap(std::move(document), *block);
        if (!next)
            return std::nullopt;
        text = std::move(*next);
    }
}

std::string withBlock(const std::optional<std::string> &base, const std::vector<std::string> &assignments,
                      const std::set<std::string, std::less<>> &names, BlockPlace place, LoaderGeneration generation)
{
    Writer writer(ConfDocument::parse(base.value_or(std::string()), generation), !base);
    const bool taking = place != BlockPlace::AtEndOverriding;
    const auto last = writer.takeOver(taking ? names : std::set<std::string, std::less<>>());
    return writer.write(assignments, place == BlockPlace::AtLastTaken ? last : std::nullopt);
}

} // namespace patchbay
