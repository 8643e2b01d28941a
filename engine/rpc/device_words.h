// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "pci/function.h"

#include <string>

/// What to call a function and its parts. Pure.
namespace patchbay::rpc {

/// The kind of messages.h: nic, storage, display, audio, usb, bridge, hostbridge, chipset, accelerator, serial, crypto,
/// other. By class code (PCI Code and ID Assignment Specification).
std::string kindOf(const Function &function);

/// The device's name as the source printed it, else the vendor's with the device id, else both ids.
std::string nameOf(const Function &function);

/// "MSI-X", "PCI-Express"; "capability 0x1f" for one that has no name here.
std::string nameOf(const Capability &capability);

} // namespace patchbay::rpc
