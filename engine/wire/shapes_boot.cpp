// SPDX-License-Identifier: BSD-2-Clause
#include "wire/shape.h"

namespace patchbay::wire {

namespace {

constexpr std::string_view modes[] = {"persistent", "next-boot", "now"};

constexpr Field fileChangeFields[] = {
    field<&FileChange::path>("path"),
    field<&FileChange::before>("before"),
    field<&FileChange::after>("after"),
    field<&FileChange::diff>("diff"),
    field<&FileChange::note>("note"),
};

constexpr Field guestCommandFields[] = {
    field<&GuestCommand::guest>("guest"),
    field<&GuestCommand::lines>("lines"),
    field<&GuestCommand::config>("config"),
};

constexpr Field stepFields[] = {
    field<&Step::kind>("kind"),
    field<&Step::text>("text"),
};

constexpr Field previewFields[] = {
    field<&Preview::token>("token"),
    field<&Preview::files>("files"),
    field<&Preview::guests>("guests"),
    field<&Preview::steps>("steps"),
    field<&Preview::bootEnvironment>("bootEnvironment"),
    field<&Preview::findings>("findings"),
    field<&Preview::blocked>("blocked"),
};

constexpr Field appliedFields[] = {
    field<&Applied::id>("id"),
    field<&Applied::mode>("mode"),
    field<&Applied::written>("written"),
    field<&Applied::rebootNeeded>("rebootNeeded"),
};

constexpr Field verificationFields[] = {
    field<&Verification::good>("good"),
    field<&Verification::functions>("functions"),
    field<&Verification::findings>("findings"),
};

constexpr Field historyEntryFields[] = {
    field<&HistoryEntry::id>("id"),
    field<&HistoryEntry::at>("at"),
    field<&HistoryEntry::mode>("mode"),
    field<&HistoryEntry::state>("state"),
    field<&HistoryEntry::summary>("summary"),
};

constexpr Field applyRequestFields[] = {
    required<&ApplyRequest::plan>("plan"),
    required<&ApplyRequest::token>("token"),
    oneOf<&ApplyRequest::mode>("mode", modes),
    field<&ApplyRequest::confirmWithin>("confirmWithin"),
    field<&ApplyRequest::lifts>("lifts"),
    field<&ApplyRequest::bootEnvironment>("bootEnvironment"),
};

constexpr Field entryRequestFields[] = {
    field<&EntryRequest::id>("id"),
};

constexpr std::string_view trialPhases[] = {"none", "waiting", "running", "going-back"};

constexpr Field trialFields[] = {
    oneOf<&Trial::phase>("phase", trialPhases),
    field<&Trial::id>("id"),
    field<&Trial::mode>("mode"),
    field<&Trial::summary>("summary"),
    field<&Trial::secondsLeft>("secondsLeft"),
    field<&Trial::within>("within"),
};

constexpr Field extendRequestFields[] = {
    field<&ExtendRequest::seconds>("seconds"),
};

constexpr Field historyFields[] = {
    field<&History::entries>("entries"),
    field<&History::dropped>("dropped"),
    field<&History::limit>("limit"),
    field<&History::limitBytes>("limitBytes"),
};

constexpr Field compareRequestFields[] = {
    like(required<&CompareRequest::from>("from", "a point: 000003, before-000003 or now"), pattern::line),
    like(field<&CompareRequest::to>("to"), pattern::line),
};

constexpr Field comparisonFields[] = {
    field<&Comparison::files>("files"),
    field<&Comparison::notes>("notes"),
};

constexpr Field restoreRequestFields[] = {
    like(required<&RestoreRequest::to>("to", "a point: 000003 or before-000003"), pattern::line),
    field<&RestoreRequest::token>("token"),
    field<&RestoreRequest::lifts>("lifts"),
};

constexpr Field restorationFields[] = {
    field<&Restoration::token>("token"),
    field<&Restoration::files>("files"),
    field<&Restoration::refused>("refused"),
    field<&Restoration::findings>("findings"),
    field<&Restoration::notes>("notes"),
    field<&Restoration::blocked>("blocked"),
};

} // namespace

PATCHBAY_SHAPE(FileChange, fileChangeFields)
PATCHBAY_SHAPE(GuestCommand, guestCommandFields)
PATCHBAY_SHAPE(Step, stepFields)
PATCHBAY_SHAPE(Preview, previewFields)
PATCHBAY_SHAPE(Applied, appliedFields)
PATCHBAY_SHAPE(Verification, verificationFields)
PATCHBAY_SHAPE(HistoryEntry, historyEntryFields)
PATCHBAY_SHAPE(ApplyRequest, applyRequestFields)
PATCHBAY_SHAPE(EntryRequest, entryRequestFields)
PATCHBAY_SHAPE(Trial, trialFields)
PATCHBAY_SHAPE(ExtendRequest, extendRequestFields)
PATCHBAY_SHAPE(History, historyFields)
PATCHBAY_SHAPE(CompareRequest, compareRequestFields)
PATCHBAY_SHAPE(Comparison, comparisonFields)
PATCHBAY_SHAPE(RestoreRequest, restoreRequestFields)
PATCHBAY_SHAPE(Restoration, restorationFields)

} // namespace patchbay::wire
