// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/devinfo_text.h"
#include "pci/footing.h"
#include "pci/topology.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// A chain that is being followed down. A strand without a function is finished when it says what is missing.
struct Strand
{
    std::vector<std::string> links;
    std::optional<Address> function;
    std::string missing;
    std::vector<Address> possible;
    unsigned depth = 0; ///< steps that led here; a step may add no link

    /// This strand with one more link; the last one is not said twice.
    [[nodiscard]] Strand with(std::string_view link) const;
    /// This strand, ended at a link that nobody knows.
    [[nodiscard]] Strand broken(std::string why, std::vector<Address> possible) const;
};

/// The ways from devices to the PCI functions that carry them. Uses the lists it was made of.
class DeviceLinks
{
public:
    DeviceLinks(const std::vector<Device> &devices, const Topology &topology)
        : m_devices(devices)
        , m_topology(topology)
    {
    }

    /// Whether a device of this name is attached, or a PCI function has a driver of this name.
    [[nodiscard]] bool knows(std::string_view name) const;

    /// Names of the attached devices that have this driver: "nvme" → "nvme0", "nvme1".
    [[nodiscard]] std::vector<std::string> ofDriver(std::string_view driver) const;

    /// The strand down through a device that is known. One result for every PCI function on the way that could be given
    /// away (an NVMe behind a VMD stands on both); none where the tree shows that it is no PCI device at all. Broken where the
    /// tree of devices is cut above it, names no function of a PCI bus, or one that the topology lacks.
    [[nodiscard]] std::vector<Strand> from(const Strand &strand, std::string_view device) const;

    /// Functions of these kinds (see deviceKind()) that a driver of the host has or may have, by address.
    [[nodiscard]] std::vector<Address> candidates(std::initializer_list<std::string_view> kinds, bool driverless = false) const;

    /// Functions of any kind that a driver of the host has or may have, by address.
    [[nodiscard]] std::vector<Address> anything() const;

    /// Whether a walk that came to this strand goes on. It does not where the strand is so long that it must go round in a
    /// circle, nor after so many steps of all walks together that the listings must lead from everything to everything.
    [[nodiscard]] bool goesOn(const Strand &strand) const;
    /// Why it does not, for Strand::broken().
    [[nodiscard]] static std::string whyNot(const Strand &strand);

    [[nodiscard]] const Topology &topology() const { return m_topology; }
    [[nodiscard]] const std::vector<Device> &devices() const { return m_devices; }

private:
    [[nodiscard]] const Device *find(std::string_view name) const;
    [[nodiscard]] std::optional<Address> functionOf(const Device &device) const;
    [[nodiscard]] std::string missingOf(const Device &device) const;

    const std::vector<Device> &m_devices;
    const Topology &m_topology;
    mutable unsigned m_steps = 0;
};

} // namespace patchbay
