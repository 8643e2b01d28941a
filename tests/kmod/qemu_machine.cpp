// SPDX-License-Identifier: BSD-2-Clause
#include "qemu_machine.h"

#include <QDeadlineTimer>
#include <QStandardPaths>
#include <QThread>

#include <cerrno>

namespace {

constexpr std::uint64_t ecam = 0xb0000000, vtd = 0xfed90000;
constexpr std::uint64_t rootTable = 0x1000000, contextTables = 0x1001000, guestTables = 0x1200000;

using Function = QemuMachine::Function;
Function *of(void *hw) { return static_cast<Function *>(hw); }

} // namespace

bool QemuMachine::start(const QStringList &devices)
{
    const QString qemu = QStandardPaths::findExecutable("qemu-system-x86_64");
    if (qemu.isEmpty())
        return false;
    // Some builds leave the accelerator "qtest" out; then a processor that halts at its first instruction does as well,
    // only that time passes by itself.
    QProcess accelerators;
    accelerators.start(qemu, {"-accel", "help"});
    accelerators.waitForFinished();
    m_stepped = accelerators.readAllStandardOutput().contains("qtest");
    if (!m_halt.open())
        return false;
    m_halt.write(QByteArray(65536, '\xf4'));
    m_halt.flush();
    const QStringList arguments = {"-accel", m_stepped ? "qtest" : "tcg", "-bios", m_halt.fileName(), "-qtest", "stdio",
        "-qtest-log", "none", "-machine", "q35", "-nodefaults", "-display", "none", "-m", "256"};
    m_qemu.start(qemu, arguments + devices);
    if (!m_qemu.waitForStarted() || !ask("outl 0xcf8 0x80000060").startsWith("OK"))
        return false;
    ask("outl 0xcfc 0x" + QByteArray::number(qulonglong(ecam | 1), 16));
    m_index.resize(ppt_index_bytes(16) / sizeof(void *) + 1);
    ppt_table_init(&m_table, &ops, this, 0);
    void *former;
    return ppt_table_room(&m_table, m_index.data(), m_index.size() * sizeof(void *), 16, &former) == 0;
}

QemuMachine::~QemuMachine()
{
    m_qemu.kill();
    m_qemu.waitForFinished();
}

QByteArray QemuMachine::ask(const QByteArray &command)
{
    m_qemu.write(command + '\n');
    const QDeadlineTimer limit(60000);
    while (!limit.hasExpired()) {
        while (m_qemu.canReadLine()) {
            const QByteArray line = m_qemu.readLine().trimmed();
            if (line.startsWith("OK") || line.startsWith("ERR") || line.startsWith("FAIL"))
                return line;
        }
        if (!m_qemu.waitForReadyRead(int(limit.remainingTime())))
            break;
    }
    return {};
}

std::uint64_t QemuMachine::read(std::uint64_t addr, unsigned width)
{
    const char letter = width == 1 ? 'b' : width == 2 ? 'w' : width == 4 ? 'l' : 'q';
    const QByteArray answer = ask(QByteArray("read") + letter + " 0x" + QByteArray::number(qulonglong(addr), 16));
    return answer.mid(answer.indexOf("0x") + 2).toULongLong(nullptr, 16);
}

void QemuMachine::write(std::uint64_t addr, std::uint64_t value, unsigned width)
{
    const char letter = width == 1 ? 'b' : width == 2 ? 'w' : width == 4 ? 'l' : 'q';
    ask(QByteArray("write") + letter + " 0x" + QByteArray::number(qulonglong(addr), 16) + " 0x"
        + QByteArray::number(qulonglong(value), 16));
}

std::uint32_t QemuMachine::config(const ppt_addr &at, unsigned reg, unsigned width)
{
    return std::uint32_t(read(ecam + (std::uint64_t(at.bus) << 20 | unsigned(at.slot) << 15 | unsigned(at.func) << 12) + reg, width));
}

void QemuMachine::setConfig(const ppt_addr &at, unsigned reg, std::uint32_t value, unsigned width)
{
    write(ecam + (std::uint64_t(at.bus) << 20 | unsigned(at.slot) << 15 | unsigned(at.func) << 12) + reg, value, width);
}

void QemuMachine::wait(unsigned ms)
{
    if (m_stepped)
        ask("clock_step " + QByteArray::number(qulonglong(ms) * 1000000));
    else
        QThread::msleep(ms);
}

Function *QemuMachine::add(const ppt_addr &addr, Function *bridge)
{
    m_functions.push_back(std::make_unique<Function>());
    Function *func = m_functions.back().get();
    func->machine = this;
    func->addr = addr;
    func->bridge = bridge;
    return func;
}

void QemuMachine::openBridge(Function *bridge, std::uint8_t bus, std::uint32_t window)
{
    const std::uint32_t base = window >> 16;
    setConfig(bridge->addr, 0x18, std::uint32_t(bus) << 16 | std::uint32_t(bus) << 8, 4);
    setConfig(bridge->addr, 0x20, (base + 0xf0) << 16 | base, 4);
    setConfig(bridge->addr, 0x04, 0x0006, 2);
}

// VT-d, legacy mode: a root table, one context table a bus, and one domain of three levels (39 bits) for the guest.
void QemuMachine::startIommu()
{
    for (unsigned bus = 0; bus < 4; ++bus)
        write(rootTable + bus * 16, (contextTables + bus * 0x1000) | 1, 8);
    write(guestTables, (guestTables + 0x1000) | 3, 8);
    write(guestTables + 0x1000, (guestTables + 0x2000) | 3, 8);
    for (std::uint64_t page = 0; page < guestSize / 4096; ++page)
        write(guestTables + 0x2000 + page * 8, (guestBase + page * 4096) | 3, 8);
    write(vtd + 0x20, rootTable, 8);
    write(vtd + 0x18, 1u << 30, 4); // set root table pointer
    invalidate();
    write(vtd + 0x18, 1u << 31, 4); // translate
    m_iommu = true;
}

