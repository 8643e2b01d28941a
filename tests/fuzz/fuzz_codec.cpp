// SPDX-License-Identifier: BSD-2-Clause
#include "wire/message.h"

#include <nlohmann/json.hpp>

#include <cstdlib>

using namespace patchbay;

namespace {

// What was understood must come back as it was.
template<typename T>
void checkRoundTrip(std::string_view text)
{
    const auto message = wire::decode<T>(text);
    if (!message)
        return;
    const std::string once = wire::encode(*message);
    const auto again = wire::decode<T>(once);
    if (!again || wire::encode(*again) != once)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    checkRoundTrip<wire::Plan>(text);
    checkRoundTrip<wire::Snapshot>(text);
    checkRoundTrip<wire::Preview>(text);
    // An empty message ignores every member, so it accepts just what another reader calls a JSON object.
    const auto accepted = wire::decode<wire::Nothing>(text).has_value();
    const auto other = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    if (accepted && !other.is_object() && nlohmann::json::accept(text.begin(), text.end()))
        std::abort();
    const auto envelope = wire::parseEnvelope(text);
    if (envelope && envelope->method && wire::makeRequest({}, *envelope->method, envelope->params).find('\n') != std::string::npos &&
        text.find('\n') == text.npos)
        std::abort();
    // Any bytes at all make one valid line.
    const std::string line = wire::encode(wire::Oddity{.where = std::string(text), .text = {}});
    if (!nlohmann::json::accept(line) || !wire::decode<wire::Oddity>(line))
        std::abort();
    return 0;
}
