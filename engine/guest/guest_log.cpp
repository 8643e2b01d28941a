// SPDX-License-Identifier: BSD-2-Clause
#include "guest/guest_log.h"

#include "guest/life.h"

namespace patchbay {

namespace {

bool hasByteAt(Host &host, const std::string &path, std::uint64_t offset)
{
    const auto piece = host.readFileFrom(path, offset);
    return piece && !piece->empty();
}

} // namespace

std::uint64_t guestLogSize(Host &host, std::string_view name)
{
    const std::string path = guestLogPath(name);
    const auto first = host.readFileFrom(path, 0);
    if (!first || first->size() < logTailLimit)
        return first ? first->size() : 0;
    std::uint64_t below = first->size(), above = below * 2; // there are at least `below` bytes
    for (; above < std::uint64_t(1) << 60 && hasByteAt(host, path, above); above *= 2)
        below = above;
    while (above - below > logTailLimit / 2) {
        const std::uint64_t middle = below + (above - below) / 2;
        (hasByteAt(host, path, middle) ? below : above) = middle;
    }
    const auto last = host.readFileFrom(path, below);
    return below + (last ? last->size() : 0);
}

Result<std::string> guestLogTail(Host &host, std::string_view name, std::uint64_t limit)
{
    const std::uint64_t size = guestLogSize(host, name);
    const std::uint64_t start = size > limit ? size - limit : 0;
    auto text = host.readFileFrom(guestLogPath(name), start);
    if (text && start > 0) {
        const std::size_t line = text->find('\n');
        text->erase(0, line == text->npos ? 0 : line + 1);
    }
    return text;
}

} // namespace patchbay
