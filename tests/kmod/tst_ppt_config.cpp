// SPDX-License-Identifier: BSD-2-Clause
// Configuration spaces, sound and unsound: capability walks and base address registers.
#include "machine.h"

#include <QTest>

using namespace machine;

namespace {

const char *nameOf(ppt_walk end)
{
    switch (end) {
    case PPT_WALK_MORE: return "more";
    case PPT_WALK_END: return "end";
    case PPT_WALK_LOOP: return "loop";
    case PPT_WALK_BOUNDS: return "bounds";
    case PPT_WALK_BROKEN: return "broken";
    }
    return "?";
}

/// "offset:id offset:id … end".
QByteArray walk(const Config &config, bool extended)
{
    const Host host(sim_new(4096, 0));
    const ppt_addr a = at(1);
    sim_func *func = sim_add(host.get(), &a, nullptr, config.bytes().data(), config.bytes().size());
    QByteArray text;
    ppt_cap_walk w;
    ppt_cap_first(&w, &sim_ops, func, extended);
    while (ppt_cap_next(&w))
        text += QByteArray::number(w.offset, 16) + ':' + QByteArray::number(w.id, 16) + ' ';
    return text + nameOf(w.state);
}

QByteArray describe(const ppt_bar &bar)
{
    if (bar.kind == PPT_BAR_NONE)
        return "none";
    return QByteArray(bar.kind == PPT_BAR_IO ? "io " : bar.prefetch ? "prefetch " : "memory ") + QByteArray::number(bar.bits) + ' '
        + QByteArray::number(qulonglong(bar.base), 16) + ' ' + QByteArray::number(qulonglong(bar.size), 16)
        + (bar.decoded ? "" : " off");
}

} // namespace

