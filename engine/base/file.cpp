// SPDX-License-Identifier: BSD-2-Clause
#include "base/file.h"

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

namespace {

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

Result<> writeAll(int fd, std::string_view bytes, const std::string &path)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failErrno("cannot be written", path);
        bytes.remove_prefix(std::size_t(written));
    }
    return {};
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

/// The file that a name finally leads to; renaming over a link would replace the link itself.
Result<std::string> resolved(const std::string &path)
{
    struct stat st{};
    if (::lstat(path.c_str(), &st) != 0 || !S_ISLNK(st.st_mode))
        return path;
    const std::unique_ptr<char, decltype(&::free)> real(::realpath(path.c_str(), nullptr), ::free);
    if (!real)
        return fail("is a symbolic link that leads nowhere", path);
    return std::string(real.get());
}

/// A temporary file that is gone again unless it took its final name.
class Temporary
{
public:
    explicit Temporary(const std::string &beside)
        : m_path(beside + ".patchbay-XXXXXX")
        , m_handle(::mkostemp(m_path.data(), O_CLOEXEC))
    {
    }
    ~Temporary()
    {
        if (m_handle && !m_kept)
            ::unlink(m_path.c_str());
    }
    Temporary(const Temporary &) = delete;
    Temporary &operator=(const Temporary &) = delete;

    [[nodiscard]] int fd() const { return m_handle.get(); }
    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] explicit operator bool() const { return bool(m_handle); }
    void keep() { m_kept = true; }

private:
    std::string m_path;
    Handle m_handle;
    bool m_kept = false;
};

Result<> giveSameOwner(int fd, const struct stat *old, const std::string &path)
{
    if (!old) {
        const mode_t mask = ::umask(0);
        ::umask(mask);
        return ::fchmod(fd, 0644 & ~mask) == 0 ? Result<>() : failErrno("its mode cannot be set", path);
    }
    if ((old->st_uid != ::geteuid() || old->st_gid != ::getegid()) && ::fchown(fd, old->st_uid, old->st_gid) != 0)
        return failErrno("its owner cannot be kept", path);
    if (::fchmod(fd, old->st_mode & 07777) != 0)
        return failErrno("its mode cannot be kept", path);
    return {};
}

Result<> checkReplaceable(const struct stat &st, const std::string &path)
{
    if (!S_ISREG(st.st_mode))
        return fail("is not a regular file", path);
    if (st.st_nlink > 1)
        return fail("has further hard links, which replacing it would part; write to one name of its own", path);
    return {};
}

} // namespace

Result<std::string> readFile(const std::string &path, std::size_t limit)
{
    const Handle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!handle)
        return failErrno("cannot be opened", path);
    struct stat st{};
    if (::fstat(handle.get(), &st) != 0)
        return failErrno("cannot be read", path);
    if (S_ISDIR(st.st_mode))
        return fail("is a folder", path);

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

Result<> replaceFile(const std::string &path, std::string_view bytes)
{
    const auto target = resolved(path);
    if (!target)
        return pass(target.error());
    const std::string folder = folderOf(*target);
    if (auto made = makeFolders(folder); !made)
        return made;

    struct stat old{};
    const bool exists = ::lstat(target->c_str(), &old) == 0;
    if (exists)
        if (auto replaceable = checkReplaceable(old, *target); !replaceable)
            return replaceable;

    Temporary fresh(*target);
    if (!fresh)
        return failErrno("no file can be made beside it", *target);
    if (auto written = writeAll(fresh.fd(), bytes, *target); !written)
        return written;
    if (auto given = giveSameOwner(fresh.fd(), exists ? &old : nullptr, *target); !given)
        return given;
    if (::fsync(fresh.fd()) != 0)
        return failErrno("cannot be synced to disk", *target);
    const auto check = readFile(fresh.path(), std::max(fileLimit, bytes.size()));
    if (!check || *check != bytes)
        return fail("what was written could not be read back", *target);
    if (::rename(fresh.path().c_str(), target->c_str()) != 0)
        return failErrno("cannot be replaced", *target);
    fresh.keep();
    return syncFolder(folder);
}

Result<> removeFile(const std::string &path)
{
    if (::unlink(path.c_str()) != 0)
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
    return {};
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
