// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "fuzz/dice.h"
#include "host/capture.h"

#include <array>
#include <string>
#include <string_view>

namespace patchbay {

/// Writes what FreeBSD would print of a host that stands on anything: any name may stand on any other, on itself, on several
/// or on nothing, and between the lines there may be bytes of any kind. The dice decide.
class HostWriter
{
public:
    explicit HostWriter(Dice dice)
        : m_dice(dice)
    {
    }

    /// `functions` and `devices`: lines behind the listing of PCI functions, which is always whole, and the tree of devices.
    Capture capture(const std::string &functions, const std::string &devices)
    {
        m_capture = {};
        m_capture.blobs["pciconf"].bytes = pciconf + functions;
        add("devinfo", tree());
        if (m_capture.blobs.contains("devinfo"))
            m_capture.blobs["devinfo"].bytes += "\n" + devices;
        add("mount", mounts());
        add("fstab", mounts());
        add("swapinfo", "Device          1K-blocks     Used    Avail Capacity\n" + lines(3, [&] { return path() + " 8 0 8 0%\n"; }));
        add("zpool", pools());
        add("confxml", mesh());
        add("camcontrol", peripherals());
        add("ifconfig", lines(6, [&] { return interface(); }));
        add("netstat", "Destination Gateway Flags Netif Expire\n" + lines(6, [&] { return route(); }));
        add("connection", "10.0.0." + number(4) + " 5 10.0.0." + number(4) + " 22\n");
        add("sysctl-use", "kern.console: ttyv0,ttyu0,/\nmachdep.bootmethod: UEFI\nnet.ue.0.%parent: ure0\nnet.wlan.0.%parent: " + card() + "\n");
        return m_capture;
    }

private:
    static constexpr const char *pciconf = "xhci0@pci0:0:1:0: class=0x0c0330 card=0x1 chip=0x11111022 rev=0x00 hdr=0x00\n"
                                           "ahci0@pci0:0:2:0: class=0x010601 card=0x1 chip=0x22221022 rev=0x00 hdr=0x00\n"
                                           "pcib1@pci0:0:3:0: class=0x060400 card=0x1 chip=0x33331022 rev=0x00 hdr=0x01\n"
                                           "nvme0@pci0:1:0:0: class=0x010802 card=0x1 chip=0x44441022 rev=0x00 hdr=0x00\n"
                                           "nvme1@pci0:2:0:0: class=0x010802 card=0x1 chip=0x44441022 rev=0x00 hdr=0x00\n"
                                           "em0@pci0:3:0:0: class=0x020000 card=0x1 chip=0x55551022 rev=0x00 hdr=0x00\n"
                                           "em1@pci0:3:0:1: class=0x020000 card=0x1 chip=0x55551022 rev=0x00 hdr=0x00\n"
                                           "vgapci0@pci0:4:0:0: class=0x030000 card=0x1 chip=0x66661022 rev=0x00 hdr=0x00\n"
                                           "ppt0@pci0:5:0:0: class=0x020000 card=0x1 chip=0x77771022 rev=0x00 hdr=0x00\n";

    void add(const char *name, std::string text)
    {
        if (m_dice.once(12))
            return;
        if (m_dice.once(6))
            text.resize(text.size() * m_dice.below(256) / 256);
        if (m_dice.once(6))
            text.insert(text.size() * m_dice.below(256) / 256, m_dice.bytes(20));
        m_capture.blobs[name].bytes = std::move(text);
    }

    template<typename Make>
    std::string lines(unsigned most, Make make)
    {
        std::string text;
        for (unsigned left = m_dice.below(most + 1); left > 0; --left)
            text += make();
        return text;
    }

    template<std::size_t size>
    std::string one(const std::array<std::string_view, size> &of)
    {
        return std::string(of[m_dice.below(size)]);
    }

    std::string number(unsigned below) { return std::to_string(m_dice.below(below)); }
    std::string pool() { return one(std::array<std::string_view, 3>{"tank", "zroot", "a b"}); }
    std::string card() { return one(std::array<std::string_view, 5>{"em0", "em1", "em2", "ure0", "iwn0"}); }
    std::string disk() { return one(std::array<std::string_view, 7>{"ada0", "da0", "nda0", "nvd1", "vtbd0", "md0", "ada1"}); }

    std::string provider()
    {
        switch (m_dice.below(6)) {
        case 0: return disk();
        case 1: return disk() + "p" + number(3);
        case 2: return "gpt/" + pool();
        case 3: return "mirror/gm" + number(3);
        case 4: return "gpt/x" + number(4) + ".eli";
        default: return "zvol/" + pool() + "/v";
        }
    }

    std::string path() { return m_dice.once(8) ? "/data/file" : "/dev/" + provider(); }

    static std::string quoted(std::string_view text)
    {
        std::string out;
        for (const char c : text)
            out += c == ' ' ? std::string("\\040") : std::string(1, c);
        return out;
    }

