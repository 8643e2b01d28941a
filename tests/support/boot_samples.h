// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/conf_edit.h"

#include <random>
#include <string>

/// A boot file of lines as people write them, some of them wrong, some hostile.
inline std::string randomConf(std::mt19937 &random)
{
    static constexpr const char *lines[] = {
        "vmm_load=\"YES\"", "vmm_load=YES", "vmm_load=\"NO\"", "vmm_load = \"yes\" # bhyve", "pptdevs=\"2/0/0 2/0/1\"   # fc card",
        "pptdevs=\"${pptdevs} 3/0/0\"", "pptdevs2=\"$pptdevs 4/0/0\"", "pptdevs=2/0/0", "pptdevs='2/0/0'",
        "pptdevs=\"5/0/0\" # the \"nic\"", "pptdevs3=\"200/2/0 200/3/0\"", "pptdevs=\"\"", "  pptdevs = \"6/0/0\"",
        "pptdevs=\"7/0/0,8/0/0\"", "pptdevs2=\"\"", "hw.vmm.amdvi.enable=1", "hw.vmm.amdvi.enable=\"0\"",
        "hw.vmm.amdvi.enable=\"1\" #\xe8\xbf\x99", "zfs_load=\"YES\"", "kern.geom.label.disk_ident.enable=\"0\"", "# /boot/loader.conf",
        "", "   ", "\t", "autoboot_delay=3", "note=\"${pptdevs}\"", "vmm_name=\"/boot/x/vmm.ko\"", "module_blacklist=\"drm\"",
        "module_blacklist=\"vmm\"", "exec=\"set pptdevs=9/0/0\"", "exec=\"echo hello\"", "export pptdevs=\"1/0/0\"",
        "loader_conf_files=\"/boot/extra.conf\"", "t=\"unterminated", "\"quoted\"=\"x\"", "t=\"50%\"", "u=\"${t}\"",
        "# Patchbay: begin (edit in Patchbay, or delete this block to undo)", "# Patchbay: end", "# Patchbay took over: pptdevs=\"1/1/1\"",
        "# Patchbay: the file ended without a newline before", "# Patchbay: there was no such file before", "caf\xe9=\"\xff\"", "bhyve_load=\"YES\"",
        "bhyve_name=\"vmm\"", "if_bridge_load=\"YES\"", "=", "vmm_load=\"YES\" # load \"vmm\"",
        "#pptdevs=\"1/0/0\"", "# pptdevs=\"1/0/0 2/0/0\" and vmm_load=\"YES\"", "pptdevs=\"1/0/0\" # was pptdevs=\"2/0/0\"",
        "pptdevs=\"1/0/0\"#x", "pptdevs2=\"${pptdevs2} ${pptdevs}\"", "pptdevs=\"$pptdevs\"", "pptdevs3=\"${pptdevs2}\"",
        "pptdevs=\"${none}\"", "pptdevs=\"\\\"1/0/0\"", "pptdevs = 1", "PPTDEVS=\"1/0/0\"", "pptdevs4=\"9/9/9\"",
        "pptdevs=\"1/0/0\t2/0/0\"", "\xef\xbb\xbfpptdevs=\"1/0/0\"", "vmm_load=\"YES\"\tpptdevs=\"1/0/0\"", "pptdevs=\"2/0/0 #x\"",
        "exec=\"unset pptdevs\"", "exec=\"load vmm\"", "exec=\"set hw.vmm.amdvi.enable=1\"", "exec=\"pptdevs\"",
        "vmm_before=\"echo first\"", "vmm_type=\"md_image\"", "vmm_flags=\"-x\"", "vmm_error=\"echo no\"", "hw.vmm.iommu.enable=\"0\"",
        "# BEGIN ANSIBLE MANAGED BLOCK", "# END ANSIBLE MANAGED BLOCK", "### vm-bhyve: begin ###", "### vm-bhyve: end ###",
        "# Patchbay: begin", "# Patchbay: end of my notes about Patchbay: begin", "#Patchbay took over: x", "nextboot_enable=\"NO\"",
        "loader_conf_dirs=\"/boot/loader.conf.d\"", ("pptdevs=\"1/0/0 2/0/0 3/0/0 4/0/0 5/0/0 6/0/0 7/0/0 8/0/0 9/0/0 10/0/0 11/0/0 12/0/0 "
        "13/0/0 14/0/0 15/0/0 16/0/0 17/0/0 18/0/0 19/0/0 20/0/0 21/0/0 22/0/0 23/0/0 24/0/0 25/0/0 26/0/0 27/0/0 28/0/0 29/0/0 30/0/0\""),
    };
    const bool crlf = random() % 6 == 0;
    std::string text;
    for (unsigned count = random() % 9; count > 0; --count) {
        text += lines[random() % std::size(lines)];
        text += crlf != (random() % 20 == 0) ? "\r\n" : "\n";
    }
    if (random() % 4 == 0 && !text.empty())
        text.pop_back();
    return text;
}

