// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "wire/codec.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

/// The one description of every message: encoder, decoder and schema all walk these tables, so they cannot drift apart.
/// Only wire includes this; others use codec.h.
namespace patchbay::wire {

enum class Kind : std::uint8_t { Bool, Int, Int64, Uint64, Text, Raw, Optional, List, Object };

/// A member of a message. `words`: the only texts allowed; empty: any.
struct Field
{
    std::string_view name;
    const Shape &(*shape)();
    void *(*at)(void *object);
    bool required = false;
    std::span<const std::string_view> words = {};
    std::string_view about = {}; ///< for the schema; empty: the name says it
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

/// Defines shapeOf<T>() for a message; `fields` is an array of Field with static storage.
#define PATCHBAY_SHAPE(T, fieldArray)                                                                              \
    template<>                                                                                                     \
    const Shape &shapeOf<T>()                                                                                      \
    {                                                                                                              \
        static const Shape shape{.kind = Kind::Object, .name = #T, .fields = fieldArray};                          \
        return shape;                                                                                              \
    }

} // namespace patchbay::wire