class TestPptConfig : public QObject
{
    Q_OBJECT
private slots:
    void walks_data()
    {
        QTest::addColumn<QByteArray>("got");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &got, const char *expected) {
            QTest::newRow(name) << got << QByteArray(expected);
        };
        row("no list", walk(Config(), false), "end");
        row("three", walk(Config().pm(0x40).msi(0x50, 0).express(0x60, true), false), "40:1 50:5 60:10 end");
        row("low bits of a pointer are reserved", walk(Config().pm(0x40).put(0x34, 0x43, 1), false), "40:1 end");
        row("to itself", walk(Config().pm(0x40).put(0x41, 0x40, 1), false), "40:1 loop");
        row("back to the first", walk(Config().pm(0x40).msi(0x50, 0).put(0x51, 0x40, 1), false), "40:1 50:5 loop");
        row("into the header", walk(Config().pm(0x40).put(0x41, 0x10, 1), false), "40:1 bounds");
        row("all ones", walk(Config().pm(0x40).put(0x41, 0x50, 1).put(0x50, 0xffff, 2), false), "40:1 broken");
        row("bridge", walk(Config(1).pm(0x80), false), "80:1 end");
        row("CardBus has its pointer elsewhere", walk(Config(2).pm(0x80).put(0x14, 0x80, 1).put(0x34, 0, 1), false), "80:1 end");
        row("unknown header", walk(Config(5).pm(0x80), false), "end");
        row("none extended", walk(Config(), true), "end");
        row("extended space not there", walk(Config(0, 256), true), "end");
        row("extended", walk(Config().put(0x100, 0x14010001, 4).put(0x140, 0x00010003, 4), true), "100:1 140:3 end");
        row("null entries are passed over", walk(Config().put(0x100, 0x14010000, 4).put(0x140, 0x00010003, 4), true), "140:3 end");
        row("extended loop", walk(Config().put(0x100, 0x14010001, 4).put(0x140, 0x10010003, 4), true), "100:1 140:3 loop");
        row("extended into the standard space", walk(Config().put(0x100, 0x04010001, 4), true), "100:1 bounds");
        row("extended, all ones", walk(Config().put(0x100, 0x14010001, 4).put(0x140, 0xffffffff, 4), true), "100:1 broken");
    }
    void walks()
    {
        QFETCH(const QByteArray, got);
        QFETCH(const QByteArray, expected);
        QCOMPARE(got, expected);
    }

    void longestWalk()
    {
        Config config;
        for (unsigned n = 0; n < 48; ++n)
            config.cap(0x40 + n * 4, 0x09);
        QCOMPARE(walk(config, false).count("9 "), 48);
    }

    void goneFunctionHasNothing()
    {
        const Host host(sim_new(4096, 0));
        sim_func *func = add(host, at(1), nic());
        sim_unplug(func, true);
        ppt_caps caps;
        ppt_caps_read(&sim_ops, func, &caps);
        QCOMPARE(caps.msi + caps.msix + caps.express + caps.pm + caps.af, 0);
        ppt_bar bar[PPT_BARS];
        ppt_bars_read(&sim_ops, func, bar);
        for (const ppt_bar &b : bar)
            QCOMPARE(b.kind, PPT_BAR_NONE);
    }

    void firstOfTwoCounts()
    {
        const Host host(sim_new(4096, 0));
        ppt_caps caps;
        ppt_caps_read(&sim_ops, add(host, at(1), Config().msi(0x40, 1).msi(0x60, 4)), &caps);
        QCOMPARE(int(caps.msi_count), 2);
        ppt_caps_read(&sim_ops, add(host, at(2), Config().cap(0xfc, 0x05)), &caps); // would reach beyond the space
        QCOMPARE(int(caps.msi), 0);
        ppt_caps_read(&sim_ops, add(host, at(3), Config().msi(0x40, 7)), &caps); // reserved encoding
        QCOMPARE(int(caps.msi_count), 32);
    }

    void decodes_data()
    {
        QTest::addColumn<unsigned>("reg");
        QTest::addColumn<quint64>("value");
        QTest::addColumn<quint64>("mask");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, unsigned reg, quint64 value, quint64 mask, const char *expected) {
            QTest::newRow(name) << reg << value << mask << QByteArray(expected);
        };
        row("memory", 0x10, 0xfde40000, 0xfffe0000, "memory 32 fde40000 20000");
        row("prefetchable", 0x10, 0xfc000008, 0xff000008, "prefetch 32 fc000000 1000000");
        row("64-bit above 4 GiB", 0x10, 0x206ffff4000c, 0xfffffffffffc000c, "prefetch 64 206ffff40000 40000");
        row("64-bit of 16 GiB", 0x10, 0x40000000004, 0xfffffffc00000004, "memory 64 40000000000 400000000");
        row("64-bit in the last register", 0x24, 0xfe000004, 0xffff0004, "none");
        row("below 1 MiB", 0x10, 0x000d0002, 0x000ff002, "memory 20 d0000 1000");
        row("I/O", 0x18, 0xd001, 0xffffffe1, "io 32 d000 20");
        row("I/O of 16 bits", 0x18, 0xd001, 0x0000ffe1, "io 32 d000 20");
        row("sub-page", 0x10, 0xfe000100, 0xffffff00, "memory 32 fe000100 100");
        row("size 0", 0x10, 0, 0, "none");
        row("flags only", 0x10, 0xc, 0xc, "none");
        row("not set up", 0x10, 0, 0xfffff000, "memory 32 0 1000");
        row("not sized", 0x10, 0xfe000000, 0, "memory 32 fe000000 0");
        row("ROM off", 0x30, 0xfff80000, 0xfff80000, "memory 32 fff80000 80000 off");
        row("ROM on", 0x30, 0xfff80001, 0xfff80000, "memory 32 fff80000 80000");
        row("ROM of a bridge", 0x38, 0xfff80001, 0xfffff800, "memory 32 fff80000 800");
    }
    void decodes()
    {
        QFETCH(const unsigned, reg);
        QFETCH(const quint64, value);
        QFETCH(const quint64, mask);
        QFETCH(const QByteArray, expected);
        ppt_bar bar;
        ppt_bar_decode(reg, value, mask, &bar);
        QCOMPARE(describe(bar), expected);
    }

    void sizes()
    {
        const Host host(sim_new(4096, 0));
        sim_func *func = add(host, at(1), Config().bar(0x10, 0xc000000c).bar(0x14, 0x38).bar(0x18, 0xe001).bar(0x30, 0xfff00000));
        sim_bar(func, 0x10, std::uint64_t(1) << 33);
        sim_bar(func, 0x18, 64);
        sim_bar(func, 0x30, 0x10000);
        sim_write(func, 0x14, 0x38, 4);
        sim_write(func, 0x04, 0x0507, 2);
        ppt_bar bar[PPT_BARS];
        ppt_bars_size(&sim_ops, func, bar);
        QCOMPARE(describe(bar[0]).mid(0, 12), "prefetch 64 ");
        QCOMPARE(bar[0].size, std::uint64_t(1) << 33);
        QCOMPARE(describe(bar[1]), "none");
        QCOMPARE(describe(bar[2]), "io 32 e000 40");
        QCOMPARE(bar[6].size, 0x10000u);
        QCOMPARE(sim_read(func, 0x04, 2), 0x0507u);
        QCOMPARE(sim_read(func, 0x18, 4), 0xe001u);
    }

    void mappable_data()
    {
        QTest::addColumn<quint64>("value");
        QTest::addColumn<quint64>("mask");
        QTest::addColumn<bool>("whole");
        QTest::newRow("pages") << quint64(0xfe000000) << quint64(0xfffff000) << true;
        QTest::newRow("sub-page") << quint64(0xfe000100) << quint64(0xffffff00) << false;
        QTest::newRow("sub-page on a page") << quint64(0xfe000000) << quint64(0xffffff00) << false;
        QTest::newRow("not set up") << quint64(0) << quint64(0xfffff000) << false;
        QTest::newRow("I/O") << quint64(0xe001) << quint64(0xfffff001) << false;
    }
    void mappable()
    {
        QFETCH(const quint64, value);
        QFETCH(const quint64, mask);
        QFETCH(const bool, whole);
        ppt_bar bar;
        ppt_bar_decode(0x10, value, mask, &bar);
        QCOMPARE(ppt_bar_mappable(&bar), whole);
    }
};

QTEST_APPLESS_MAIN(TestPptConfig)
#include "tst_ppt_config.moc"