    std::string mounts()
    {
        return lines(5, [&] {
            const std::string place = one(std::array<std::string_view, 5>{"/", "/data", "/usr", "/tmp", "/a\\040b"});
            switch (m_dice.below(5)) {
            case 0: return quoted(pool()) + "/ds\t" + place + "\tzfs\trw 0 0\n";
            case 1: return "nas:/x\t" + place + "\tnfs\trw 0 0\n";
            case 2: return "10.0.0." + number(4) + ":/x\t" + place + "\tnfs\trw 0 0\n";
            default: return quoted(path()) + "\t" + place + "\tufs\trw 1 1\n";
            }
        });
    }

    std::string pools()
    {
        return lines(3, [&] {
            std::string text = "  pool: " + pool() + "\nconfig:\n\n\tNAME  STATE     READ WRITE CKSUM\n\tp     ONLINE       0     0     0\n";
            return text + lines(5, [&]() -> std::string {
                switch (m_dice.below(4)) {
                case 0: return "\t  mirror-" + number(3) + " ONLINE       0     0     0\n";
                case 1: return "\tlogs\n";
                default: return (m_dice.once(2) ? "\t    " : "\t  ") + path() + one(std::array<std::string_view, 3>{"  ONLINE\n", "  UNAVAIL\n", "\n"});
                }
            }) + "\n";
        });
    }

    std::string mesh()
    {
        unsigned id = 0;
        return "<mesh>\n" + lines(12, [&] {
            ++id;
            const std::string kind = one(std::array<std::string_view, 7>{"DISK", "PART", "LABEL", "MIRROR", "ELI", "MD", "GATE"});
            std::string text = "<class id='c" + std::to_string(id) + "'><name>" + kind + "</name><geom id='g" + std::to_string(id) + "'><name>g</name>";
            // The provider's number is known before it is written: a consumer may be of a later one, or of its own geom's.
            text += lines(3, [&] { return "<consumer id='u'><provider ref='p" + number(13) + "'/></consumer>"; });
            text += "<provider id='p" + std::to_string(id) + "'><name>" + (kind == "DISK" ? disk() : provider()) + "</name><config>";
            text += kind == "MD" ? "<type>" + one(std::array<std::string_view, 3>{"vnode", "swap", "malloc"}) + "</type><file>/data/f</file>" : "<type>efi</type>";
            return text + "</config></provider></geom></class>\n";
        }) + "</mesh>\n";
    }

    std::string peripherals()
    {
        return lines(4, [&] {
            const std::string bus = number(4);
            return "scbus" + bus + " on " + one(std::array<std::string_view, 6>{"ahcich0", "nvme0", "nvme1", "umass-sim0", "iscsi1", "mpr9"}) +
                " bus 0:\n<X>  at scbus" + bus + " target 0 lun 0 (pass0," + disk() + ")\n";
        });
    }

    std::string interfaceName()
    {
        static constexpr std::array<std::string_view, 6> kinds{"vlan", "lagg", "bridge", "epair", "tap", "wg"};
        const unsigned which = m_dice.below(8);
        if (which > 5)
            return card();
        return std::string(kinds[which]) + number(3) + (kinds[which] == "epair" ? m_dice.once(2) ? "a" : "b" : "");
    }

    std::string interface()
    {
        const std::string name = interfaceName();
        std::string text = name + ": flags=8843<UP> metric 0 mtu 1500\n\tinet 10.0.0." + number(4) + " netmask 0xff000000\n";
        text += lines(3, [&] { return (m_dice.once(2) ? "\tmember: " : "\tlaggport: ") + interfaceName() + " flags=4<ACTIVE>\n"; });
        if (m_dice.once(3))
            text += "\tvlan: 7 vlanpcp: 0 parent interface: " + interfaceName() + "\n";
        return text + "\tgroups: " + name.substr(0, name.find_first_of("0123456789")) + "\n";
    }

    std::string route()
    {
        return one(std::array<std::string_view, 4>{"default", "10.0.0.0/24", "10.0.0.1", "::/0"}) + " link#1 US " + interfaceName() + "\n";
    }

    std::string tree()
    {
        std::string text = "nexus0\n  acpi0\n    pcib0\n      pci0\n";
        return text + lines(10, [&] {
            const std::string name = one(std::array<std::string_view, 10>{"xhci0", "ahci0", "ahcich0", "ure0", "umass0", "em0", "nvme0", "vtblk0", "ukbd0", "uart0"});
            const std::string place = m_dice.once(2) ? " pnpinfo x at slot=0 function=0 dbsf=pci0:" + number(6) + ":" + number(4) + ":0" : "";
            return std::string(2 * m_dice.below(9), ' ') + name + place + "\n";
        });
    }

    Dice m_dice;
    Capture m_capture;
};

} // namespace patchbay
