// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_conf.h"

namespace patchbay {

ConfDocument ConfDocument::parse(std::string_view bytes, LoaderGeneration generation)
{
    ConfDocument document{.lines = {}, .generation = generation};
    while (!bytes.empty()) {
        const std::size_t newline = bytes.find('\n');
        const bool ends = newline != std::string_view::npos;
        const std::string_view text = bytes.substr(0, newline);
        document.lines.push_back({std::string(text), ends, readLine(text, generation)});
        bytes.remove_prefix(text.size() + (ends ? 1 : 0));
    }
    return document;
}

std::string ConfDocument::print() const
{
    std::string bytes;
    for (const ConfLine &line : lines) {
        bytes += line.text;
        if (line.newline)
            bytes += '\n';
    }
    return bytes;
}

std::string_view ConfDocument::lineEnding() const
{
    return !lines.empty() && lines.front().newline && lines.front().text.ends_with('\r') ? "\r\n" : "\n";
}

std::string ConfDocument::nameOn(const ConfLine &line)
{
    const std::string name(textOf(line.text, line.meaning.name));
    switch (line.meaning.kind) {
    case LineKind::Variable: return name;
    case LineKind::Module: return name + '_' + line.meaning.field;
    default: return {};
    }
}

} // namespace patchbay
