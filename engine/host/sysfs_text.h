// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "host/function_list.h"

#include <string_view>

namespace patchbay {

/// Reads the text that collectSysfs() makes of a Linux machine's PCI functions. For each function:
///
///     0000:01:00.0                        its address, at the start of a line
///     ids 0x8086 0x10fb 0x8086 0x0003 0x01 0x020000   vendor, device, subvendor, subdevice, revision, class
///     driver ixgbe                        left out where none is attached
///     sriov 2 63 128 2 0x10ed             configured, supported, first offset, stride, VF device
///     resource 0xdf100000 0xdf1fffff 0x140204         first byte, last byte, flags: once a BAR in order, then the ROM
///     config 8680fb10...                  raw config space, as much as this user may read
///
/// Sizes of BARs come from the resources, all else that config space tells from there; ids where config space has none
/// (virtual functions answer 0xffff). driver is the driver's name without a unit: Linux has none.
/// Pure. Lines that are not understood are oddities and stay with the function. Errors: no function in the text.
Result<FunctionList> parseSysfs(std::string_view text);

} // namespace patchbay
