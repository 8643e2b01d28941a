// SPDX-License-Identifier: BSD-2-Clause
#include "wire/json_writer.h"
#include "wire/shape.h"

#include <charconv>

namespace patchbay::wire {

namespace {

template<typename Number>
void appendNumber(std::string &out, const void *value)
{
    char digits[24];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, *static_cast<const Number *>(value));
    out.append(digits, end);
}

void appendObject(std::string &out, const Shape &shape, const void *value)
{
    char before = '{';
    for (const Field &field : shape.fields) {
        out += before;
        before = ',';
        out += '"';
        out += field.name;
        out += "\":";
        encodeShape(field.shape(), field.at(const_cast<void *>(value)), out);
    }
    out += before == '{' ? "{}" : "}";
}

void appendList(std::string &out, const Shape &shape, const void *value)
{
    const std::size_t size = shape.size(value);
    out += '[';
    for (std::size_t i = 0; i < size; ++i) {
        if (i > 0)
            out += ',';
        encodeShape(*shape.element, shape.item(value, i), out);
    }
    out += ']';
}

} // namespace

void encodeShape(const Shape &shape, const void *value, std::string &out)
{
    switch (shape.kind) {
    case Kind::Bool: out += *static_cast<const bool *>(value) ? "true" : "false"; return;
    case Kind::Int: appendNumber<int>(out, value); return;
    case Kind::Int64: appendNumber<std::int64_t>(out, value); return;
    case Kind::Uint64: appendNumber<std::uint64_t>(out, value); return;
    case Kind::Text: appendText(out, *static_cast<const std::string *>(value)); return;
    case Kind::Raw: out += static_cast<const RawJson *>(value)->json; return;
    case Kind::List: appendList(out, shape, value); return;
    case Kind::Object: appendObject(out, shape, value); return;
    case Kind::Optional:
        if (const void *inside = shape.peek(value))
            encodeShape(*shape.element, inside, out);
        else
            out += "null";
        return;
    }
}

} // namespace patchbay::wire
