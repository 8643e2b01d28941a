// SPDX-License-Identifier: BSD-2-Clause
#include "host/capture.h"

#include "host/boot_reader.h"

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
        {"kldstat", {"kldstat", "-v"}},
        {"devinfo", {"devinfo", "-v"}},
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

void readFreebsd(Host &host, Capture &capture)
{
    capture.blobs["pciconf"] = readPciconf(host);
    for (const Program &program : freebsdPrograms())
        capture.blobs[program.blob] = runBlob(host, program.argv);
    Blob guests{.bytes = {}, .source = "/dev/vmm"};
    if (const auto names = host.listFolder("/dev/vmm"))
        for (const std::string &name : *names)
            guests.bytes += name + '\n';
    capture.blobs["guests"] = std::move(guests);
    readBootBlobs(host, capture);
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
    readFreebsd(host, capture);

    const Blob &listing = capture.blobs["pciconf"];
    if (listing.error)
        return fail("the PCI functions cannot be listed: " + listing.error->what, listing.source);
    return capture;
}

} // namespace patchbay
