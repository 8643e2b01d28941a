// SPDX-License-Identifier: BSD-2-Clause
#include "wire/shape.h"

namespace patchbay::wire {

namespace {

constexpr Field guestRequestFields[] = {
    required<&GuestRequest::name>("name"),
    field<&GuestRequest::force>("force"),
};

constexpr Field startRequestFields[] = {
    required<&StartRequest::name>("name"),
    field<&StartRequest::plan>("plan"),
};

constexpr Field defineRequestFields[] = {
    required<&DefineRequest::guest>("guest"),
};

constexpr Field guestListFields[] = {
    field<&GuestList::guests>("guests"),
};

constexpr Field guestAnswerFields[] = {
    field<&GuestAnswer::state>("state"),
    field<&GuestAnswer::definition>("definition"),
    field<&GuestAnswer::lines>("lines"),
};

constexpr Field guestLogFields[] = {
    field<&GuestLog::text>("text"),
};

constexpr Field cancelFields[] = {
    required<&Cancel::id>("id"),
};

constexpr Field progressFields[] = {
    field<&Progress::id>("id"),
    field<&Progress::text>("text"),
    field<&Progress::done>("done"),
    field<&Progress::total>("total"),
};

constexpr Field guestOutputFields[] = {
    field<&GuestOutput::guest>("guest"),
    field<&GuestOutput::text>("text"),
};

constexpr Field guestChangedFields[] = {
    field<&GuestChanged::guest>("guest"),
};

} // namespace

PATCHBAY_SHAPE(Nothing, {})
PATCHBAY_SHAPE(GuestRequest, guestRequestFields)
PATCHBAY_SHAPE(StartRequest, startRequestFields)
PATCHBAY_SHAPE(DefineRequest, defineRequestFields)
PATCHBAY_SHAPE(GuestList, guestListFields)
PATCHBAY_SHAPE(GuestAnswer, guestAnswerFields)
PATCHBAY_SHAPE(GuestLog, guestLogFields)
PATCHBAY_SHAPE(Cancel, cancelFields)
PATCHBAY_SHAPE(Progress, progressFields)
PATCHBAY_SHAPE(GuestOutput, guestOutputFields)
PATCHBAY_SHAPE(GuestChanged, guestChangedFields)

} // namespace patchbay::wire
