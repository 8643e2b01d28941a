// SPDX-License-Identifier: BSD-2-Clause
#include "wire/complaints.h"

#include "wire/shape.h"

#include <algorithm>
#include <vector>

namespace patchbay::wire {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

/// How many characters to put in, take out, change or swap with their neighbour (Damerau and Levenshtein), without
/// regard to case.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (same ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped)
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

} // namespace

std::string keyComplaint(const Shape &shape, std::string_view name)
{
    constexpr std::size_t longest = 60; // nothing we have is nearly as long
    const Field *nearest = nullptr;
    std::size_t best = name.size() / 3 + 2;
    for (const Field &field : shape.fields) {
        const bool begins = name.size() >= 3 && field.name.starts_with(name);
        const std::size_t far = name.size() > longest ? best : begins ? 0 : distance(name, field.name);
        if (far < best && far < field.name.size())
            nearest = &field, best = far;
    }
    std::string text = "there is no such member";
    if (nearest)
        return text + "; did you mean \"" + std::string(nearest->name) + "\"?";
    if (shape.fields.empty())
        return text + ", nor any other";
    for (const Field &field : shape.fields)
        text.append(&field == &shape.fields.front() ? "; there are " : ", ").append(field.name);
    return text;
}

std::string controlComplaint(unsigned char byte)
{
    constexpr std::string_view digits = "0123456789abcdef";
    return std::string("a control character (0x") + digits[byte >> 4] + digits[byte & 15] + "), which may not stand here";
}

void appendPlain(std::string &out, std::string_view text)
{
    for (const char c : text)
        out += c > ' ' && c < 0x7f ? c : '?';
}

} // namespace patchbay::wire
