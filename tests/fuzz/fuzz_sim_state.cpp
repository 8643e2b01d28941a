// SPDX-License-Identifier: BSD-2-Clause
// Law: a state that was read reads again from its own text, to the same state.
#include "fuzz/law.h"
#include "host/sim/state.h"

using namespace patchbay;
using namespace patchbay::sim;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto state = State::parse(text);
    if (!state)
        return 0;
    const auto again = State::parse(state->toText());
    require(again && *again == *state);
    return 0;
}
