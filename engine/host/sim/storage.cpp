// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/storage.h"

#include <algorithm>
#include <format>

namespace patchbay::sim {

namespace {

/// Writes geoms of one class at a time; ids are made of names, so that references need no table.
class Mesh
{
public:
    void beginClass(std::string_view kind)
    {
        m_text += std::format("  <class id=\"0xffffffff80a8{:04x}\">\n    <name>{}</name>\n", m_classes += 0x100, kind);
        m_class = m_classes;
    }
    void endClass() { m_text += "  </class>\n"; }

    void geom(const std::string &name, const std::string &below, const std::string &provider, const std::string &config)
    {
        const std::string id = idOf("geom of " + provider);
        m_text += std::format("    <geom id=\"{}\">\n      <class ref=\"0xffffffff80a8{:04x}\"/>\n      <name>{}</name>\n"
                              "      <rank>1</rank>\n      <config>\n      </config>\n",
                              id, m_class, name);
        if (!below.empty())
            m_text += std::format("\t<consumer id=\"{}\">\n\t  <geom ref=\"{}\"/>\n\t  <provider ref=\"{}\"/>\n"
                                  "\t  <mode>r1w1e1</mode>\n\t</consumer>\n",
                                  idOf("consumer of " + provider), id, idOf(below));
        m_text += std::format("\t<provider id=\"{}\">\n\t  <geom ref=\"{}\"/>\n\t  <mode>r1w1e1</mode>\n\t  <name>{}</name>\n"
                              "\t  <config>\n{}\t  </config>\n\t</provider>\n    </geom>\n",
                              idOf(provider), id, provider, config);
    }
    std::string finish() { return "<mesh>\n" + m_text + "</mesh>\n"; }

private:
    static std::string idOf(std::string_view name)
    {
        std::uint64_t hash = 0xcbf29ce484222325;
        for (const char c : name)
            hash = (hash ^ std::uint8_t(c)) * 0x100000001b3;
        return std::format("0xfffff8{:010x}", hash & 0xffffffffff);
    }

    std::string m_text;
    unsigned m_classes = 0, m_class = 0;
};

std::string entry(std::string_view name, std::string_view value)
{
    return std::format("\t    <{0}>{1}</{0}>\n", name, value);
}

} // namespace

std::vector<const MachineDisk *> presentDisks(const Machine &machine, const State &state)
{
    std::vector<const MachineDisk *> disks;
    for (const MachineDisk &disk : machine.disks) {
        const Device *device = disk.function ? state.find(*disk.function) : nullptr;
        const MachineFunction *function = disk.function ? machine.find(*disk.function) : nullptr;
        if (!disk.function || (device && function && device->attached && device->driver == function->driver))
            disks.push_back(&disk);
    }
    return disks;
}

std::string efiMedia(const MachineDisk &disk, std::size_t part)
{
    unsigned sum = 0;
    for (const char c : disk.name)
        sum = sum * 31 + std::uint8_t(c);
    return std::format("HD({},GPT,{:08x}-0000-11ee-8000-00000000{:04x},0x28,0x82000)", part + 1, sum, part);
}

std::string geomXml(const Machine &machine, const State &state)
{
    const auto disks = presentDisks(machine, state);
    Mesh mesh;
    mesh.beginClass("DISK");
    for (const MachineDisk *disk : disks)
        if (disk->function)
            mesh.geom(disk->name, {}, disk->name, entry("ident", "SIM-" + disk->name));
    mesh.endClass();
    mesh.beginClass("MD");
    for (const MachineDisk *disk : disks)
        if (!disk->function)
            mesh.geom(disk->name, {}, disk->name, entry("type", "preload") + entry("file", "/boot/mfsroot"));
    mesh.endClass();
    mesh.beginClass("PART");
    for (const MachineDisk *disk : disks)
        for (std::size_t i = 0; i < disk->parts.size(); ++i)
            mesh.geom(disk->name, disk->name, disk->parts[i].name,
                      entry("index", std::to_string(i + 1)) + entry("type", disk->parts[i].type) +
                          entry("efimedia", efiMedia(*disk, i)));
    mesh.endClass();
    mesh.beginClass("LABEL");
    for (const MachineDisk *disk : disks)
        for (const MachineDisk::Part &part : disk->parts)
            if (!part.label.empty())
                mesh.geom(part.name, part.name, part.label, entry("index", "0"));
    mesh.endClass();
    return mesh.finish();
}

Result<> readDiskLine(const std::vector<std::string> &words, Machine &machine)
{
    const std::string last = words.size() > 3 ? words[3] : std::string();
    if (words[0] == "part" && words.size() > 2 && !machine.disks.empty()) {
        machine.disks.back().parts.push_back({words[1], words[2], last});
        return {};
    }
    if (words[0] == "disk" && words.size() == 3 && words[2] == "memory") {
        machine.disks.push_back({words[1], std::nullopt, {}, {}});
        return {};
    }
    if (words[0] == "part" || words.size() < 3 || std::ranges::count(words[2], ':') < 2)
        return fail("expected: disk NAME B:S:F|memory [CONTROLLER], then part NAME TYPE [LABEL]");
    const auto function = Address::parse("pci" + words[2]);
    if (!function)
        return fail(function.error().what, words[2]);
    machine.disks.push_back({words[1], *function, last, {}});
    return {};
}

void inventRootDisk(Machine &machine)
{
    static constexpr std::pair<const char *, const char *> kinds[] = {{"ahci", "ada0"}, {"nvme", "nda0"}};
    for (const auto &[driver, disk] : kinds) {
        if (std::ranges::count(machine.functions, driver, &MachineFunction::driver) != 1)
            continue;
        const auto function = std::ranges::find(machine.functions, driver, &MachineFunction::driver);
        const std::string name(disk), controller = name == "ada0" ? "ahcich0" : "nvme0";
        machine.disks.push_back({name, function->address, controller, {{name + "p1", "efi", {}}, {name + "p2", "freebsd-ufs", {}}}});
        if (controller == "ahcich0" && function->children.empty())
            function->children.push_back({controller, {}, true, std::nullopt, {}});
        machine.bootSource = "/dev/" + name + "p2";
        return;
    }
    machine.disks.push_back({"md0", std::nullopt, {}, {}});
    machine.bootSource = "/dev/md0";
}

} // namespace patchbay::sim
