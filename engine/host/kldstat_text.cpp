// SPDX-License-Identifier: BSD-2-Clause
#include "host/kldstat_text.h"

#include "host/text_lines.h"

#include <format>

namespace patchbay {

namespace {

/// " 2    1 0xffffffff8108f000   55bf00 vmm.ko (/boot/kernel/vmm.ko)"
bool takeFile(std::vector<KernelFile> &files, std::string_view line)
{
    const auto id = numberIn<std::uint32_t>(takeWord(line));
    const auto references = numberIn<std::uint32_t>(takeWord(line));
    const std::string_view address = takeWord(line), size = takeWord(line);
    const std::string_view name = trimmed(line);
    if (!id || !references || !address.starts_with("0x") || size.empty() || name.empty())
        return false;
    KernelFile file{.id = *id, .references = *references, .name = std::string(name), .path = {}, .modules = {}};
    if (const std::size_t open = name.find(" ("); open != std::string_view::npos && name.ends_with(')')) {
        file.name = trimmed(name.substr(0, open));
        file.path = name.substr(open + 2, name.size() - open - 3);
    }
    files.push_back(std::move(file));
    return true;
}

/// "\t\t  3 acpi/ivhd"
bool takeModule(std::vector<KernelFile> &files, std::string_view line)
{
    const auto id = numberIn<std::uint32_t>(takeWord(line));
    const std::string_view name = trimmed(line);
    if (!id || name.empty() || name.contains(' ') || files.empty())
        return false;
    files.back().modules.emplace_back(name);
    return true;
}

} // namespace

KldstatText parseKldstat(std::string_view text, std::string_view source)
{
    KldstatText result;
    Lines lines(text);
    std::string_view line;
    while (lines.next(line)) {
        const std::string_view words = trimmed(line);
        if (words.empty() || words.starts_with("Id ") || words == "Contains modules:")
            continue;
        if (!takeFile(result.files, line) && !takeModule(result.files, line))
            result.oddities.push_back(
                {std::format("{}:{}", source, lines.number()), "Not understood: neither a file nor a module."});
    }
    return result;
}

std::vector<std::string> KldstatText::names() const
{
    std::vector<std::string> names;
    for (const KernelFile &file : files) {
        names.push_back(file.name);
        names.insert(names.end(), file.modules.begin(), file.modules.end());
    }
    return names;
}

} // namespace patchbay
