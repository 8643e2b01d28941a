// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "sim/ppt_sim.h"

#include <QByteArray>

#include <cstdint>
#include <memory>
#include <vector>

/// Configuration spaces written down in a line each, and a simulated machine that frees itself.
namespace machine {

struct Freer
{
    void operator()(sim_host *host) const { sim_free(host); }
};
using Host = std::unique_ptr<sim_host, Freer>;

/// A configuration space under construction; capabilities are chained in the order they are added.
class Config
{
public:
    explicit Config(std::uint8_t header = 0, std::size_t length = 4096)
        : m_bytes(length)
    {
        put(0x00, 0x10d38086, 4);
        put(0x08, 0x02000001, 4);
        put(0x0e, header, 1);
        m_link = 0x34;
    }
    Config &put(unsigned reg, std::uint32_t value, unsigned width)
    {
        for (unsigned n = 0; n < width; ++n)
            m_bytes.at(reg + n) = std::uint8_t(value >> (8 * n));
        return *this;
    }
    Config &cap(unsigned at, std::uint8_t id)
    {
        m_bytes.at(0x06) |= 0x10;
        m_bytes.at(m_link) = std::uint8_t(at);
        m_bytes.at(at) = id;
        m_link = at + 1;
        return *this;
    }
    Config &bar(unsigned reg, std::uint32_t value) { return put(reg, value, 4); }
    Config &pm(unsigned at, bool keeps = false) { return cap(at, 0x01).put(at + 4, keeps ? 8 : 0, 2); }
    Config &msi(unsigned at, unsigned log2) { return cap(at, 0x05).put(at + 2, 0x0180 | log2 << 1, 2); }
    Config &msix(unsigned at, unsigned count, std::uint32_t table, std::uint32_t pba)
    {
        return cap(at, 0x11).put(at + 2, count - 1, 2).put(at + 4, table, 4).put(at + 8, pba, 4);
    }
    Config &express(unsigned at, bool flr, unsigned type = 0)
    {
        return cap(at, 0x10).put(at + 2, 2 | type << 4, 2).put(at + 4, flr ? 0x10008000 : 0x8000, 4);
    }
    Config &af(unsigned at) { return cap(at, 0x13).put(at + 2, 0x0306, 2); }
    const std::vector<std::uint8_t> &bytes() const { return m_bytes; }

private:
    std::vector<std::uint8_t> m_bytes;
    unsigned m_link;
};

/// A NIC: two memory BARs (128 K, and 16 K with the MSI-X table in its second page), one I/O, MSI 8, MSI-X 5.
inline Config nic(bool flr = true)
{
    return Config()
        .bar(0x10, 0xfde40000)
        .bar(0x18, 0x0000d001)
        .bar(0x1c, 0xfde80000)
        .pm(0x40)
        .msi(0x50, 3)
        .msix(0x70, 5, 0x1003, 0x2003)
        .express(0x80, flr);
}

inline ppt_addr at(unsigned bus, unsigned slot = 0, unsigned func = 0)
{
    return {0, std::uint8_t(bus), std::uint8_t(slot), std::uint8_t(func)};
}

inline sim_func *add(const Host &host, const ppt_addr &where, const Config &config, sim_func *bridge = nullptr)
{
    sim_func *func = sim_add(host.get(), &where, bridge, config.bytes().data(), config.bytes().size());
    const bool endpoint = (config.bytes().at(0x0e) & 0x7f) == 0;
    if (endpoint && config.bytes().at(0x13) == 0xfd) {
        sim_bar(func, 0x10, 0x20000);
        sim_bar(func, 0x18, 32);
        sim_bar(func, 0x1c, 0x4000);
    }
    return func;
}

inline int claim(const Host &host, const ppt_addr &where)
{
    sim_func *func = sim_find(host.get(), &where);
    return ppt_claim(sim_table(host.get()), sim_dev(func), func, &where);
}

inline struct ppt_status statusOf(const Host &host, const ppt_addr &where)
{
    struct ppt_status answer = {};
    if (ppt_status_at(sim_table(host.get()), &where, &answer) != 0)
        answer.state = PPT_UNOWNED;
    return answer;
}

/// Everything that an error must leave alone: the table's view and every configuration space, as one text.
inline QByteArray snapshot(const Host &host, const std::vector<sim_func *> &funcs, const std::vector<sim_guest *> &guests)
{
    QByteArray text;
    struct ppt_status s = {};
    for (unsigned n = 0; ppt_status_nth(sim_table(host.get()), n, &s) == 0; ++n)
        text += QByteArray::number(s.addr.bus) + '/' + QByteArray::number(s.addr.slot) + '/' + QByteArray::number(s.addr.func)
            + " state " + QByteArray::number(s.state) + " windows " + QByteArray::number(s.windows) + " msi "
            + QByteArray::number(s.msi) + " msix " + QByteArray::number(s.msix) + '\n';
    for (sim_func *func : funcs) {
        for (unsigned reg = 0; reg < 256; reg += 4)
            text += QByteArray::number(sim_read(func, reg, 4), 16) + ' ';
        text += sim_in_domain(func, nullptr) ? "host" : "-";
        for (sim_guest *guest : guests)
            text += sim_in_domain(func, guest) ? " guest" : " -";
        text += '\n';
    }
    text += "handlers " + QByteArray::number(sim_handlers(host.get())) + " vectors "
        + QByteArray::number(sim_vectors_used(host.get())) + '\n';
    return text;
}

} // namespace machine
