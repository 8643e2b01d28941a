// SPDX-License-Identifier: BSD-2-Clause
#include "host/recorded_host.h"

#include "base/file.h"
#include "host/dump_text.h"

#include <sys/stat.h>

namespace patchbay {

namespace {

constexpr const char *listings[] = {"pciconf", "lspci", "sysfs", "dump"};

constexpr std::size_t dumpLimit = std::size_t(256) << 20; ///< 100,000 functions with everything are some 100 MiB

/// Blob names have no ending; people's files often do.
std::string blobName(std::string name)
{
    if (name.ends_with(".txt"))
        name.resize(name.size() - 4);
    return name;
}

Result<> readFolder(const std::string &folder, const std::string &prefix, Capture &capture)
{
    const auto names = listFolder(folder);
    if (!names)
        return pass(names.error());
    for (const std::string &name : *names) {
        const std::string path = folder + '/' + name;
        struct stat st{};
        if (name.starts_with('.') || ::stat(path.c_str(), &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode) && prefix.size() < 64) {
            if (auto read = readFolder(path, prefix + name + '/', capture); !read)
                return read;
        } else if (S_ISREG(st.st_mode)) {
            auto bytes = readFile(path);
            Blob blob{.bytes = bytes ? std::move(*bytes) : std::string(), .source = path};
            if (!bytes)
                blob.error = bytes.error();
            // Boot files keep their names whole: loader.conf.txt would be another file to the loader.
            capture.blobs.insert_or_assign(prefix.empty() ? blobName(name) : prefix + name, std::move(blob));
        }
    }
    return {};
}

} // namespace

Result<ProgramResult> RecordedHost::run(const std::vector<std::string> &argv, const RunOptions &)
{
    return fail(m_reason, argv.empty() ? "" : argv.front());
}

Result<std::unique_ptr<RunningProgram>> RecordedHost::start(const std::vector<std::string> &argv, const std::string &)
{
    return fail(m_reason, argv.empty() ? "" : argv.front());
}

Result<std::string> RecordedHost::readFile(const std::string &path)
{
    const Blob *blob = path.starts_with('/') ? m_capture.find(std::string_view(path).substr(1)) : nullptr;
    if (!blob)
        return fail("no such file", path);
    return blob->bytes;
}

Result<std::vector<std::string>> RecordedHost::listFolder(const std::string &path)
{
    return fail("no such file", path);
}

Result<> RecordedHost::replaceFile(const std::string &path, std::string_view, const Expected *)
{
    return fail(m_reason, path);
}

Result<> RecordedHost::removeFile(const std::string &path)
{
    return fail(m_reason, path);
}

Result<std::unique_ptr<Host>> openDump(const std::string &path)
{
    auto bytes = readFile(path, dumpLimit);
    if (!bytes)
        return pass(bytes.error());
    if (const auto dump = readDump(*bytes); !dump)
        return fail(dump.error().what, path + (dump.error().where.empty() ? "" : ", " + dump.error().where));
    Capture capture;
    capture.how = "dump:" + path;
    capture.blobs["dump"] = {.bytes = std::move(*bytes), .source = path};
    std::string spec = capture.how;
    return std::make_unique<RecordedHost>(std::move(spec), std::move(capture), "a dump can only be looked at");
}

Result<std::unique_ptr<Host>> openRecorded(const std::string &folder)
{
    Capture capture;
    capture.how = "recorded:" + folder;
    if (auto read = readFolder(folder, "", capture); !read)
        return pass(read.error());
    bool listed = false;
    for (const char *name : listings)
        listed = listed || capture.find(name);
    if (!listed)
        return fail("holds no file pciconf, lspci, sysfs or dump, so there is no PCI listing to show", folder);
    std::string spec = capture.how;
    return std::make_unique<RecordedHost>(std::move(spec), std::move(capture), "a recorded host can only be looked at");
}

Result<> writeCapture(const std::string &folder, const Capture &capture)
{
    for (const auto &[name, blob] : capture.blobs)
        if (!blob.error)
            if (auto written = replaceFile(folder + '/' + name, blob.bytes); !written)
                return written;
    return {};
}

} // namespace patchbay
