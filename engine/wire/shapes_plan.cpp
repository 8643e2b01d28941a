// SPDX-License-Identifier: BSD-2-Clause
#include "wire/shape.h"

namespace patchbay::wire {

namespace {

constexpr std::string_view boots[] = {"uefi", "bhyveload"};
constexpr std::string_view formats[] = {"plan", "bhyve", "bhyve_config"};

constexpr Field expectFields[] = {
    field<&Expect::vendor>("vendor"),
    field<&Expect::device>("device"),
    field<&Expect::subvendor>("subvendor"),
    field<&Expect::subdevice>("subdevice"),
    field<&Expect::serial>("serial"),
};

constexpr Field positionFields[] = {
    required<&Position::slot>("slot"),
    required<&Position::function>("function"),
    required<&Position::host>("host"),
    field<&Position::expect>("expect"),
    field<&Position::options>("options"),
};

constexpr Field guestDeviceFields[] = {
    required<&GuestDevice::slot>("slot"),
    required<&GuestDevice::function>("function"),
    required<&GuestDevice::kind>("kind"),
    field<&GuestDevice::config>("config"),
};

constexpr Field guestFields[] = {
    required<&Guest::name>("name"),
    field<&Guest::positions>("positions"),
    field<&Guest::devices>("devices"),
    field<&Guest::memoryMiB>("memoryMiB"),
    field<&Guest::cpus>("cpus"),
    field<&Guest::wired>("wired"),
    oneOf<&Guest::boot>("boot", boots),
    field<&Guest::bootrom>("bootrom"),
    field<&Guest::bootvars>("bootvars"),
    field<&Guest::loaderDisk>("loaderDisk"),
    field<&Guest::console>("console"),
    field<&Guest::extra>("extra"),
};

constexpr Field planFields[] = {
    field<&Plan::guests>("guests"),
    field<&Plan::reserved>("reserved"),
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
    field<&Options::hint>("hint"),
};

constexpr Field planRequestFields[] = {
    required<&PlanRequest::plan>("plan"),
    field<&PlanRequest::revision>("revision"),
    field<&PlanRequest::mode>("mode", "plan.preview: persistent, next-boot or now"),
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
    required<&OptionsRequest::functions>("functions"),
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
PATCHBAY_SHAPE(Position, positionFields)
PATCHBAY_SHAPE(GuestDevice, guestDeviceFields)
PATCHBAY_SHAPE(Guest, guestFields)
PATCHBAY_SHAPE(Plan, planFields)
PATCHBAY_SHAPE(Cell, cellFields)
PATCHBAY_SHAPE(Fix, fixFields)
PATCHBAY_SHAPE(Finding, findingFields)
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
