// SPDX-License-Identifier: BSD-2-Clause
#include "pci/address.h"

#include <array>
#include <charconv>
#include <span>

namespace patchbay {

namespace {

struct Field
{
    const char *name;
    std::uint32_t limit;
};

constexpr Field domainField{"domain", 0xffffffff};
constexpr Field busField{"bus", 255};
constexpr Field slotField{"slot", 31};
constexpr Field functionField{"function", 255};

/// Up to four numbers; a fifth is only counted.
struct Numbers
{
    std::array<std::uint32_t, 4> value{};
    std::size_t count = 0;
};

Result<Numbers> numbers(std::string_view text, char separator, std::string_view whole)
{
    Numbers found;
    const char *at = text.data();
    const char *const end = at + text.size();
    while (true) {
        std::uint32_t value = 0;
        const auto [next, error] = std::from_chars(at, end, value);
        if (error != std::errc())
            return fail(at == end ? "a number is missing at the end" : "\"" + std::string(at, end) + "\" is not a number",
                        std::string(whole));
        if (found.count < found.value.size())
            found.value[found.count] = value;
        ++found.count;
        at = next;
        if (at == end)
            return found;
        if (*at != separator)
            return fail("trailing characters \"" + std::string(at, end) + "\"", std::string(whole));
        ++at;
    }
}

Result<Address> assemble(const Numbers &numbers, std::span<const Field> fields, std::string_view whole)
{
    Address address;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const std::uint32_t value = numbers.value[i];
        if (value > fields[i].limit)
            return fail(std::string(fields[i].name) + " " + std::to_string(value) + " is above " +
                            std::to_string(fields[i].limit),
                        std::string(whole));
        switch (fields[i].name[0]) {
        case 'd': address.domain = value; break;
        case 'b': address.bus = std::uint8_t(value); break;
        case 's': address.slot = std::uint8_t(value); break;
        default: address.function = std::uint8_t(value); break;
        }
    }
    // Above 7 the field is the ARI function number, which takes the place of the slot.
    if (address.function > 7 && address.slot != 0)
        return fail("function " + std::to_string(address.function) + " exists only in slot 0", std::string(whole));
    return address;
}

} // namespace

Result<Address> Address::parse(std::string_view text)
{
    std::string_view rest = text;
    if (const auto at = rest.rfind('@'); at != std::string_view::npos)
        rest.remove_prefix(at + 1);
    if (!rest.starts_with("pci"))
        return fail("expected a selector like pci0:2:0:1", std::string(text));
    rest.remove_prefix(3);
    if (rest.ends_with(':'))
        rest.remove_suffix(1);

    const auto values = numbers(rest, ':', text);
    if (!values)
        return pass(values.error());
    switch (values->count) {
    case 2: return assemble(*values, std::array{busField, slotField}, text);
    case 3: return assemble(*values, std::array{busField, slotField, functionField}, text);
    case 4: return assemble(*values, std::array{domainField, busField, slotField, functionField}, text);
    default: return fail("a selector has two to four numbers", std::string(text));
    }
}

Result<Address> Address::parseSlashed(std::string_view text)
{
    const auto values = numbers(text, '/', text);
    if (!values)
        return pass(values.error());
    if (values->count != 3)
        return fail("expected bus/slot/function", std::string(text));
    return assemble(*values, std::array{busField, slotField, functionField}, text);
}

std::string Address::toString() const
{
    return "pci" + std::to_string(domain) + ':' + std::to_string(bus) + ':' + std::to_string(slot) + ':' +
           std::to_string(function);
}

std::string Address::toSlashed() const
{
    return std::to_string(bus) + '/' + std::to_string(slot) + '/' + std::to_string(function);
}

} // namespace patchbay
