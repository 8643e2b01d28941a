// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "core/ppt_core.h"

#include <QProcess>
#include <QTemporaryFile>

#include <cstdint>
#include <memory>
#include <vector>

/// QEMU's emulated hardware with nothing running on it (-qtest): configuration cycles, memory and DMA of a q35 machine
/// with VT-d, behind the core's table of functions. One thread; what QEMU does not answer is a failed test.
class QemuMachine
{
public:
    struct Function
    {
        QemuMachine *machine;
        ppt_addr addr;
        Function *bridge = nullptr;
        ppt_dev dev = {};
        ppt_intr *msix = nullptr;
    };

    static constexpr std::uint64_t guestBase = 0x4000000; ///< where in memory the one guest's RAM lies
    static constexpr std::uint64_t guestSize = 0x200000;
    static const ppt_ops ops;

    /// Starts it; false: no QEMU here, or not one that can do this.
    bool start(const QStringList &devices);
    ~QemuMachine();

    Function *add(const ppt_addr &addr, Function *bridge = nullptr);
    /// Give a bridge its bus number and a window for memory BARs.
    void openBridge(Function *bridge, std::uint8_t bus, std::uint32_t window);
    ppt_table *table() { return &m_table; }
    void *guest() { return &m_guest; }

    std::uint32_t config(const ppt_addr &at, unsigned reg, unsigned width);
    void setConfig(const ppt_addr &at, unsigned reg, std::uint32_t value, unsigned width);
    std::uint64_t read(std::uint64_t addr, unsigned width);
    void write(std::uint64_t addr, std::uint64_t value, unsigned width);
    void wait(unsigned ms); ///< lets virtual time pass
    /// The same until that is so, or 30 s have gone by: what follows says which.
    template<typename Condition>
    void waitFor(Condition condition)
    {
        for (int i = 0; i < 3000 && !condition(); ++i)
            wait(10);
    }
    /// Turn VT-d on: from now on DMA reaches only what iommu_attach() let it.
    void startIommu();
    int attach(Function *func, void *vm);
    int detach(Function *func);
    const std::vector<std::unique_ptr<Function>> &functions() const { return m_functions; }

private:
    QByteArray ask(const QByteArray &command);
    void invalidate();

    QTemporaryFile m_halt; ///< firmware that is nothing but "hlt"
    QProcess m_qemu;
    ppt_table m_table = {};
    std::vector<void *> m_index;
    std::vector<std::unique_ptr<Function>> m_functions;
    int m_guest = 0;
    bool m_iommu = false;
    bool m_stepped = false; ///< time passes only when told to
};
