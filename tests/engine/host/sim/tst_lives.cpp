// SPDX-License-Identifier: BSD-2-Clause
#include "oracle.h"
#include "shell.h"

#include "host/sim/acpi_builder.h"
#include "host/sim/machine_dump.h"
#include "host/sim/store.h"
#include "host/sim/text.h"
#include "support/text.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <format>

using namespace patchbay;
using namespace patchbay::sim;

namespace {

/// Commands whose answers nothing here can know: the clock, the network, file systems, counters, a guest's
/// own words. Those that change something that is simulated are given all the same.
bool knowable(const std::string &command)
{
    for (const char *start : {"sleep",
                              "ping",
                              "ifconfig em0",
                              "camcontrol",
                              "geom",
                              "newfs",
                              "mkdir",
                              "mount",
                              "umount",
                              "usbconfig",
                              "sync",
                              "echo x >",
                              "ls /m",
                              "ls -la",
                              "ps ax",
                              "vmstat",
                              "tail",
                              "netstat",
                              "route add",
                              "swapinfo",
                              "dmesg",
                              "sysctl kern.disks",
                              "sysctl dev.virtio_pci.0",
                              "id",
                              "chroot",
                              "ls -l",
                              "/x/vmload",
                              "kldstat",
                              "ls /dev |"}) {
        if (command.starts_with(start))
            return false;
    }
    return command.find("--get-stats") == command.npos;
}

/// What a real host says of its own accord in between, or differently after each boot.
std::string compared(std::string_view text)
{
    std::string kept;
    for (const std::string_view line : lines(text)) {
        const bool ofItsOwn = line.find("    bar   [") != line.npos || line.starts_with("em0: ") ||
            line.starts_with("ivhd0: ") || line.find("[CMD0, off:") != line.npos ||
            line.starts_with("entry 0x") ||
            line.find(" uhub") != line.npos; // USB finds its hubs in no fixed order
        if (!ofItsOwn)
            kept.append(line).append("\n");
    }
    return kept;
}

MachineFunction described(const std::string &listing)
{
    const auto machine = machineFromDump(listing);
    return machine ? machine->functions.front() : MachineFunction();
}

void insert(Machine &machine, MachineFunction function)
{
    const auto after = std::ranges::find_if(
        machine.functions, [&](const MachineFunction &one) { return one.address > function.address; });
    machine.functions.insert(after, std::move(function));
}

void makeAmd(Machine &machine)
{
    machine.processorVendor = "amd";
    std::erase_if(machine.acpiTables, [](const std::string &table) { return table.starts_with("DMAR"); });
    AcpiTableBuilder ivrs("IVRS", 40, 0);
    ivrs.ivhd(0x08, 0xfed80000, 0x0000, 0xffff);
    machine.acpiTables.push_back(ivrs.finish());
    machine.kenv.emplace_back("hw.vmm.amdvi.enable", "1");
    insert(
        machine,
        described("none0@pci0:0:1:0:\tclass=0x080600 card=0x11001af4 chip=0x14191022 rev=0x00 hdr=0x00\n"));
}

/// The virtio disk with the root file system.
void moveRoot(Machine &machine)
{
    MachineFunction disk = described(
        "virtio_pci0@pci0:0:28:0:\tclass=0x010000 card=0x00021af4 chip=0x10011af4 rev=0x00 hdr=0x00\n");
    disk.description = "VirtIO PCI Block adapter";
    disk.handle = "\\_SB_.PCI0.SE0_";
    disk.children.push_back({"vtblk0", {}, true, std::nullopt, {}});
    insert(machine, std::move(disk));
    machine.bootSource = "/dev/vtbd0p2";
}

void giveNetwork(Machine &machine)
{
    machine.texts["ifconfig -a"] = {{Piece::When::Attached, {0, 1, 0, 0}, "${0:1:0:0}: flags=0\n"},
                                    {Piece::When::Again, {0, 1, 0, 0}, "${0:1:0:0}: flags=0\n"},
                                    {Piece::When::Attached, {0, 2, 0, 0}, "${0:2:0:0}: flags=0\n"},
                                    {Piece::When::Attached, {0, 2, 0, 1}, "${0:2:0:1}: flags=0\n"},
                                    {Piece::When::Always, {}, "lo0: flags=0\n"}};
    machine.texts["route -n get default"] = {
        {Piece::When::Attached,
         {0, 1, 0, 0},
         "   route to: 0.0.0.0\ndestination: 0.0.0.0\n       mask: 0.0.0.0\n    gateway: 10.0.2.2\n"
         "        fib: 0\n  interface: em0\n      flags: <UP,GATEWAY,DONE,STATIC>\n"
         " recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire\n"
         "       0         0         0         0      1500         1         0 \n"}};
}

} // namespace

