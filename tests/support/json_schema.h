// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QRegularExpression>

#include <nlohmann/json.hpp>

#include <string>

/// As much of JSON Schema as our own schema uses; anything else in it is a complaint, so that nothing passes unchecked.
class JsonSchema
{
public:
    explicit JsonSchema(const nlohmann::json &root)
        : m_root(root)
    {
    }

    /// Empty when the value fits, else where and why not.
    [[nodiscard]] std::string complaint(const nlohmann::json &value) const { return check(m_root, value, "$"); }

private:
    using Json = nlohmann::json;

    std::string check(const Json &schema, const Json &value, const std::string &at) const
    {
        std::string words;
        for (const auto &[key, rule] : schema.items()) {
            if (key == "$ref")
                words = check(m_root.at(Json::json_pointer(rule.get<std::string>().substr(1))), value, at);
            else if (key == "type" && !isType(rule, value))
                words = at + " is no " + rule.dump();
            else if ((key == "minimum" && value < rule) || (key == "maximum" && value > rule))
                words = at + " is out of range";
            else if (key == "pattern" && value.is_string() && !matches(rule.get<std::string>(), value.get<std::string>()))
                words = at + " does not match " + rule.dump();
            else if (key == "additionalProperties")
                words = checkFurther(schema.at("properties"), value, at);
            else if (key == "enum" && std::find(rule.begin(), rule.end(), value) == rule.end())
                words = at + " is not one of " + rule.dump();
            else if (key == "const" && value != rule)
                words = at + " is not " + rule.dump();
            else if (key == "required")
                words = checkRequired(rule, value, at);
            else if (key == "properties")
                words = checkProperties(rule, value, at);
            else if (key == "items")
                words = checkItems(rule, value, at);
            else if (key == "anyOf" || key == "oneOf")
                words = checkAlternatives(rule, value, at);
            else if (!isKnown(key))
                words = "the schema says \"" + key + "\", which is not understood";
            if (!words.empty())
                return words;
        }
        return words;
    }

    static bool isKnown(const std::string &key)
    {
        static const char *const known[] = {"type",  "minimum", "maximum", "enum",  "const",
                                            "$defs", "title",   "$schema", "description", "pattern"};
        return std::find(std::begin(known), std::end(known), key) != std::end(known);
    }

    static bool isType(const Json &type, const Json &value)
    {
        if (type.is_array())
            return std::any_of(type.begin(), type.end(), [&](const Json &one) { return isType(one, value); });
        return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
            (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
            (type == "integer" && value.is_number_integer()) || (type == "number" && value.is_number()) ||
            (type == "null" && value.is_null());
    }

    static std::string checkRequired(const Json &names, const Json &value, const std::string &at)
    {
        for (const Json &name : names) {
            if (!value.contains(name.get<std::string>()))
                return at + " lacks " + name.dump();
        }
        return {};
    }

    std::string checkProperties(const Json &properties, const Json &value, const std::string &at) const
    {
        for (const auto &[name, schema] : properties.items()) {
            const std::string words = value.contains(name) ? check(schema, value[name], at + '.' + name) : "";
            if (!words.empty())
                return words;
        }
        return {};
    }

    // Our schema only ever forbids them.
    static std::string checkFurther(const Json &properties, const Json &value, const std::string &at)
    {
        if (!value.is_object())
            return {};
        for (const auto &[name, member] : value.items()) {
            if (!properties.contains(name))
                return at + " may have no \"" + name + '"';
        }
        return {};
    }

    static bool matches(const std::string &pattern, const std::string &text)
    {
        const auto toQt = [](const std::string &bytes) { return QString::fromUtf8(bytes.data(), qsizetype(bytes.size())); };
        return QRegularExpression(toQt(pattern)).match(toQt(text)).hasMatch();
    }

    std::string checkItems(const Json &schema, const Json &value, const std::string &at) const
    {
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (const std::string words = check(schema, value[i], at + '[' + std::to_string(i) + ']'); !words.empty())
                return words;
        }
        return {};
    }

    std::string checkAlternatives(const Json &schemas, const Json &value, const std::string &at) const
    {
        std::string words = at + " fits none";
        for (const Json &schema : schemas) {
            const std::string one = check(schema, value, at);
            if (one.empty())
                return {};
            words += "; " + one;
        }
        return words;
    }

    const Json &m_root;
};
