// SPDX-License-Identifier: BSD-2-Clause
// Law: what a real /bin/sh reads is what was meant: every word back byte for byte, and nothing else run.
#include "remote/shell_words.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace patchbay::remote;

namespace {

std::string outputOf(const std::string &line)
{
    std::FILE *pipe = ::popen(line.c_str(), "r");
    if (!pipe)
        return {};
    std::string output;
    char buffer[4096];
    while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe))
        output.append(buffer, count);
    ::pclose(pipe);
    return output;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size > 2000)
        return 0;
    std::vector<std::string> words{"/usr/bin/printf", "<%s>", ""};
    for (const char c : std::string_view(reinterpret_cast<const char *>(data), size)) {
        if (c == '\x01')
            words.emplace_back();
        else
            words.back() += c;
    }
    const std::string bytes(reinterpret_cast<const char *>(data), size);
    if (const auto line = shellCommand(words)) {
        std::string meant;
        for (std::size_t i = 2; i < words.size(); ++i)
            meant += '<' + words[i] + '>';
        if (outputOf(*line) != meant)
            std::abort();
    } else if (bytes.find_first_of(std::string_view("\0\n\r", 3)) == bytes.npos) {
        std::abort();
    }
    std::string meant = bytes;
    std::erase(meant, '\0');
    if (outputOf(shellScript("printf '%s.' \"$1\"", {bytes})) != meant + '.')
        std::abort();
    return 0;
}