/// Whole lives of devices on a real FreeBSD 12.1, typed again: guests that hold them, killed, destroyed,
/// given back; devices taken from under mounted disks and routes; what bhyve says to every spelling. Each
/// answer that can be known stands in the transcript at its place, with nothing else beside it.
class TestLives : public QObject
{
    Q_OBJECT

private slots:
    void transcript_data();
    void transcript();
    void lostRootTakesFilesAndPrograms();
    void secondAssignmentAfterRefusedUnloadPanicsAmd();
    void amdGuestHoldsOneOfTwo();
    void securityLevelClosesDoors();
    void ordinaryUserMayLookOnly();

private:
    static void follow(Shell &shell, const std::vector<std::string> &commands, const std::string &theirs,
                       int &ret_known);
};

void TestLives::transcript_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("pptdevs");
    QTest::addColumn<int>("least"); // answers that must have been compared
    QTest::newRow("a guest's life") << QByteArray("24-passthru-life.txt") << QByteArray("1/0/0") << 40;
    QTest::newRow("devices in use") << QByteArray("26-in-use-devices.txt") << QByteArray() << 21;
    QTest::newRow("root disk") << QByteArray("27-root-disk.txt") << QByteArray() << 10;
    QTest::newRow("AMD, unload refused")
        << QByteArray("31-panic-kldunload-amd.txt") << QByteArray("1/0/0 2/0/1") << 4;
    QTest::newRow("spellings") << QByteArray("32-bhyve-spellings.txt") << QByteArray() << 60;
    QTest::newRow("memory and names") << QByteArray("34-bhyve-memory-names.txt") << QByteArray("1/0/0") << 17;
}

void TestLives::follow(Shell &shell, const std::vector<std::string> &commands, const std::string &theirs,
                       int &ret_known)
{
    std::size_t at = 0;
    bool gap = false; // something unknown may stand before the next known answer
    bool unknownStatus = false;
    for (const std::string &command : commands) {
        if (unknownStatus && command.find("$?") != command.npos)
            continue;
        unknownStatus = !knowable(command);
        std::string ours = compared(shell.answer(command));
        if (unknownStatus) {
            gap = true;
            continue;
        }
        // perror() without a failed call: its error is whatever an earlier one left.
        if (ours.starts_with("bhyve: invalid passthru options\n")) {
            ours = "bhyve: invalid passthru options\n";
            gap = theirs.find(ours, at) == at;
            at += gap ? ours.size() : 0;
            QVERIFY2(gap, command.c_str());
            continue;
        }
        const std::size_t found = gap                    ? theirs.find(ours, at)
            : theirs.compare(at, ours.size(), ours) == 0 ? at
                                                         : theirs.npos;
        QVERIFY2(
            found != theirs.npos,
            (toBytes(command) + "\n--- ours\n" + toBytes(ours) + "--- theirs\n" + toBytes(theirs.substr(at)))
                .constData());
        at = found + ours.size();
        gap = gap && ours.empty();
        ++ret_known;
    }
    std::string end = theirs.substr(at);
    if (shell.status() != 0 && end.ends_with(std::format("[exit {}]\n", shell.status())))
        end.clear();
    QVERIFY2(gap || end.empty(), end.c_str());
}

void TestLives::transcript()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, pptdevs);
    QFETCH(int, least);
    const Transcript transcript = Transcript::read(toText(file));
    if (transcript.entries.empty())
        QSKIP("needs ../shared/facts/oracle");
    Machine machine = lineupMachine();
    machine.preloadVmm = true;
    machine.bootSource = "/dev/md0";
    if (file.startsWith("27")) {
        machine.preloadVmm = false;
        moveRoot(machine);
    }
    if (file.startsWith("26"))
        giveNetwork(machine);
    if (file.startsWith("31"))
        makeAmd(machine);
    if (!pptdevs.isEmpty())
        machine.kenv.emplace_back("pptdevs", toText(pptdevs));
    QTemporaryDir folder;
    SimulatedHost host("sim:lineup", std::move(machine), toText(folder.path().toUtf8()));
    QVERIFY(host.powerOn().has_value());
    Shell shell(host, toText(folder.path().toUtf8()));
    int known = 0;
    for (const Transcript::Entry &entry : transcript.entries) {
        if (entry.output.find("[TIMEOUT") != entry.output.npos) // the panic, which has a test of its own
            break;
        if (entry.command.starts_with("bhyve ")) { // in the background, and then its guest's words
            const auto argv = words(entry.command.substr(0, entry.command.find(" </dev/null")));
            QVERIFY(host.start(argv, "/tmp/g.out").has_value());
            continue;
        }
        follow(shell, Shell::commands(entry.command), compared(entry.output), known);
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY2(known >= least, QByteArray::number(known).constData());
}

