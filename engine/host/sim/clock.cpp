// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/clock.h"

#include "base/file.h"
#include "host/sim/text.h"

#include <charconv>
#include <chrono>

namespace patchbay::sim {

Clock clockOf(const std::string &folder)
{
    using namespace std::chrono;
    Clock clock{.now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count(), .ahead = 0};
    const auto text = readFile(folder + "/clock");
    for (const std::string_view line : lines(text ? std::string_view(*text) : std::string_view())) {
        const auto parts = words(line);
        std::int64_t seconds = 0;
        if (parts.size() != 2 ||
            std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), seconds).ec != std::errc())
            continue;
        (parts[0] == "passed" ? clock.now : clock.ahead) += 1000 * seconds;
    }
    return clock;
}

} // namespace patchbay::sim
