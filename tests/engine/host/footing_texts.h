// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/facts.h"

#include <algorithm>
#include <string>
#include <string_view>

/// Texts of a host, and the chains it stands on as text.
namespace patchbay {

/// A capture from blobs written one after the other, each begun by a line "== name".
inline Capture captureOf(std::string_view text)
{
    Capture capture;
    Blob *blob = nullptr;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.starts_with("== "))
            blob = &capture.blobs[std::string(line.substr(3))];
        else if (blob)
            blob->bytes.append(line).append("\n");
    }
    return capture;
}

/// "Root / : ufs/rootfs → ada0 → ... " one a line, sorted; a broken one with what is missing and what is possible.
inline std::string printed(const std::optional<Footings> &footings)
{
    static constexpr const char *names[] = {"root", "esp", "mounted", "swap", "ssh", "route", "console", "keyboard"};
    if (!footings)
        return "unread";
    std::vector<std::string> lines;
    for (const Footing &footing : footings->all) {
        std::string line = std::string(names[int(footing.need)]) + " " + footing.what + ": " + chainText(footing);
        if (!footing.function) {
            line += " (" + footing.missing + ")";
            for (const Address &address : footing.possible)
                line += " " + address.toSlashed();
        }
        lines.push_back(line);
    }
    for (const Footing::Need need : footings->unread)
        lines.push_back(std::string("unread ") + names[int(need)]);
    std::ranges::sort(lines);
    std::string text;
    for (const std::string &line : lines)
        text += line + "\n";
    return text;
}

/// A DISK class of these disks and, one a word, "KIND name<name,name" above them: "LABEL gpt/a<ada0p1".
inline std::string meshOf(const std::string &words)
{
    std::string text = "<mesh>\n";
    int id = 1000;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        const std::string word = words.substr(at, end - at);
        const std::size_t colon = word.find(':'), less = std::min(word.find('<'), word.size());
        const std::string kind = word.starts_with("ZFS_ZVOL:") ? "ZFS::ZVOL" : word.substr(0, colon), name = word.substr(colon + 1, less - colon - 1);
        ++id;
        text += "<class id='c" + std::to_string(id) + "'><name>" + kind + "</name><geom id='g" + std::to_string(id) + "'><name>" + name + "</name>";
        for (std::size_t from = less + 1; less < word.size() && from <= word.size();) {
            const std::size_t stop = std::min(word.find(',', from), word.size());
            text += "<consumer id='u" + std::to_string(++id) + "'><provider ref='" + word.substr(from, stop - from) + "'/></consumer>";
            from = stop + 1;
        }
        text += "<provider id='" + name + "'><name>" + name + "</name><config>";
        if (kind == "PART" && name.ends_with("p1"))
            text += "<type>efi</type><efimedia>HD(1,GPT," + name + ",0x28,0x1000)</efimedia>";
        if (kind == "MD")
            text += name == "md9" ? "<type>vnode</type><file>/data/swap file</file>" : "<type>malloc</type>";
        text += "</config></provider></geom></class>\n";
        at = end + 1;
    }
    return text + "</mesh>\n";
}

inline constexpr const char *pciconf = R"(== pciconf
hostb0@pci0:0:0:0:	class=0x060000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x29c0 subvendor=0x0000 subdevice=0x0000
vgapci0@pci0:0:2:0:	class=0x030000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x1111 subvendor=0x0000 subdevice=0x0000
xhci0@pci0:0:20:0:	class=0x0c0330 rev=0x00 hdr=0x00 vendor=0x8086 device=0xa0ed subvendor=0x0000 subdevice=0x0000
ahci0@pci0:0:23:0:	class=0x010601 rev=0x00 hdr=0x00 vendor=0x8086 device=0xa0d3 subvendor=0x0000 subdevice=0x0000
nvme0@pci0:1:0:0:	class=0x010802 rev=0x00 hdr=0x00 vendor=0x144d device=0xa808 subvendor=0x0000 subdevice=0x0000
nvme1@pci0:2:0:0:	class=0x010802 rev=0x00 hdr=0x00 vendor=0x144d device=0xa808 subvendor=0x0000 subdevice=0x0000
ix0@pci0:3:0:0:	class=0x020000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x10fb subvendor=0x0000 subdevice=0x0000
ix1@pci0:3:0:1:	class=0x020000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x10fb subvendor=0x0000 subdevice=0x0000
mpr0@pci0:4:0:0:	class=0x010700 rev=0x00 hdr=0x00 vendor=0x1000 device=0x0097 subvendor=0x0000 subdevice=0x0000
mpr1@pci0:5:0:0:	class=0x010700 rev=0x00 hdr=0x00 vendor=0x1000 device=0x0097 subvendor=0x0000 subdevice=0x0000
iwlwifi0@pci0:6:0:0:	class=0x028000 rev=0x00 hdr=0x00 vendor=0x8086 device=0x2723 subvendor=0x0000 subdevice=0x0000
ppt0@pci0:7:0:0:	class=0x010802 rev=0x00 hdr=0x00 vendor=0x144d device=0xa808 subvendor=0x0000 subdevice=0x0000
== devinfo
nexus0
  acpi0
    uart0
    atkbdc0
      atkbd0
    pcib0
      pci0
        vgapci0 pnpinfo x at slot=2 function=0 dbsf=pci0:0:2:0
        xhci0 pnpinfo x at slot=20 function=0 dbsf=pci0:0:20:0
          usbus0
            uhub0
              ukbd0 pnpinfo vendor=0x0627
              umass0 pnpinfo vendor=0x0627
              ure0 pnpinfo vendor=0x0bda
        ahci0 pnpinfo x at slot=23 function=0 dbsf=pci0:0:23:0
          ahcich0 at channel=0
          ahcich1 at channel=1
)";

inline constexpr const char *cam = R"(== camcontrol
scbus0 on ahcich0 bus 0:
<A>  at scbus0 target 0 lun 0 (pass0,ada0)
scbus1 on ahcich1 bus 0:
<A>  at scbus1 target 0 lun 0 (pass1,ada1)
scbus2 on mpr0 bus 0:
<A>  at scbus2 target 0 lun 0 (pass2,da0)
scbus3 on mpr1 bus 0:
<A>  at scbus3 target 0 lun 0 (pass3,da1)
scbus4 on umass-sim0 bus 0:
<A>  at scbus4 target 0 lun 0 (pass4,da2)
scbus5 on nvme0 bus 0:
<A>  at scbus5 target 0 lun 1 (pass5,nda0)
scbus6 on nvme1 bus 0:
<A>  at scbus6 target 0 lun 1 (pass6,nda1)
)";

inline constexpr const char *quiet = "== sysctl-use\nkern.console: ttyu0,/ttyv0,ttyu0,\nhw.pci.default_vgapci_unit: 0\n";

} // namespace patchbay
