// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/dispatcher.h"
#include "rpc/session.h"

#include <cstdlib>

using namespace patchbay;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    // A host that cannot be opened: what is fuzzed is everything up to it, and nothing of this machine is touched.
    static rpc::Session session("fuzz");
    const std::string_view line(reinterpret_cast<const char *>(data), size);
    const auto answer = rpc::dispatchLine(session, line, {});
    if (!answer)
        return 0;
    // Whatever is asked, the answer is one line that the client's side understands.
    if (answer->find('\n') != answer->npos && line.find('\n') == line.npos)
        std::abort();
    if (wire::isBatch(*answer) ? !wire::splitBatch(*answer) : !wire::parseEnvelope(*answer))
        std::abort();
    return 0;
}
