// SPDX-License-Identifier: BSD-2-Clause
#include "base/file.h"

#include "base/file_parts.h"
#include "base/handle.h"

#include <cerrno>
#include <climits>
#include <cstring>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace patchbay {

namespace file {

std::unexpected<Error> failErrno(const std::string &doing, const std::string &path)
{
    if (errno == ENOENT)
        return fail("no such file", path);
    return fail(doing + ": " + std::strerror(errno), path);
}

std::string folderOf(const std::string &path)
{
    const auto slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

Result<> syncFolder(const std::string &folder)
{
    const Handle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle)
        return failErrno("the folder cannot be opened", folder);
    // Some file systems have nothing to sync for a folder and say so; the rename is as safe there as it gets.
    if (::fsync(handle.get()) != 0 && errno != EINVAL && errno != ENOTSUP)
        return failErrno("the folder cannot be synced", folder);
    return {};
}

} // namespace file

using file::failErrno;
using file::folderOf;
using file::syncFolder;

namespace {

Result<std::string> readAll(const Handle &handle, const std::string &path, std::size_t limit, bool regular)
{
    if (!handle)
        return failErrno("cannot be opened", path);
    struct stat st{};
    if (::fstat(handle.get(), &st) != 0)
        return failErrno("cannot be read", path);
    if (S_ISDIR(st.st_mode))
        return fail("is a folder", path);
    if (regular && !S_ISREG(st.st_mode))
        return fail("is not a regular file", path);

    std::string bytes;
    if (S_ISREG(st.st_mode) && std::uint64_t(st.st_size) > limit)
        return fail("is larger than " + std::to_string(limit >> 20) + " MiB", path);
    if (S_ISREG(st.st_mode))
        bytes.reserve(std::min(std::size_t(st.st_size) + 1, limit + 1));
    while (true) {
        if (bytes.size() > limit)
            return fail("is larger than " + std::to_string(limit >> 20) + " MiB", path);
        const std::size_t had = bytes.size();
        const std::size_t room = std::min(std::max(bytes.capacity() - had, std::size_t(65536)), limit + 1 - had);
        ssize_t got = 0;
        bytes.resize_and_overwrite(had + room, [&](char *data, std::size_t) {
            got = ::read(handle.get(), data + had, room);
            return had + std::size_t(std::max<ssize_t>(got, 0));
        });
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failErrno("cannot be read", path);
        if (got == 0)
            return bytes;
    }
}

} // namespace

Result<std::string> readFile(const std::string &path, std::size_t limit)
{
    return readAll(Handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), path, limit, false);
}

Result<std::string> readRegularFile(const std::string &path, std::size_t limit)
{
    // Opening a pipe that nobody writes would wait for ever.
    return readAll(Handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), path, limit, true);
}

Result<> removeFile(const std::string &path)
{
    // What unlink(2) says of a folder differs between systems.
    struct stat st{};
    const bool folder = ::lstat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
    if ((folder ? ::rmdir(path.c_str()) : ::unlink(path.c_str())) != 0)
        return errno == ENOENT ? Result<>() : failErrno("cannot be removed", path);
    return syncFolder(folderOf(path));
}

Result<std::vector<std::string>> listFolder(const std::string &path)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> folder(::opendir(path.c_str()), ::closedir);
    if (!folder)
        return failErrno("the folder cannot be read", path);
    std::vector<std::string> names;
    while (const dirent *entry = ::readdir(folder.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..")
            names.emplace_back(name);
    }
    return names;
}

Result<> makeFolders(const std::string &path)
{
    struct stat st{};
    if (::stat(path.c_str(), &st) == 0)
        return S_ISDIR(st.st_mode) ? Result<>() : fail("is not a folder", path);
    const std::string above = folderOf(path);
    if (above != path)
        if (auto made = makeFolders(above); !made)
            return made;
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
        return failErrno("the folder cannot be made", path);
    // Else a file made durable in it could go with it.
    return syncFolder(above);
}

Result<Handle> lockFile(const std::string &path)
{
    if (auto made = makeFolders(folderOf(path)); !made)
        return pass(made.error());
    Handle file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file)
        return failErrno("cannot be opened", path);
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return fail("is locked", path);
        if (errno != EINTR)
            return failErrno("cannot be locked", path);
    }
    return file;
}

} // namespace patchbay
