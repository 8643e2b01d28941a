// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "wire/messages.h"
#include "wire/requests.h"

#include <string>
#include <string_view>

/// Messages to JSON and back. Pure; any thread.
namespace patchbay::wire {

struct Shape;

/// The description of a message type; defined for every struct of messages.h and requests.h.
template<typename T>
const Shape &shapeOf();

/// Every message, for the codec's own use and for tests that must forget none.
#define PATCHBAY_MESSAGES(X) \
    X(Hello) X(Bar) X(Capability) X(Function) X(FunctionDetails) X(Oddity) X(HostBadge) X(Standing) \
    X(GuestState) X(Snapshot) X(Expect) X(Position) X(GuestDevice) X(Guest) X(Remembered) X(Plan) X(Cell) X(Fix) \
    X(Finding) X(Option) X(Options) X(FileChange) X(GuestCommand) X(Step) X(Preview) X(Verified) \
    X(Applied) X(Verification) X(HistoryEntry) X(Nothing) X(FunctionRequest) X(WatchRequest) \
    X(Machine) X(Machines) X(PlanRequest) X(PlanAnswer) X(OptionsRequest) X(Judgement) \
    X(ApplyRequest) X(EntryRequest) X(Trial) X(ExtendRequest) X(History) X(CompareRequest) X(Comparison) X(RestoreRequest) X(Restoration) X(DeviceRequest) X(DeviceAnswer) X(GuestRequest) \
    X(StartRequest) X(DefineRequest) X(GuestList) X(GuestAnswer) X(GuestLog) X(ExportRequest) \
    X(Exported) X(ImportRequest) X(Blocker) X(SurveyMachine) X(SurveySummary) X(SurveyAnswer) X(Cancel) X(Progress) X(HostChanged) X(GuestOutput) \
    X(GuestChanged)

#define PATCHBAY_DECLARE(T) \
    template<> \
    const Shape &shapeOf<T>();
PATCHBAY_MESSAGES(PATCHBAY_DECLARE)
#undef PATCHBAY_DECLARE

void encodeShape(const Shape &shape, const void *value, std::string &out);
enum class Strictness : bool { Lenient, Strict };
Result<> decodeShape(const Shape &shape, void *value, std::string_view json, Strictness strictness = Strictness::Lenient);

/// Appends the message as one line of JSON, without a newline. Never fails: a text that is not UTF-8 is taken as
/// Latin-1. Members come in the order of the struct; an optional without value is null.
template<typename T>
void encodeTo(std::string &out, const T &message)
{
    encodeShape(shapeOf<T>(), &message, out);
}

template<typename T>
[[nodiscard]] std::string encode(const T &message)
{
    std::string out;
    encodeTo(out, message);
    return out;
}

/// Reads a message. Members that T does not have are ignored, missing ones keep T's defaults unless they are required.
/// Errors carry the JSON path, "guests[0].positions[2].slot: expected a number", or for text that is no JSON the
/// place, "line 3, column 7: expected a comma or a closing brace". A member given twice is an error, as is nesting deeper than 64.
template<typename T>
[[nodiscard]] Result<T> decode(std::string_view json)
{
    T message;
    if (Result<> done = decodeShape(shapeOf<T>(), &message, json); !done)
        return pass(done.error());
    return message;
}

/// The same for what a person wrote or a program asks, where a member that T does not have is a slip of the pen: it is an
/// error that names the member, its place and the nearest one there is. So are a number out of its range and a control
/// character in a text that ends up in a command line.
template<typename T>
[[nodiscard]] Result<T> decodeStrict(std::string_view json)
{
    T message;
    if (Result<> done = decodeShape(shapeOf<T>(), &message, json, Strictness::Strict); !done)
        return pass(done.error());
    return message;
}

} // namespace patchbay::wire
