// SPDX-License-Identifier: BSD-2-Clause
#include "conf/pptdevs.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace patchbay {

namespace {

/// The kernel copies a number into a buffer of 32 bytes before it converts it.
constexpr std::size_t longestNumber = 31;

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// One "%d": false where no number stands at `at`; `at` is then where the scan stopped.
bool scanNumber(std::string_view text, std::size_t &at, std::int32_t &number)
{
    while (at < text.size() && isSpace(text[at]))
        ++at;
    const std::size_t begin = at;
    const bool negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+'))
        ++at;
    // Clamped to 64 bits, whose smallest number is one further from zero than the largest, then cut to 32.
    const std::uint64_t most = std::uint64_t(std::numeric_limits<std::int64_t>::max()) + (negative ? 1 : 0);
    std::uint64_t value = 0;
    const std::size_t digits = at;
    while (at < text.size() && at - begin < longestNumber && isDigit(text[at])) {
        const auto digit = std::uint64_t(text[at++] - '0');
        value = value > (most - digit) / 10 ? most : value * 10 + digit;
    }
    if (at == digits) {
        at = begin;
        return false;
    }
    number = static_cast<std::int32_t>(static_cast<std::uint32_t>(negative ? 0 - value : value));
    return true;
}

std::string quoted(std::string_view text)
{
    return "\"" + std::string(text) + "\"";
}

PptToken scanToken(std::string_view value, std::size_t begin, std::size_t end)
{
    static constexpr const char *names[] = {"bus", "slot", "function"};
    static constexpr std::int32_t limits[] = {255, 31, 255};

    PptToken token{.begin = begin, .end = end, .function = {}, .trouble = begin, .note = {}};
    const std::string_view text = value.substr(0, end);
    const std::string_view whole = value.substr(begin, end - begin);
    std::int32_t numbers[3] = {};
    std::size_t at = begin;
    for (int i = 0; i < 3; ++i) {
        if (i > 0 && (at == end || text[at] != '/')) {
            token.trouble = at;
            token.note = quoted(whole) + " has no \"/\" before its " + names[i];
            return token;
        }
        at += i > 0 ? 1 : 0;
        if (!scanNumber(text, at, numbers[i])) {
            token.trouble = at;
            token.note = quoted(whole) + " has no decimal " + names[i];
            return token;
        }
    }
    for (int i = 0; i < 3; ++i) {
        if (numbers[i] >= 0 && numbers[i] <= limits[i])
            continue;
        token.note = quoted(whole) + " matches no function: " + names[i] + " " + std::to_string(numbers[i]) +
                     " does not exist";
        return token;
    }
    // Above 7 it is an ARI function number, which exists in slot 0 only.
    if (numbers[2] > 7 && numbers[1] != 0) {
        token.note = quoted(whole) + " matches no function: function " + std::to_string(numbers[2]) +
                     " exists only in slot 0";
        return token;
    }
    token.function = Address{0, std::uint8_t(numbers[0]), std::uint8_t(numbers[1]), std::uint8_t(numbers[2])};
    if (at != end) {
        token.trouble = at;
        token.note = quoted(value.substr(at, end - at)) + " behind " + token.function->toSlashed() + " is not looked at";
    }
    return token;
}

std::vector<Address> withoutDomains(const std::vector<Address> &wanted)
{
    std::vector<Address> result;
    for (Address address : wanted) {
        address.domain = 0;
        if (!std::ranges::contains(result, address))
            result.push_back(address);
    }
    return result;
}

using Bins = std::array<std::vector<Address>, 3>;

std::size_t lengthOf(const std::vector<Address> &bin)
{
    std::size_t length = bin.empty() ? 0 : bin.size() - 1;
    for (const Address &address : bin)
        length += address.toSlashed().size();
    return length;
}

/// Into the first bin from `from` on that has room. False: none has.
bool place(Bins &bins, const Address &address)
{
    for (auto &bin : bins) {
        bin.push_back(address);
        if (lengthOf(bin) <= pptValueLimit)
            return true;
        bin.pop_back();
    }
    return false;
}

bool placeAll(Bins &bins, const std::vector<Address> &wanted)
{
    return std::ranges::all_of(wanted, [&](const Address &address) { return place(bins, address); });
}

/// What is wanted and already there, where it is; what no longer fits its variable is left over with the new.
Bins keep(std::vector<Address> &wanted, const PptValues &existing)
{
    Bins bins;
    for (std::size_t i = 0; i < bins.size(); ++i) {
        for (const PptToken &token : parsePptdevs(existing.value[i].value_or(std::string()))) {
            const auto found = token.function ? std::ranges::find(wanted, *token.function) : wanted.end();
            if (found == wanted.end())
                continue;
            bins[i].push_back(*found);
            if (lengthOf(bins[i]) > pptValueLimit)
                bins[i].pop_back();
            else
                wanted.erase(found);
        }
    }
    return bins;
}

PptValues valuesOf(const Bins &bins)
{
    PptValues values;
    for (std::size_t i = 0; i < bins.size(); ++i) {
        for (const Address &address : bins[i]) {
            std::string &text = values.value[i] ? *values.value[i] : values.value[i].emplace();
            text += (text.empty() ? "" : " ") + address.toSlashed();
        }
    }
    return values;
}

} // namespace

std::vector<PptToken> parsePptdevs(std::string_view value)
{
    value = value.substr(0, value.find('\0'));
    std::vector<PptToken> tokens;
    std::size_t at = 0;
    while (at < value.size()) {
        const std::size_t end = std::min(value.find(' ', at), value.size());
        if (end > at)
            tokens.push_back(scanToken(value, at, end));
        at = end + 1;
    }
    return tokens;
}

std::vector<Address> PptValues::functions() const
{
    std::vector<Address> result;
    for (const auto &text : value)
        for (const PptToken &token : parsePptdevs(text.value_or(std::string())))
            if (token.function && !std::ranges::contains(result, *token.function))
                result.push_back(*token.function);
    return result;
}

PptCapacity pptCapacity(const std::vector<Address> &wanted)
{
    return {lengthOf(withoutDomains(wanted)), pptVariables.size() * pptValueLimit};
}

Result<PptValues> packPptdevs(const std::vector<Address> &wanted, const PptValues &existing)
{
    const std::vector<Address> all = withoutDomains(wanted);
    std::vector<Address> added = all;
    Bins bins = keep(added, existing);
    if (placeAll(bins, added))
        return valuesOf(bins);

    bins = {};
    if (placeAll(bins, all))
        return valuesOf(bins);

    // Long ones first leave the smallest gaps.
    std::vector<Address> longest = all;
    std::ranges::stable_sort(longest, std::ranges::greater(),
                             [](const Address &address) { return address.toSlashed().size(); });
    bins = {};
    if (placeAll(bins, longest))
        return valuesOf(bins);
    const PptCapacity capacity = pptCapacity(all);
    return fail(std::to_string(all.size()) + " functions need " + std::to_string(capacity.characters) +
                    " characters, but the three variables hold " + std::to_string(pptValueLimit) + " each" +
                    (capacity.characters <= capacity.limit ? " and no function stands half in one, half in the next" : ""),
                "pptdevs");
}

} // namespace patchbay
