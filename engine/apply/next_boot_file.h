// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

inline constexpr std::string_view nextBootPath = "/boot/nextboot.conf";

/// A file's content as the loader leaves it: the first line of nextboot.conf says in place that it was used.
inline std::optional<std::string> spent(std::string_view path, std::optional<std::string> content)
{
    constexpr std::string_view armed = "nextboot_enable=\"YES\"", used = "nextboot_enable=\"NO\" ";
    if (content && path == nextBootPath && content->starts_with(armed))
        content->replace(0, armed.size(), used);
    return content;
}

} // namespace patchbay