void TestLives::lostRootTakesFilesAndPrograms()
{
    Machine machine = lineupMachine();
    if (machine.functions.empty())
        QSKIP("needs ../shared/facts/oracle");
    moveRoot(machine);
    machine.files["/boot/loader.conf"] = "beastie_disable=\"YES\"\n";
    QTemporaryDir folder;
    SimulatedHost host("sim:lineup", std::move(machine), toText(folder.path().toUtf8()));
    QVERIFY(host.powerOn().has_value());
    QVERIFY(host.readFile("/boot/loader.conf").has_value());
    QVERIFY(host.run({"devctl", "detach", "virtio_pci0"}, {}).has_value());
    QVERIFY(!host.readFile("/boot/loader.conf").has_value());
    QVERIFY(!host.replaceFile("/boot/loader.conf", "x", nullptr).has_value());
    const auto attach = host.run({"devctl", "attach", "pci0:0:28:0"}, {});
    QVERIFY(attach.has_value());
    QCOMPARE(attach->status, 0); // devctl itself is in memory
    const auto never = host.run({"dmesg"}, {});
    QVERIFY(never.has_value());
    QCOMPARE(never->status, 126);
    QCOMPARE(toBytes(never->err), QByteArray("sh: dmesg: Device not configured\n"));
}

/// The last lines of 31: the refused kldunload took ivhd away, and the next assignment runs into a null
/// pointer.
void TestLives::secondAssignmentAfterRefusedUnloadPanicsAmd()
{
    Machine machine = lineupMachine();
    if (machine.functions.empty())
        QSKIP("needs ../shared/facts/oracle");
    makeAmd(machine);
    machine.preloadVmm = true;
    machine.kenv.emplace_back("pptdevs", "1/0/0 2/0/1");
    QTemporaryDir folder;
    const std::string path = toText(folder.path().toUtf8());
    SimulatedHost host("sim:lineup", std::move(machine), path);
    QVERIFY(host.powerOn().has_value());
    Shell shell(host, path);
    QCOMPARE(toBytes(shell.type("/x/pptbind t assign 1/0/0")),
             QByteArray("vm_create t: ok\nvm_setup_memory: ok\nassign 1/0/0: ok\n"));
    QCOMPARE(toBytes(shell.type("kldunload vmm")),
             QByteArray("kldunload: can't unload file: Device busy\n[exit 1]\n"));
    shell.type("/x/pptbind u assign 1/0/0");
    QCOMPARE(toBytes(Store(path).load().value_or(State()).panic), QByteArray("page fault"));
    QCOMPARE(toBytes(shell.type("ls /dev/vmm")),
             QByteArray("ls: /dev/vmm: No such file or directory\n[exit 1]\n"));
}

/// 25: AMD-Vi and the second function of two.
void TestLives::amdGuestHoldsOneOfTwo()
{
    Machine machine = lineupMachine();
    if (machine.functions.empty())
        QSKIP("needs ../shared/facts/oracle");
    makeAmd(machine);
    machine.preloadVmm = true;
    machine.kenv.emplace_back("pptdevs", "2/0/1");
    QTemporaryDir folder;
    const std::string path = toText(folder.path().toUtf8());
    SimulatedHost host("sim:lineup", std::move(machine), path);
    QVERIFY(host.powerOn().has_value());
    Shell shell(host, path);
    shell.type("/x/vmload -S t 256 /x/guest.elf");
    QCOMPARE(
        toBytes(shell.type("timeout 90 bhyve -S -A -H -P -c 1 -m 256M -s 0,hostbridge -s 5,passthru,2/0/1 "
                           "-s 31,lpc -l com1,stdio t; echo \"bhyve rc=$?\"")),
        QByteArray("bhyve rc=124\n"));
    QCOMPARE(
        toBytes(shell.type("sysctl -n hw.vmm.iommu.initialized; devctl detach ppt0; devctl detach igb0")),
        QByteArray("1\ndevctl: Failed to detach ppt0: Device busy\n"));
    QCOMPARE(toBytes(shell.type("bhyvectl --vm=t --destroy; devctl detach ppt0; echo rc=$?")),
             QByteArray("rc=0\n"));
}

