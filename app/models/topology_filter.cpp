// SPDX-License-Identifier: BSD-2-Clause
#include "models/topology_filter.h"

#include "models/function_words.h"

#include <algorithm>
#include <cstring>

namespace patchbay::models {

namespace {

/// ASCII only: device names beyond it are rare, and a byte-wise search stays fast.
void appendLower(std::string &out, std::string_view words)
{
    for (const char c : words)
        out += c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    out += '\n';
}

void appendBadges(std::string &out, const wire::Function &function)
{
    if (function.endpoint) {
        out += !function.iommu ? "iommu ?\n" : *function.iommu ? "iommu\n" : "no iommu\n";
        if (function.msix.value_or(0) > 0)
            out += "msi-x\n";
        else if (function.msi.value_or(0) > 0)
            out += "msi\n";
        else if (function.msi && function.msix)
            out += "no msi\n";
        out += function.reset == "none" ? "no reset\n" : function.reset == "flr" ? "flr\n" : "\n";
    }
    if (function.group)
        out += "group " + std::to_string(*function.group) + '\n';
    for (const std::string &mark : function.marks)
        appendLower(out, mark);
}

} // namespace

TopologyFilter::TopologyFilter(std::span<const wire::Function> functions)
{
    m_text.reserve(functions.size() * 128);
    m_starts.reserve(functions.size() + 1);
    for (const wire::Function &function : functions) {
        m_starts.push_back(m_text.size());
        for (const std::string *part : {&function.address, &function.slashed, &function.name, &function.vendorName,
                                        &function.kind, &function.vendor, &function.device, &function.heldBy})
            appendLower(m_text, *part);
        if (function.driver)
            appendLower(m_text, *function.driver);
        if (function.locked)
            appendLower(m_text, *function.locked);
        appendBadges(m_text, function);
    }
    m_starts.push_back(m_text.size());
}

std::vector<char> TopologyFilter::matches(const QString &filter) const
{
    const std::size_t count = m_starts.empty() ? 0 : m_starts.size() - 1;
    std::vector<char> found(count, 1);
    for (const QString &word : filter.split(u' ', Qt::SkipEmptyParts)) {
        const std::string needle = word.toLower().toStdString();
        std::vector<char> hit(count, 0);
        const char *const begin = m_text.data(), *const end = begin + m_text.size();
        std::size_t row = 0;
        for (const char *at = begin; at < end;) {
            at = static_cast<const char *>(memmem(at, std::size_t(end - at), needle.data(), needle.size()));
            if (!at)
                break;
            const std::size_t offset = std::size_t(at - begin);
            row = std::size_t(std::upper_bound(m_starts.begin() + std::ptrdiff_t(row), m_starts.end(), offset) -
                              m_starts.begin()) - 1;
            hit[row] = 1;
            at = begin + m_starts[row + 1];
            ++row;
        }
        for (std::size_t i = 0; i < count; ++i)
            found[i] &= hit[i];
    }
    return found;
}

} // namespace patchbay::models
