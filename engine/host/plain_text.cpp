// SPDX-License-Identifier: BSD-2-Clause
#include "host/plain_text.h"

#include "host/text_clean.h"

#include <array>
#include <cstdint>

namespace patchbay {

namespace {

struct Magic
{
    std::string_view bytes, kind;
    bool packed;
};

constexpr std::array magics{
    Magic{"\x1f\x8b", "gzip", true},       Magic{"PK\x03\x04", "zip", true},          Magic{"\xfd" "7zXZ", "xz", true},
    Magic{"BZh", "bzip2", true},           Magic{"\x28\xb5\x2f\xfd", "zstd", true},    Magic{"7z\xbc\xaf", "7-Zip", true},
    Magic{"\x7f" "ELF", "a program", false}, Magic{"\x89PNG", "a picture", false},     Magic{"\xff\xd8\xff", "a picture", false},
    Magic{"GIF8", "a picture", false},     Magic{"%PDF-", "a PDF document", false}};

/// 0: not UTF-16; 1: the low byte comes first; 2: the high byte does. Without a mark, text is told by its zero bytes.
int utf16Order(std::string_view text)
{
    if (text.starts_with("\xff\xfe"))
        return 1;
    if (text.starts_with("\xfe\xff"))
        return 2;
    const std::string_view sample = text.substr(0, 200);
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < sample.size(); ++i)
        zeros[i % 2] += sample[i] == '\0';
    const std::size_t most = sample.size() / 2 * 9 / 10;
    if (sample.size() >= 8 && zeros[1] > most && zeros[0] == 0)
        return 1;
    return sample.size() >= 8 && zeros[0] > most && zeros[1] == 0 ? 2 : 0;
}

std::string fromUtf16(std::string_view text, int order)
{
    std::string result;
    result.reserve(text.size() / 2);
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto low = std::uint8_t(text[i + (order == 1 ? 0 : 1)]);
        const auto high = std::uint8_t(text[i + (order == 1 ? 1 : 0)]);
        if (high == 0xfe && low == 0xff)
            continue;
        result += high == 0 && low < 0x80 ? char(low) : '?';
    }
    return result;
}

} // namespace

Result<PlainText> toPlainText(std::string_view bytes)
{
    for (const Magic &magic : magics)
        if (bytes.starts_with(magic.bytes))
            return fail(magic.packed ? "this is packed with " + std::string(magic.kind) + ": unpack it first"
                                     : "this is " + std::string(magic.kind) + ", not a text");
    if (const int order = utf16Order(bytes); order != 0) {
        std::string text = fromUtf16(bytes, order);
        auto clean = cleanText(text);
        return PlainText(clean ? std::move(*clean) : std::move(text));
    }
    auto clean = cleanText(bytes);
    return clean ? PlainText(std::move(*clean)) : PlainText(bytes);
}

} // namespace patchbay