/// A file that Patchbay wrote, after somebody was at it: its block twice, cut, one in another, edited by hand, and bytes and
/// lengths that nobody expects. `kind` is one of handKinds.
inline constexpr const char *handKinds[] = {"the block twice", "the block cut", "one block in another", "a value edited",
                                            "a line deleted", "lines of others inside", "CRLF inside", "no last newline",
                                            "a NUL", "a very long line", "bytes that are no text", "lines in another order"};
inline std::string handled(std::string text, unsigned kind, std::mt19937 &random)
{
    const auto at = [&] { return text.empty() ? std::size_t(0) : random() % text.size(); };
    const auto lineAt = [&](std::size_t from) {
        const auto newline = text.rfind('\n', from);
        return newline == std::string::npos ? std::size_t(0) : newline + 1;
    };
    const std::size_t begin = text.find("# Patchbay: begin"), inside = begin == std::string::npos ? at() : begin;
    const std::string block = text.substr(inside);
    switch (kind) {
    case 0: return text + (random() % 2 ? "\n" : "") + block;
    case 1: return text.substr(0, inside + random() % (text.size() - inside + 1));
    case 2: return text.insert(lineAt(inside + random() % (text.size() - inside + 1)), block);
    case 3:
        for (std::size_t i = inside; i < text.size(); ++i) {
            if (text[i] >= '0' && text[i] <= '9' && random() % 4 == 0)
                text[i] = char('0' + random() % 10);
        }
        return text;
    case 4: {
        const std::size_t from = lineAt(inside + random() % (text.size() - inside + 1));
        return text.erase(from, text.find('\n', from) == std::string::npos ? text.size() - from : text.find('\n', from) + 1 - from);
    }
    case 5: return text.insert(lineAt(inside + random() % (text.size() - inside + 1)), randomConf(random));
    case 6:
        for (std::size_t i = text.find('\n', inside); i != std::string::npos; i = text.find('\n', i + 2))
            text.insert(i, "\r");
        return text;
    case 7: return text.substr(0, text.find_last_not_of('\n') + 1);
    case 8: return text.insert(at(), 1, '\0');
    case 9: return text.insert(lineAt(at()), "# " + std::string(20000, 'x') + (random() % 2 ? "\n" : "\"\n"));
    case 10: return text.insert(at(), "\xff\xfe\x80\"\\");
    default: {
        const std::size_t from = lineAt(at()), to = text.find('\n', from);
        if (to == std::string::npos)
            return text;
        const std::string line = text.substr(from, to + 1 - from);
        return line + text.erase(from, line.size());
    }
    }
}

inline patchbay::BootFiles randomBoot(std::mt19937 &random)
{
    patchbay::BootFiles boot;
    boot.generation = patchbay::LoaderGeneration(random() % 3);
    if (random() % 12 != 0)
        boot.files["/boot/loader.conf"] = randomConf(random);
    for (const char *path : {"/boot/loader.conf.local", "/boot/loader.conf.d/vm.conf", "/boot/loader.conf.d/a.conf",
                             "/boot/extra.conf", "/boot/device.hints", "/boot/nextboot.conf"})
        if (random() % 5 == 0)
            boot.files[path] = randomConf(random);
    return boot;
}

inline patchbay::WantedBoot randomWant(std::mt19937 &random)
{
    patchbay::WantedBoot wanted;
    wanted.vmm = random() % 2 == 0;
    wanted.amdvi = random() % 3 == 0;
    const unsigned count = random() % 10 == 0 ? random() % 60 : random() % 5;
    for (unsigned i = 0; i < count; ++i)
        wanted.ppt.push_back({0, std::uint8_t(random() % (count > 5 ? 256 : 8)), std::uint8_t(random() % 2), std::uint8_t(random() % 4)});
    return wanted;
}
