// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace patchbay {

/// A text without what terminals, web pages and mail put into it: the escape sequences of a recording (script(1), grep's
/// colours), tags and entities of a page that was saved ("<pre>", "&#39;"), blanks that do not break,
/// quoted-printable ("=3D"), line ends that are a lone CR. Takes nothing else: "<Intel ICH9>" of a boot message stays. nullopt: there is none of it.
std::optional<std::string> cleanText(std::string_view text);

} // namespace patchbay
