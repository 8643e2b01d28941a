// SPDX-License-Identifier: BSD-2-Clause
#include "wire/shape.h"

namespace patchbay::wire {

namespace {

constexpr Field helloFields[] = {
    field<&Hello::engine>("engine"),
    field<&Hello::protocol>("protocol"),
    field<&Hello::host>("host"),
    field<&Hello::methods>("methods"),
};

constexpr Field barFields[] = {
    field<&Bar::reg>("reg"),
    field<&Bar::kind>("kind"),
    field<&Bar::bits>("bits"),
    field<&Bar::base>("base"),
    field<&Bar::size>("size"),
    field<&Bar::enabled>("enabled"),
};

constexpr Field capabilityFields[] = {
    field<&Capability::id>("id"),
    field<&Capability::offset>("offset"),
    field<&Capability::extended>("extended"),
    field<&Capability::name>("name"),
    field<&Capability::text>("text"),
};

constexpr Field functionFields[] = {
    field<&Function::address>("address"),
    field<&Function::slashed>("slashed"),
    field<&Function::parent>("parent"),
    field<&Function::parentKnown>("parentKnown"),
    field<&Function::vendor>("vendor"),
    field<&Function::device>("device"),
    field<&Function::classCode>("class"),
    field<&Function::kind>("kind"),
    field<&Function::name>("name"),
    field<&Function::vendorName>("vendorName"),
    field<&Function::driver>("driver"),
    field<&Function::msi>("msi"),
    field<&Function::msix>("msix"),
    field<&Function::reset>("reset"),
    field<&Function::iommu>("iommu"),
    field<&Function::group>("group"),
    field<&Function::endpoint>("endpoint"),
    field<&Function::multifunction>("multifunction"),
    field<&Function::secondaryBus>("secondaryBus"),
    field<&Function::subordinateBus>("subordinateBus"),
    field<&Function::carries>("carries"),
    field<&Function::heldBy>("heldBy"),
    field<&Function::locked>("locked"),
    field<&Function::marks>("marks"),
};

constexpr Field functionDetailsFields[] = {
    field<&FunctionDetails::function>("function"),
    field<&FunctionDetails::subvendor>("subvendor"),
    field<&FunctionDetails::subdevice>("subdevice"),
    field<&FunctionDetails::revision>("revision"),
    field<&FunctionDetails::bars>("bars"),
    field<&FunctionDetails::capabilities>("capabilities"),
    field<&FunctionDetails::lines>("lines"),
    field<&FunctionDetails::config>("config"),
    field<&FunctionDetails::groupReasons>("groupReasons"),
};

constexpr Field oddityFields[] = {
    field<&Oddity::where>("where"),
    field<&Oddity::text>("text"),
};

constexpr Field hostBadgeFields[] = {
    field<&HostBadge::state>("state"),
    field<&HostBadge::text>("text"),
    field<&HostBadge::detail>("detail"),
};

constexpr Field guestStateFields[] = {
    field<&GuestState::name>("name"),
    field<&GuestState::state>("state"),
    field<&GuestState::holds>("holds"),
    field<&GuestState::exitStatus>("exitStatus"),
    field<&GuestState::cause>("cause"),
};

constexpr Field standingFields[] = {
    field<&Standing::function>("function"),
    field<&Standing::rule>("rule"),
    field<&Standing::word>("word"),
    field<&Standing::text>("text"),
};

constexpr Field snapshotFields[] = {
    field<&Snapshot::revision>("revision"),
    field<&Snapshot::spec>("spec"),
    field<&Snapshot::name>("name"),
    field<&Snapshot::system>("system"),
    field<&Snapshot::release>("release"),
    field<&Snapshot::processor>("processor"),
    field<&Snapshot::memory>("memory"),
    field<&Snapshot::readOnly>("readOnly"),
    field<&Snapshot::badges>("badges"),
    field<&Snapshot::functions>("functions"),
    field<&Snapshot::standings>("standings"),
    field<&Snapshot::guests>("guests"),
    field<&Snapshot::oddities>("oddities"),
    field<&Snapshot::rebootNeeded>("rebootNeeded"),
};

constexpr Field functionRequestFields[] = {
    like(required<&FunctionRequest::address>("address"), pattern::address),
};

constexpr Field watchRequestFields[] = {
    field<&WatchRequest::on>("on"),
    within(field<&WatchRequest::seconds>("seconds"), 1, 3600),
};

constexpr Field machineFields[] = {
    field<&Machine::spec>("spec"),
    field<&Machine::name>("name"),
    field<&Machine::about>("about"),
};

constexpr Field machinesFields[] = {
    field<&Machines::machines>("machines"),
};

constexpr Field hostChangedFields[] = {
    field<&HostChanged::revision>("revision"),
};

constexpr Field deviceRequestFields[] = {
    like(required<&DeviceRequest::functions>("functions"), pattern::address),
    field<&DeviceRequest::lifts>("lifts"),
};

constexpr Field deviceAnswerFields[] = {
    field<&DeviceAnswer::functions>("functions"),
};

constexpr Field verifiedFields[] = {
    field<&Verified::address>("address"),
    field<&Verified::intended>("intended"),
    field<&Verified::actual>("actual"),
    field<&Verified::good>("good"),
    field<&Verified::cause>("cause"),
};

constexpr Field blockerFields[] = {
    field<&Blocker::function>("function"),
    field<&Blocker::reason>("reason"),
};

constexpr Field surveyMachineFields[] = {
    field<&SurveyMachine::path>("path"),
    field<&SurveyMachine::kind>("kind"),
    field<&SurveyMachine::functions>("functions"),
    field<&SurveyMachine::endpoints>("endpoints"),
    field<&SurveyMachine::msi>("msi"),
    field<&SurveyMachine::msix>("msix"),
    field<&SurveyMachine::groups>("groups"),
    field<&SurveyMachine::blockers>("blockers"),
    field<&SurveyMachine::oddities>("oddities"),
    field<&SurveyMachine::errors>("errors"),
};

constexpr Field surveySummaryFields[] = {
    field<&SurveySummary::machines>("machines"),
    field<&SurveySummary::functions>("functions"),
    field<&SurveySummary::endpoints>("endpoints"),
    field<&SurveySummary::msi>("msi"),
    field<&SurveySummary::msix>("msix"),
    field<&SurveySummary::blockers>("blockers"),
    field<&SurveySummary::errors>("errors"),
    field<&SurveySummary::skipped>("skipped"),
};

constexpr Field surveyAnswerFields[] = {
    field<&SurveyAnswer::machines>("machines"),
    field<&SurveyAnswer::errors>("errors"),
    field<&SurveyAnswer::summary>("summary"),
};

} // namespace

PATCHBAY_SHAPE(Hello, helloFields)
PATCHBAY_SHAPE(Bar, barFields)
PATCHBAY_SHAPE(Capability, capabilityFields)
PATCHBAY_SHAPE(Function, functionFields)
PATCHBAY_SHAPE(FunctionDetails, functionDetailsFields)
PATCHBAY_SHAPE(Oddity, oddityFields)
PATCHBAY_SHAPE(HostBadge, hostBadgeFields)
PATCHBAY_SHAPE(GuestState, guestStateFields)
PATCHBAY_SHAPE(Standing, standingFields)
PATCHBAY_SHAPE(Snapshot, snapshotFields)
PATCHBAY_SHAPE(FunctionRequest, functionRequestFields)
PATCHBAY_SHAPE(WatchRequest, watchRequestFields)
PATCHBAY_SHAPE(Machine, machineFields)
PATCHBAY_SHAPE(Machines, machinesFields)
PATCHBAY_SHAPE(HostChanged, hostChangedFields)
PATCHBAY_SHAPE(DeviceRequest, deviceRequestFields)
PATCHBAY_SHAPE(DeviceAnswer, deviceAnswerFields)
PATCHBAY_SHAPE(Verified, verifiedFields)
PATCHBAY_SHAPE(Blocker, blockerFields)
PATCHBAY_SHAPE(SurveyMachine, surveyMachineFields)
PATCHBAY_SHAPE(SurveySummary, surveySummaryFields)
PATCHBAY_SHAPE(SurveyAnswer, surveyAnswerFields)

} // namespace patchbay::wire
