// SPDX-License-Identifier: BSD-2-Clause
#include "wire/schema.h"

#include "wire/json_writer.h"
#include "wire/shape.h"

#include <limits>
#include <utility>

namespace patchbay::wire {

namespace {

template<typename Number>
std::string integerType(const Field *field)
{
    using Limits = std::numeric_limits<Number>;
    const Number least = field && std::cmp_greater(field->least, Limits::min()) ? Number(field->least) : Limits::min();
    const Number most = field && std::cmp_less(field->most, Limits::max()) ? Number(field->most) : Limits::max();
    return R"("type":"integer","minimum":)" + std::to_string(least) + R"(,"maximum":)" + std::to_string(most);
}

std::string textType(const Field *field)
{
    std::string type = R"("type":"string")";
    if (field && !field->pattern.empty()) {
        type += R"(,"pattern":)";
        appendText(type, field->pattern);
    }
    if (!field || field->words.empty())
        return type;
    type += R"(,"enum":[)";
    for (const std::string_view word : field->words) {
        type += word == field->words.front() ? "" : ",";
        appendText(type, word);
    }
    return type + ']';
}

} // namespace

std::string SchemaWriter::typeOf(const Shape &shape, const Field *field)
{
    switch (shape.kind) {
    case Kind::Bool: return R"("type":"boolean")";
    case Kind::Int: return integerType<int>(field);
    case Kind::Int64: return integerType<std::int64_t>(field);
    case Kind::Uint64: return integerType<std::uint64_t>(field);
    case Kind::Text: return textType(field);
    case Kind::Raw: return R"("description":"any JSON value")";
    case Kind::List: return R"("type":"array","items":{)" + typeOf(*shape.element, field) + '}';
    case Kind::Optional: return R"("anyOf":[{)" + typeOf(*shape.element, field) + R"(},{"type":"null"}])";
    case Kind::Object: define(shape); return R"("$ref":"#/$defs/)" + std::string(shape.name) + '"';
    }
    return {};
}

void SchemaWriter::define(const Shape &shape)
{
    if (!m_done.insert(std::string(shape.name)).second)
        return;
    std::string properties, required;
    for (const Field &field : shape.fields) {
        properties += properties.empty() ? "" : ",";
        appendText(properties, field.name);
        properties += ":{" + typeOf(field.shape(), &field);
        if (!field.about.empty()) {
            properties += R"(,"description":)";
            appendText(properties, field.about);
        }
        properties += '}';
        if (field.required) {
            required += required.empty() ? "" : ",";
            appendText(required, field.name);
        }
    }
    std::string schema = R"({"type":"object","properties":{)" + properties + '}';
    if (m_closed)
        schema += R"(,"additionalProperties":false)";
    if (!required.empty())
        schema += R"(,"required":[)" + required + ']';
    add(shape.name, schema + '}');
}

std::string SchemaWriter::request(const Shape &shape)
{
    m_closed = true;
    std::string text = reference(shape);
    m_closed = false;
    return text;
}

std::string SchemaWriter::reference(const Shape &shape)
{
    return '{' + typeOf(shape, nullptr) + '}';
}

void SchemaWriter::add(std::string_view name, std::string_view schema)
{
    m_definitions += m_definitions.empty() ? "" : ",";
    appendText(m_definitions, name);
    m_definitions.append(":").append(schema);
}

} // namespace patchbay::wire
