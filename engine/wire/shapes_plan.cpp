// SPDX-License-Identifier: BSD-2-Clause
#include "wire/shape.h"

namespace patchbay::wire {

namespace {

constexpr std::string_view boots[] = {"uefi", "bhyveload"};
constexpr std::uint64_t mostMemory = std::uint64_t(1) << 44; // bytes then fill 64 bits
constexpr std::string_view modes[] = {"persistent", "next-boot", "now"};
constexpr std::string_view formats[] = {"plan", "bhyve", "bhyve_config"};

constexpr Field expectFields[] = {
    like(field<&Expect::vendor>("vendor"), pattern::id16),
    like(field<&Expect::device>("device"), pattern::id16),
    like(field<&Expect::subvendor>("subvendor"), pattern::id16),
    like(field<&Expect::subdevice>("subdevice"), pattern::id16),
    like(field<&Expect::serial>("serial"), pattern::id64),
    like(field<&Expect::revision>("revision"), pattern::id8),
    like(field<&Expect::classCode>("class"), pattern::id32),
    like(field<&Expect::path>("path"), pattern::line),
    like(field<&Expect::label>("label"), pattern::line),
    like(field<&Expect::mark>("mark"), pattern::line),
    field<&Expect::alike>("alike"),
};

constexpr Field positionFields[] = {
    within(required<&Position::slot>("slot"), 0, 31),
    within(required<&Position::function>("function"), 0, 7),
    like(required<&Position::host>("host"), pattern::address),
    field<&Position::expect>("expect"),
    like(field<&Position::options>("options"), pattern::line),
};

constexpr Field guestDeviceFields[] = {
    within(required<&GuestDevice::slot>("slot"), 0, 31),
    within(required<&GuestDevice::function>("function"), 0, 7),
    like(required<&GuestDevice::kind>("kind"), pattern::line),
    like(field<&GuestDevice::config>("config"), pattern::line),
};

constexpr Field guestFields[] = {
    like(required<&Guest::name>("name"), pattern::line),
    field<&Guest::positions>("positions"),
    field<&Guest::devices>("devices"),
    within(field<&Guest::memoryMiB>("memoryMiB"), 1, mostMemory),
    within(field<&Guest::cpus>("cpus"), 1, 65535),
    field<&Guest::wired>("wired"),
    oneOf<&Guest::boot>("boot", boots),
    like(field<&Guest::bootrom>("bootrom"), pattern::line),
    like(field<&Guest::bootvars>("bootvars"), pattern::line),
    like(field<&Guest::loaderDisk>("loaderDisk"), pattern::line),
    like(field<&Guest::console>("console"), pattern::line),
    like(field<&Guest::extra>("extra"), pattern::line),
};

constexpr Field rememberedFields[] = {
    like(required<&Remembered::host>("host"), pattern::address),
    field<&Remembered::expect>("expect"),
};

constexpr Field planFields[] = {
    field<&Plan::guests>("guests"),
    like(field<&Plan::reserved>("reserved"), pattern::address),
    field<&Plan::remembered>("remembered"),
};

constexpr Field cellFields[] = {
    field<&Cell::guest>("guest"),
    field<&Cell::slot>("slot"),
    field<&Cell::function>("function"),
};

constexpr Field fixFields[] = {
    field<&Fix::label>("label"),
    field<&Fix::plan>("plan"),
};

constexpr Field findingFields[] = {
    field<&Finding::rule>("rule"),
    field<&Finding::severity>("severity"),
    field<&Finding::functions>("functions"),
    field<&Finding::cells>("cells"),
    field<&Finding::text>("text"),
    field<&Finding::evidence>("evidence"),
    field<&Finding::source>("source"),
    field<&Finding::fix>("fix"),
    field<&Finding::guard>("guard"),
    field<&Finding::lifted>("lifted"),
};

constexpr Field liftFields[] = {
    required<&Lift::rule>("rule"),
    like(required<&Lift::function>("function"), pattern::address),
    required<&Lift::host>("host"),
};

constexpr Field optionFields[] = {
    field<&Option::slot>("slot"),
    field<&Option::function>("function"),
    field<&Option::legal>("legal"),
    field<&Option::reason>("reason"),
    field<&Option::title>("title"),
    field<&Option::lands>("lands"),
};

constexpr Field optionsFields[] = {
    field<&Options::guest>("guest"),
    field<&Options::functions>("functions"),
    field<&Options::cells>("cells"),
    field<&Options::guard>("guard"),
    field<&Options::hint>("hint"),
};

constexpr Field planRequestFields[] = {
    required<&PlanRequest::plan>("plan"),
    field<&PlanRequest::revision>("revision"),
    oneOf<&PlanRequest::mode>("mode", modes, "plan.preview: as of boot.apply"),
    field<&PlanRequest::lifts>("lifts"),
    field<&PlanRequest::confirmWithin>("confirmWithin", "plan.preview: seconds, as of boot.apply"),
    field<&PlanRequest::bootEnvironment>("bootEnvironment", "plan.preview: as of boot.apply"),
};

constexpr Field planAnswerFields[] = {
    field<&PlanAnswer::plan>("plan"),
    field<&PlanAnswer::revision>("revision"),
    field<&PlanAnswer::oddities>("oddities"),
};

constexpr Field optionsRequestFields[] = {
    required<&OptionsRequest::plan>("plan"),
    field<&OptionsRequest::revision>("revision"),
    required<&OptionsRequest::guest>("guest"),
    like(required<&OptionsRequest::functions>("functions"), pattern::address),
    field<&OptionsRequest::lifts>("lifts"),
};

constexpr Field judgementFields[] = {
    field<&Judgement::findings>("findings"),
    field<&Judgement::blocked>("blocked"),
};

constexpr Field exportRequestFields[] = {
    required<&ExportRequest::plan>("plan"),
    field<&ExportRequest::guest>("guest"),
    oneOf<&ExportRequest::format>("format", formats),
};

constexpr Field exportedFields[] = {
    field<&Exported::text>("text"),
};

constexpr Field importRequestFields[] = {
    required<&ImportRequest::text>("text"),
    oneOf<&ImportRequest::format>("format", formats),
    field<&ImportRequest::name>("name"),
};

} // namespace

PATCHBAY_SHAPE(Expect, expectFields)
PATCHBAY_SHAPE(Remembered, rememberedFields)
PATCHBAY_SHAPE(Position, positionFields)
PATCHBAY_SHAPE(GuestDevice, guestDeviceFields)
PATCHBAY_SHAPE(Guest, guestFields)
PATCHBAY_SHAPE(Plan, planFields)
PATCHBAY_SHAPE(Cell, cellFields)
PATCHBAY_SHAPE(Fix, fixFields)
PATCHBAY_SHAPE(Finding, findingFields)
PATCHBAY_SHAPE(Lift, liftFields)
PATCHBAY_SHAPE(Option, optionFields)
PATCHBAY_SHAPE(Options, optionsFields)
PATCHBAY_SHAPE(PlanRequest, planRequestFields)
PATCHBAY_SHAPE(PlanAnswer, planAnswerFields)
PATCHBAY_SHAPE(OptionsRequest, optionsRequestFields)
PATCHBAY_SHAPE(Judgement, judgementFields)
PATCHBAY_SHAPE(ExportRequest, exportRequestFields)
PATCHBAY_SHAPE(Exported, exportedFields)
PATCHBAY_SHAPE(ImportRequest, importRequestFields)

} // namespace patchbay::wire