/// The last lines of 28.
// The words of transcript 28, without the shell round them.
void TestLives::ordinaryUserMayLookOnly()
{
    Machine machine = lineupMachine();
    if (machine.functions.empty())
        QSKIP("needs ../shared/facts/oracle");
    machine.preloadVmm = true;
    QTemporaryDir folder;
    SimulatedHost host("sim:lineup", std::move(machine), toText(folder.path().toUtf8()));
    QVERIFY(host.powerOn().has_value());
    const auto user = [&](std::vector<std::string> argv) {
        argv.insert(argv.begin(), {"chroot", "-u", "user", "-g", "user", "/"});
        const auto result = host.run(argv, {});
        return result ? toBytes(result->out + result->err) + "rc=" + QByteArray::number(result->status) : QByteArray("?");
    };
    const auto root = [&](const std::vector<std::string> &argv) { return host.run(argv, {})->out; };
    QCOMPARE(user({"pciconf", "-l"}), toBytes(root({"pciconf", "-l"})) + "rc=0");
    QCOMPARE(user({"pciconf", "-lb", "em0"}), toBytes(root({"pciconf", "-lb", "em0"})) + "rc=0");
    for (const std::vector<std::string> &argv : std::vector<std::vector<std::string>>{
             {"pciconf", "-lc", "em0"}, {"pciconf", "-lbc"}, {"pciconf", "-r", "pci0:1:0:0", "0"}, {"pciconf", "-a", "em0"}})
        QCOMPARE(user(argv), QByteArray("pciconf: /dev/pci: Permission denied\nrc=1"));
    QCOMPARE(user({"kenv", "pptdevs"}), QByteArray("kenv: unable to get pptdevs\nrc=255"));
    QCOMPARE(user({"kenv", "x=1"}), QByteArray("kenv: unable to set x to 1\nrc=255"));
    QCOMPARE(user({"sysctl", "hw.vmm.ppt"}), QByteArray("hw.vmm.ppt.devices: 0\nrc=0"));
    QCOMPARE(user({"devctl", "detach", "em0"}), QByteArray("devctl: Failed to detach em0: Permission denied\nrc=1"));
    QCOMPARE(user({"devctl", "set", "driver", "-f", "em0", "ppt"}),
             QByteArray("devctl: Failed to set em0 driver to ppt: Permission denied\nrc=1"));
    QCOMPARE(user({"kldload", "vmm"}), QByteArray("kldload: can't load vmm: Operation not permitted\nrc=1"));
    QCOMPARE(user({"bhyvectl", "--vm=t", "--create"}), QByteArray("errno = 1\nrc=255"));
    QVERIFY(user({"acpidump", "-t"}).startsWith("acpidump: opening /dev/mem: Permission denied\n"));
    QVERIFY(root({"bhyvectl", "--vm=t", "--create"}).empty());
    QVERIFY(user({"bhyvectl", "--vm=t", "--destroy"}).startsWith("VM:t is not created.\n"));
    QCOMPARE(root({"ls", "/dev/vmm"}), "t\n");
    QVERIFY(root({"kenv"}).find("\nx=") == std::string::npos);
}

void TestLives::securityLevelClosesDoors()
{
    const Transcript transcript = Transcript::read("28-non-root.txt");
    if (transcript.entries.empty())
        QSKIP("needs ../shared/facts/oracle");
    Machine machine = lineupMachine();
    machine.preloadVmm = true;
    QTemporaryDir folder;
    SimulatedHost host("sim:lineup", std::move(machine), toText(folder.path().toUtf8()));
    QVERIFY(host.powerOn().has_value());
    Shell shell(host, toText(folder.path().toUtf8()));
    const Transcript::Entry &last = transcript.entries.back();
    QVERIFY(last.command.starts_with("sysctl kern.securelevel;"));
    QCOMPARE(toBytes(shell.type(last.command)), toBytes(last.output));
}

QTEST_GUILESS_MAIN(TestLives)
#include "tst_lives.moc"
