// SPDX-License-Identifier: BSD-2-Clause
// Law: ppt takes a function exactly when a reader made of strchr and sscanf, as vmm.ko's is, finds it in the text;
// and every token's place lies inside the text, in order.
#include "core/ppt_spec.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

/// The C library's %d reads numbers of any length; the kernel's stops after 31 characters. The law is checked where both agree.
bool hasLongNumber(const std::string &text)
{
    std::size_t run = 0;
    for (const char c : text) {
        run = (c >= '0' && c <= '9') || c == '+' || c == '-' ? run + 1 : 0;
        if (run > 18)
            return true;
    }
    return false;
}

bool referenceLists(std::string text, int bus, int slot, int func)
{
    char *at = text.data();
    while (at && *at) {
        char *const space = std::strchr(at, ' ');
        if (space)
            *space = '\0';
        int b, s, f;
        if (std::sscanf(at, "%d/%d/%d", &b, &s, &f) == 3 && b == bus && s == slot && f == func)
            return true;
        at = space ? space + 1 : nullptr;
    }
    return false;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), strnlen(reinterpret_cast<const char *>(data), size));
    ppt_spec_token token;
    std::size_t at = 0, end = 0;
    const bool comparable = !hasLongNumber(text);
    while (ppt_spec_next(text.data(), text.size(), &at, &token)) {
        if (token.length == 0 || token.offset < end || token.offset + token.length > text.size()
            || token.stop < token.offset || token.stop > token.offset + token.length)
            std::abort();
        end = token.offset + token.length;
        if (comparable && ppt_spec_used(&token) != referenceLists(text.substr(token.offset, token.length), token.bus, token.slot, token.func))
            std::abort();
    }
    if (comparable && ppt_spec_lists(text.data(), text.size(), 1, 0, 0) != referenceLists(text, 1, 0, 0))
        std::abort();
    return 0;
}
