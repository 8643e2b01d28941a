// SPDX-License-Identifier: BSD-2-Clause
#include "apply/past.h"
#include "apply/record_text.h"
#include "apply/trial.h"
#include "fuzz/law.h"

#include <string>

using namespace patchbay;

// What is kept on the host and read again says the same when it is written once more; nothing forges another line.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);

    if (const auto record = parseRecord("000001", text)) {
        const std::string written = recordText(*record);
        const auto again = parseRecord("000001", written);
        require(again && recordText(*again) == written && again->state == record->state && again->paths == record->paths &&
                again->reverts == record->reverts && again->sums == record->sums);
    }
    const HistoryRecord forged{.id = "000001", .state = "applied", .summary = text, .paths = {"/boot/loader.conf"}};
    const auto told = parseRecord("000001", recordText(forged));
    require(told && told->paths == forged.paths && told->state == "applied" && told->reverts.empty() && told->copy.empty());

    if (const auto order = parseTrialOrder(text)) {
        const auto again = parseTrialOrder(trialOrderText(*order, {}));
        require(again && again->id == order->id && again->mode == order->mode && again->within == order->within &&
                again->pool == order->pool && again->environment == order->environment);
    }
    if (const auto point = parsePoint(text))
        require(parsePoint(point->toString()).value() == *point);
    return 0;
}
