// SPDX-License-Identifier: BSD-2-Clause
#include "host/capture.h"

#include "host/boot_reader.h"
#include "host/session_text.h"
#include "host/sysfs_reader.h"

#include <chrono>

namespace patchbay {

namespace {

struct Program
{
    const char *blob;
    std::vector<std::string> argv;
};

/// acpidump and the sysctls may honestly have nothing to say; their errors stay in the blob.
const std::vector<Program> &freebsdPrograms()
{
    static const std::vector<Program> programs{
        {"acpidump", {"acpidump", "-t"}},
        {"kenv", {"kenv"}},
        {"sysctl", {"sysctl", "kern.osreldate", "kern.hostname", "hw.model", "hw.physmem", "kern.securelevel"}},
        {"sysctl-vmm", {"sysctl", "hw.vmm"}},
        {"sysctl-ppt", {"sysctl", "dev.ppt"}}, // fails where ppt holds nothing
        {"kldstat", {"kldstat", "-v"}},
        {"devinfo", {"devinfo", "-v"}},
        {"mount", {"mount", "-p"}},
        // What the host stands on: guards follow these down to PCI functions.
        {"swapinfo", {"swapinfo", "-k"}},
        {"confxml", {"sysctl", "-n", "kern.geom.confxml"}},
        {"camcontrol", {"camcontrol", "devlist", "-v"}},
        {"netstat", {"netstat", "-rnW"}},
        {"sysctl-use",
         {"sysctl", "-i", "kern.console", "hw.pci.default_vgapci_unit", "machdep.bootmethod", "net.wlan", "net.ue"}},
    };
    return programs;
}

Blob runBlob(Host &host, const std::vector<std::string> &argv)
{
    Blob blob;
    for (const std::string &word : argv)
        blob.source += (blob.source.empty() ? "" : " ") + word;
    auto result = host.run(argv);
    if (!result) {
        blob.error = result.error();
        return blob;
    }
    blob.bytes = std::move(result->out);
    blob.whole = result->status == 0;
    if (result->status != 0) {
        const std::string said = result->err.substr(0, result->err.find('\n'));
        blob.error = Error{said.empty() ? "ended with status " + std::to_string(result->status) : said, blob.source};
    }
    return blob;
}

/// The fullest listing this user may have: capabilities and bridge windows need write access to /dev/pci.
Blob readPciconf(Host &host)
{
    Blob blob;
    for (const char *letters : {"-lBbcev", "-lBbcv", "-lbcv", "-lbv", "-lv", "-l"}) {
        Blob tried = runBlob(host, {"pciconf", letters});
        const bool good = !tried.error && !tried.bytes.empty();
        if (good || blob.source.empty())
            blob = std::move(tried);
        if (good || (blob.error && blob.error->what == "no such program"))
            break;
    }
    return blob;
}

/// zpool(8) loads zfs.ko where it is not loaded, and looking must not change the host.
bool hasZfs(const Capture &capture)
{
    const Blob *modules = capture.find("kldstat"), *mounts = capture.find("mount");
    return (modules && modules->bytes.contains("zfs")) || (mounts && mounts->bytes.contains("\tzfs\t"));
}

/// An empty blob says that somebody may be here by a connection that nobody knows.
void readConnection(Host &host, Capture &capture)
{
    Blob blob{.bytes = {}, .source = "SSH_CONNECTION", .error = {}};
    if (const auto connection = host.connection()) {
        blob.bytes = *connection;
    } else if (const auto process = host.ownProcess()) {
        const Blob processes = runBlob(host, {"ps", "-ax", "-o", "pid", "-o", "ppid", "-o", "tty", "-o", "comm"});
        const Blob sockets = runBlob(host, {"sockstat", "-46cw", "-P", "tcp"});
        const auto text = [](const Blob &from) { return from.error ? std::nullopt : std::optional<std::string_view>(from.bytes); };
        const SessionText session = sessionOf(text(processes), text(sockets), *process);
        // A system without ps(1) is no full FreeBSD that somebody logged in to.
        if (processes.error || session.kind == SessionText::Kind::Local)
            return;
        blob.bytes = session.connection;
        blob.source = processes.source + "; " + sockets.source;
    } else {
        return;
    }
    capture.blobs["connection"] = std::move(blob);
}

void readUse(Host &host, Capture &capture)
{
    Blob fstab{.bytes = {}, .source = "/etc/fstab", .error = {}};
    if (auto bytes = host.readFile(fstab.source))
        fstab.bytes = std::move(*bytes);
    else
        fstab.error = bytes.error();
    capture.blobs["fstab"] = std::move(fstab);
    for (const auto &[name, path] : {std::pair("rc.conf", "/etc/rc.conf"), std::pair("rc.conf.local", "/etc/rc.conf.local")})
        if (auto bytes = host.readFile(path))
            capture.blobs[name] = {.bytes = std::move(*bytes), .source = path, .error = {}};
    // -D tells the driver of a renamed interface, and is unknown before 14.
    Blob interfaces = runBlob(host, {"ifconfig", "-aD"});
    if (interfaces.error)
        interfaces = runBlob(host, {"ifconfig", "-a"});
    capture.blobs["ifconfig"] = std::move(interfaces);
    if (hasZfs(capture))
        capture.blobs["zpool"] = runBlob(host, {"zpool", "status", "-P"});
    const Blob *use = capture.find("sysctl-use");
    if (use && use->bytes.contains("machdep.bootmethod: UEFI"))
        capture.blobs["efibootmgr"] = runBlob(host, {"efibootmgr", "-v"});
    readConnection(host, capture);
}

void readFreebsd(Host &host, Capture &capture)
{
    capture.blobs["pciconf"] = readPciconf(host);
    for (const Program &program : freebsdPrograms())
        capture.blobs[program.blob] = runBlob(host, program.argv);
    readUse(host, capture);
    Blob guests{.bytes = {}, .source = "/dev/vmm"};
    if (const auto names = host.listFolder("/dev/vmm"))
        for (const std::string &name : *names)
            guests.bytes += name + '\n';
    capture.blobs["guests"] = std::move(guests);
    readBootBlobs(host, capture);
}

/// The raw IOMMU tables stand in files there, for root.
void readLinux(Host &host, Capture &capture)
{
    static constexpr std::pair<const char *, const char *> tables[] = {{"dmar.bin", "/sys/firmware/acpi/tables/DMAR"},
                                                                       {"ivrs.bin", "/sys/firmware/acpi/tables/IVRS"}};
    for (const auto &[name, path] : tables)
        if (auto bytes = host.readFile(path))
            capture.blobs[name] = Blob{.bytes = std::move(*bytes), .source = path, .error = {}};
    Blob listing{.bytes = {}, .source = "/sys/bus/pci/devices", .error = {}};
    if (auto text = collectSysfs())
        listing.bytes = std::move(*text);
    else
        listing.error = text.error();
    capture.blobs["sysfs"] = std::move(listing);
}

} // namespace

Result<Capture> readHost(Host &host)
{
    if (const Capture *recorded = host.recorded())
        return *recorded;
    Capture capture;
    capture.how = host.spec();
    capture.takenAt = std::chrono::duration_cast<std::chrono::seconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
    capture.blobs["uname"] = runBlob(host, {"uname", "-mnrs"});
    const bool isLinux = host.spec() == "local" && capture.blobs["uname"].bytes.starts_with("Linux");
    if (isLinux)
        readLinux(host, capture);
    else
        readFreebsd(host, capture);

    const Blob &listing = capture.blobs[isLinux ? "sysfs" : "pciconf"];
    if (listing.error)
        return fail("the PCI functions cannot be listed: " + listing.error->what, listing.source);
    return capture;
}

} // namespace patchbay
