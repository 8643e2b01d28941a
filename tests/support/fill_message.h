// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/shape.h"

#include <limits>
#include <string>
#include <string_view>
#include <utility>

inline std::string fittingText(std::string_view pattern, int counter)
{
    using namespace patchbay::wire;
    if (pattern == pattern::address)
        return "pci0:" + std::to_string(counter % 256) + ":31:7";
    if (pattern == pattern::id8)
        return "0x" + std::to_string(counter % 100);
    if (pattern == pattern::id16 || pattern == pattern::id32 || pattern == pattern::id64)
        return "0x" + std::to_string(counter % 10000);
    return "text \"" + std::to_string(counter) + "\" \\ \xc3\xa4 \xf0\x9f\x90\xa1";
}

/// Gives every member of a message, however deep, a value of its own: lists get two items, optionals a value.
inline void fillMessage(const patchbay::wire::Shape &shape, void *value, int &counter,
                        const patchbay::wire::Field *field = nullptr)
{
    using namespace patchbay::wire;
    ++counter;
    switch (shape.kind) {
    case Kind::Bool: *static_cast<bool *>(value) = counter % 2 == 1; break;
    case Kind::Int: {
        const bool limited = field && std::cmp_greater(field->least, std::numeric_limits<int>::min());
        *static_cast<int *>(value) = limited ? int(field->least) + counter % 7 : -counter;
        break;
    }
    case Kind::Int64: *static_cast<std::int64_t *>(value) = -(std::int64_t(counter) << 40); break;
    case Kind::Uint64:
        *static_cast<std::uint64_t *>(value) = (field ? field->most : ~std::uint64_t(0)) - std::uint64_t(counter);
        break;
    case Kind::Text:
        *static_cast<std::string *>(value) = field && !field->words.empty() ? std::string(field->words.back())
            : field && !field->pattern.empty()                              ? fittingText(field->pattern, counter)
            : "text \"" + std::to_string(counter) + "\" \\ \t\n\x01 \xc3\xa4 \xf0\x9f\x90\xa1";
        break;
    case Kind::Raw: static_cast<RawJson *>(value)->json = std::to_string(counter); break;
    case Kind::Optional: fillMessage(*shape.element, shape.engage(value), counter, field); break;
    case Kind::List:
        for (int i = 0; i < 2; ++i)
            fillMessage(*shape.element, shape.append(value), counter, field);
        break;
    case Kind::Object:
        for (const Field &member : shape.fields)
            fillMessage(member.shape(), member.at(value), counter, &member);
        break;
    }
}