void QemuMachine::invalidate()
{
    write(vtd + 0x28, std::uint64_t(1) << 63 | std::uint64_t(1) << 61, 8); // contexts, all
    const std::uint64_t iotlb = ((read(vtd + 0x10, 8) >> 8) & 0x3ff) * 16 + 8;
    write(vtd + iotlb, std::uint64_t(1) << 63 | std::uint64_t(1) << 60, 8); // IOTLB, all
}

int QemuMachine::attach(Function *func, void *vm)
{
    if (!m_iommu || vm == nullptr)
        return 0; // the host has no domain here
    const std::uint64_t entry = contextTables + func->addr.bus * 0x1000u + (func->addr.slot << 3 | func->addr.func) * 16u;
    write(entry + 8, 1 << 8 | 1, 8); // domain 1, 39 bits
    write(entry, guestTables | 1, 8);
    invalidate();
    return 0;
}

int QemuMachine::detach(Function *func)
{
    if (!m_iommu)
        return 0;
    write(contextTables + func->addr.bus * 0x1000u + (func->addr.slot << 3 | func->addr.func) * 16u, 0, 8);
    invalidate();
    return 0;
}

namespace {

void delay(void *host, unsigned ms) { static_cast<QemuMachine *>(host)->wait(ms); }
std::uint32_t cfgRead(void *hw, unsigned reg, unsigned width) { return of(hw)->machine->config(of(hw)->addr, reg, width); }
void cfgWrite(void *hw, unsigned reg, std::uint32_t value, unsigned width)
{
    of(hw)->machine->setConfig(of(hw)->addr, reg, value, width);
}
int iommuAttach(void *hw, void *vm) { return of(hw)->machine->attach(of(hw), vm); }
int iommuDetach(void *hw, void *) { return of(hw)->machine->detach(of(hw)); }
int mmioMap(void *, void *, std::uint64_t, std::uint64_t, std::uint64_t) { return 0; }
void mmioUnmap(void *, void *, std::uint64_t, std::uint64_t) {}

void setControl(void *hw, unsigned reg, std::uint32_t bits, std::uint32_t value)
{
    cfgWrite(hw, reg, (cfgRead(hw, reg, 2) & ~bits) | value, 2);
}
int msiAlloc(void *hw, unsigned count)
{
    setControl(hw, of(hw)->dev.caps.msi + 2u, 0x71, (count == 1 ? 0u : count == 2 ? 0x10u : 0x20u) | 1);
    return 0;
}
void msiFree(void *hw) { setControl(hw, of(hw)->dev.caps.msi + 2u, 0x71, 0); }
int msixAlloc(void *hw, unsigned count, ppt_intr **intr)
{
    *intr = of(hw)->msix = new ppt_intr[count]();
    setControl(hw, of(hw)->dev.caps.msix + 2u, 0xc000, 0x8000);
    return 0;
}
void msixFree(void *hw, ppt_intr *intr, unsigned)
{
    setControl(hw, of(hw)->dev.caps.msix + 2u, 0xc000, 0);
    delete[] intr;
}
/// The vector's message goes where the guest asked: here, so that the test can see it arrive in memory.
int intrSetup(void *hw, unsigned rid, ppt_intr *intr)
{
    Function *func = of(hw);
    const ppt_caps &caps = func->dev.caps;
    if (func->dev.msi_count != 0) {
        cfgWrite(hw, caps.msi + 4u, std::uint32_t(intr->addr), 4);
        if (caps.msi_64)
            cfgWrite(hw, caps.msi + 8u, std::uint32_t(intr->addr >> 32), 4);
        cfgWrite(hw, caps.msi + (caps.msi_64 ? 12u : 8u), std::uint32_t(intr->data), 2);
        return 0;
    }
    const std::uint64_t entry = func->dev.bar[(caps.msix_table_bar - 0x10) / 4].base + caps.msix_table + (rid - 1) * 16;
    func->machine->write(entry, intr->addr, 8);
    func->machine->write(entry + 8, intr->data, 4);
    func->machine->write(entry + 12, 0, 4);
    return 0;
}
void intrTeardown(void *hw, unsigned rid, ppt_intr *)
{
    Function *func = of(hw);
    const ppt_caps &caps = func->dev.caps;
    if (func->dev.msi_count == 0)
        func->machine->write(func->dev.bar[(caps.msix_table_bar - 0x10) / 4].base + caps.msix_table + (rid - 1) * 16 + 12, 1, 4);
}
void deliver(void *, std::uint64_t, std::uint64_t) {}
void *bridgeOf(void *hw) { return of(hw)->bridge; }
bool below(void *bridge, unsigned n, void **hw)
{
    for (const auto &func : of(bridge)->machine->functions())
        if (func->bridge == bridge && n-- == 0) {
            *hw = func.get();
            return true;
        }
    return false;
}

} // namespace

const ppt_ops QemuMachine::ops = {
    .lock = nullptr, .unlock = nullptr, .delay = delay, .cfg_read = cfgRead, .cfg_write = cfgWrite, .bars = nullptr,
    .save = nullptr, .restore = nullptr, .iommu_attach = iommuAttach, .iommu_detach = iommuDetach, .mmio_map = mmioMap,
    .mmio_unmap = mmioUnmap, .msi_alloc = msiAlloc, .msi_free = msiFree, .msix_alloc = msixAlloc, .msix_free = msixFree,
    .intr_setup = intrSetup, .intr_teardown = intrTeardown, .deliver = deliver, .bridge = bridgeOf, .below = below,
};
