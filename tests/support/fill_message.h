// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/shape.h"

#include <string>

/// Gives every member of a message, however deep, a value of its own: lists get two items, optionals a value.
inline void fillMessage(const patchbay::wire::Shape &shape, void *value, int &counter,
                        const patchbay::wire::Field *field = nullptr)
{
    using namespace patchbay::wire;
    ++counter;
    switch (shape.kind) {
    case Kind::Bool: *static_cast<bool *>(value) = counter % 2 == 1; break;
    case Kind::Int: *static_cast<int *>(value) = -counter; break;
    case Kind::Int64: *static_cast<std::int64_t *>(value) = -(std::int64_t(counter) << 40); break;
    case Kind::Uint64: *static_cast<std::uint64_t *>(value) = ~std::uint64_t(counter); break;
    case Kind::Text:
        *static_cast<std::string *>(value) = field && !field->words.empty()
            ? std::string(field->words.back())
            : "text \"" + std::to_string(counter) + "\" \\ \t\n\x01 \xc3\xa4 \xf0\x9f\x90\xa1";
        break;
    case Kind::Raw: static_cast<RawJson *>(value)->json = std::to_string(counter); break;
    case Kind::Optional: fillMessage(*shape.element, shape.engage(value), counter, field); break;
    case Kind::List:
        for (int i = 0; i < 2; ++i)
            fillMessage(*shape.element, shape.append(value), counter);
        break;
    case Kind::Object:
        for (const Field &member : shape.fields)
            fillMessage(member.shape(), member.at(value), counter, &member);
        break;
    }
}
