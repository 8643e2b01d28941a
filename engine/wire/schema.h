// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/codec.h"

#include <set>
#include <string>
#include <string_view>

namespace patchbay::wire {

struct Field;

/// Collects JSON Schema (draft 2020-12) definitions of messages, made from the tables that encode and decode them.
class SchemaWriter
{
public:
    /// A reference to the shape's definition, {"$ref":"#/$defs/Plan"}, which is added with all it needs.
    std::string reference(const Shape &shape);

    /// The same for what decodeStrict() reads: it and all it is made of may have no further members, also where an answer
    /// holds it. To be called before any reference() to the same shapes.
    std::string request(const Shape &shape);

    /// Adds a definition written by hand.
    void add(std::string_view name, std::string_view schema);

    /// The members of "$defs", comma-separated.
    [[nodiscard]] const std::string &definitions() const { return m_definitions; }

private:
    std::string typeOf(const Shape &shape, const Field *field);
    void define(const Shape &shape);

    std::set<std::string, std::less<>> m_done;
    std::string m_definitions;
    bool m_closed = false;
};

} // namespace patchbay::wire
