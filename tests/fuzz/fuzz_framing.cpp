// SPDX-License-Identifier: BSD-2-Clause
#include "wire/framing.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

using namespace patchbay;

namespace {

template<typename Reader>
std::vector<std::string> read(Reader reader, std::string_view bytes, std::size_t piece)
{
    std::vector<std::string> lines;
    const auto drain = [&] {
        while (const auto line = reader.next())
            lines.push_back(*line ? **line : '!' + line->error().what);
    };
    for (std::size_t i = 0; i < bytes.size(); i += piece) {
        reader.feed(bytes.substr(i, piece));
        drain();
    }
    reader.finish();
    drain();
    return lines;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size == 0)
        return 0;
    const std::size_t piece = data[0] + 1u;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    // However the stream is split, the same messages come out.
    if (read(wire::LineReader(32), bytes, piece) != read(wire::LineReader(32), bytes, bytes.size() + 1))
        std::abort();
    if (read(wire::ClientReader(), bytes, piece) != read(wire::ClientReader(), bytes, bytes.size() + 1))
        std::abort();
    return 0;
}
