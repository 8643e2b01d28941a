// SPDX-License-Identifier: BSD-2-Clause
#include "base/file_lock.h"

#include <algorithm>
#include <ctime>

#include <unistd.h>

namespace patchbay {

namespace {

std::string timeText()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    char text[32] = "";
    if (::gmtime_r(&now, &parts))
        std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%SZ", &parts);
    return text;
}

} // namespace

void noteHolder(const Handle &lock, std::string_view doing)
{
    const std::string words =
        std::string(doing) + ", started " + timeText() + ", process " + std::to_string(::getpid()) + '\n';
    if (::ftruncate(lock.get(), 0) == 0)
        (void)!::pwrite(lock.get(), words.data(), words.size(), 0);
}

std::string holderIn(std::string text)
{
    text.resize(std::min<std::size_t>(text.size(), 500));
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    text.erase(text.find_last_not_of(' ') + 1);
    return text.empty() ? "changing this host" : text;
}

} // namespace patchbay
