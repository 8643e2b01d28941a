// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/codec.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

/// The one description of every message: encoder, decoder and schema all walk these tables, so they cannot drift apart.
/// Only wire includes this; others use codec.h.
namespace patchbay::wire {

enum class Kind : std::uint8_t { Bool, Int, Int64, Uint64, Text, Raw, Optional, List, Object };

/// What a text of a request may look like, as a regular expression of JSON Schema.
namespace pattern {
inline constexpr std::string_view line = R"(^[^\x00-\x1f\x7f]*$)"; ///< no control characters
/// pci::Address::parse() and parseSlashed(): numbers without sign, a function above 7 in slot 0 only.
#define PATCHBAY_BYTE R"(0*(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[0-9]{1,2}))"
#define PATCHBAY_SLOT R"(0*(?:3[01]|[12]?[0-9]))"
#define PATCHBAY_DOMAIN                                                                                            \
    R"(0*(?:429496729[0-5]|42949672[0-8][0-9]|4294967[01][0-9]{2}|429496[0-6][0-9]{3}|42949[0-5][0-9]{4})"         \
    R"(|4294[0-8][0-9]{5}|429[0-3][0-9]{6}|42[0-8][0-9]{7}|4[01][0-9]{8}|[1-3][0-9]{9}|[0-9]{1,9}))"
inline constexpr std::string_view address =
    R"(^(?:(?:[^\x00-\x1f\x7f/]*@)?pci(?:)" PATCHBAY_BYTE ":" PATCHBAY_SLOT "|(?:" PATCHBAY_DOMAIN ":)?" PATCHBAY_BYTE
    ":(?:" PATCHBAY_SLOT ":0*[0-7]|0+:" PATCHBAY_BYTE ")):?|" PATCHBAY_BYTE "/(?:" PATCHBAY_SLOT "/0*[0-7]|0+/" PATCHBAY_BYTE
    "))$";
#undef PATCHBAY_BYTE
#undef PATCHBAY_SLOT
#undef PATCHBAY_DOMAIN
inline constexpr std::string_view id8 = "^0x0*[0-9a-fA-F]{1,2}$";
inline constexpr std::string_view id32 = "^0x0*[0-9a-fA-F]{1,8}$";
inline constexpr std::string_view id16 = "^0x0*[0-9a-fA-F]{1,4}$";
inline constexpr std::string_view id64 = "^0x0*[0-9a-fA-F]{1,16}$";
}

/// A member of a message; of a list, what is said of its items. Limits are for requests: decodeStrict() and the schema
/// keep to them, decode() takes what an engine answers.
struct Field
{
    std::string_view name;
    const Shape &(*shape)();
    void *(*at)(void *object);
    bool required = false;
    std::span<const std::string_view> words = {}; ///< the only texts allowed; empty: any
    std::string_view about = {};                  ///< for the schema; empty: the name says it
    std::int64_t least = std::numeric_limits<std::int64_t>::min();
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    /// Of a text. The codec itself looks only for the control characters that all patterns forbid; what else one of
    /// these says is up to whoever reads the text.
    std::string_view pattern = {};
};

/// How to reach the parts of a value of some C++ type without knowing that type.
struct Shape
{
    Kind kind = Kind::Object;
    std::string_view name = {};      ///< of an object, as the schema calls it
    std::span<const Field> fields = {}; ///< of an object
    const Shape *element = nullptr;  ///< of a list or an optional
    void *(*append)(void *list) = nullptr;
    std::size_t (*size)(const void *list) = nullptr;
    const void *(*item)(const void *list, std::size_t index) = nullptr;
    void *(*engage)(void *optional) = nullptr;
    const void *(*peek)(const void *optional) = nullptr; ///< nullptr: no value
};

namespace detail {

template<typename T>
struct IsList : std::false_type {};
template<typename T>
struct IsList<std::vector<T>> : std::true_type {};
template<typename T>
struct IsOptional : std::false_type {};
template<typename T>
struct IsOptional<std::optional<T>> : std::true_type {};

template<typename T>
constexpr Kind scalarKind()
{
    if constexpr (std::is_same_v<T, bool>)
        return Kind::Bool;
    else if constexpr (std::is_same_v<T, int>)
        return Kind::Int;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return Kind::Int64;
    else if constexpr (std::is_same_v<T, std::uint64_t>)
        return Kind::Uint64;
    else if constexpr (std::is_same_v<T, std::string>)
        return Kind::Text;
    else
        return Kind::Object;
}

template<typename T>
const Shape &shapeFor()
{
    if constexpr (IsList<T>::value) {
        using Item = typename T::value_type;
        static const Shape shape{
            .kind = Kind::List,
            .element = &shapeFor<Item>(),
            .append = [](void *list) -> void * { return &static_cast<T *>(list)->emplace_back(); },
            .size = [](const void *list) { return static_cast<const T *>(list)->size(); },
            .item = [](const void *list, std::size_t i) -> const void * {
                return &(*static_cast<const T *>(list))[i];
            }};
        return shape;
    } else if constexpr (IsOptional<T>::value) {
        using Item = typename T::value_type;
        static const Shape shape{
            .kind = Kind::Optional,
            .element = &shapeFor<Item>(),
            .engage = [](void *value) -> void * { return &static_cast<T *>(value)->emplace(); },
            .peek = [](const void *value) -> const void * {
                const T &optional = *static_cast<const T *>(value);
                return optional ? &*optional : nullptr;
            }};
        return shape;
    } else if constexpr (std::is_same_v<T, RawJson>) {
        static const Shape shape{.kind = Kind::Raw};
        return shape;
    } else if constexpr (scalarKind<T>() != Kind::Object) {
        static const Shape shape{.kind = scalarKind<T>()};
        return shape;
    } else {
        return shapeOf<T>();
    }
}

template<typename>
struct MemberOf;
template<typename Object, typename Member>
struct MemberOf<Member Object::*>
{
    using Owner = Object;
    using Type = Member;
};

} // namespace detail

/// field<&Bar::reg>("reg"): a member and its JSON name.
template<auto member>
constexpr Field field(std::string_view name, std::string_view about = {})
{
    using Parts = detail::MemberOf<decltype(member)>;
    return {.name = name,
            .shape = &detail::shapeFor<typename Parts::Type>,
            .at = [](void *object) -> void * { return &(static_cast<typename Parts::Owner *>(object)->*member); },
            .about = about};
}

/// The same for a member that must be there.
template<auto member>
constexpr Field required(std::string_view name, std::string_view about = {})
{
    Field made = field<member>(name, about);
    made.required = true;
    return made;
}

/// The same for a text that must be one of `words`.
template<auto member>
constexpr Field oneOf(std::string_view name, std::span<const std::string_view> words, std::string_view about = {})
{
    Field made = field<member>(name, about);
    made.words = words;
    return made;
}

/// A number from `least` to `most`.
constexpr Field within(Field made, std::int64_t least, std::uint64_t most)
{
    made.least = least;
    made.most = most;
    return made;
}

/// A text that fits a pattern.
constexpr Field like(Field made, std::string_view pattern)
{
    made.pattern = pattern;
    return made;
}

/// Defines shapeOf<T>() for a message; `fields` is an array of Field with static storage.
#define PATCHBAY_SHAPE(T, fieldArray)                                                                              \
    template<>                                                                                                     \
    const Shape &shapeOf<T>()                                                                                      \
    {                                                                                                              \
        static const Shape shape{.kind = Kind::Object, .name = #T, .fields = fieldArray};                          \
        return shape;                                                                                              \
    }

} // namespace patchbay::wire
