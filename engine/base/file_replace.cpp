// SPDX-License-Identifier: BSD-2-Clause
#include "base/file.h"

#include "base/file_parts.h"
#include "base/handle.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace patchbay {

using file::failErrno;
using file::folderOf;

namespace {

constexpr std::string_view temporaryMark = ".patchbay-";
constexpr std::size_t randomLetters = 6;

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
        : m_path(beside + std::string(temporaryMark) + std::string(randomLetters, 'X'))
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

/// What the umask leaves a new file, but never less than its owner needs: rc(8) starts no script that nobody may execute.
Result<> giveFreshMode(int fd, mode_t fresh, const std::string &path)
{
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return ::fchmod(fd, (fresh & ~mask) | (fresh & 0700)) == 0 ? Result<>() : failErrno("its mode cannot be set", path);
}

#ifdef UF_IMMUTABLE
/// The flags that keep a file from being replaced, or a folder from taking part, by their names in chflags(1).
std::string protectingFlags(const struct stat &st)
{
    std::string names;
    for (const auto &[flag, name] : {std::pair{SF_IMMUTABLE, "schg"}, {SF_APPEND, "sappnd"}, {SF_NOUNLINK, "sunlnk"},
                                     {UF_IMMUTABLE, "uchg"}, {UF_APPEND, "uappnd"}, {UF_NOUNLINK, "uunlnk"}})
        if ((st.st_flags & decltype(st.st_flags)(flag)) != 0)
            names += (names.empty() ? "" : ",") + std::string(name);
    return names;
}

std::string protectedWords(const std::string &flags, const std::string &path)
{
    std::string off;
    for (std::size_t at = 0; at <= flags.size(); at = std::min(flags.find(',', at), flags.size()) + 1)
        off += (off.empty() ? "no" : ",no") + flags.substr(at, flags.find(',', at) - at);
    return "is protected by a flag (" + flags + "): chflags " + off + ' ' + path + " takes it off" +
        (flags.contains('s') ? ", where kern.securelevel is not above 0" : "");
}
#endif

/// What keeps `folder` from taking a new file, in words that say what to do; the system's own reason where that says enough.
Error whyNoFile(int error, const std::string &folder, const std::string &path)
{
#ifdef UF_IMMUTABLE
    struct stat st{};
    if (error == EPERM && ::stat(folder.c_str(), &st) == 0)
        if (const std::string flags = protectingFlags(st); !flags.empty())
            return {"its folder " + protectedWords(flags, folder), path};
#endif
    std::string words = std::string("no file can be made beside it: ") + std::strerror(error);
    if (error == EROFS)
        words += ": " + folder + " is mounted read-only (mount -uw makes it writable; on ZFS also zfs set readonly=off)";
    return {words, path};
}

Result<> checkReplaceable(const struct stat &st, const std::string &path)
{
    if (!S_ISREG(st.st_mode))
        return fail("is not a regular file", path);
    if (st.st_nlink > 1)
        return fail("has further hard links, which replacing it would part; write to one name of its own", path);
#ifdef UF_IMMUTABLE
    if (const std::string flags = protectingFlags(st); !flags.empty())
        return fail(protectedWords(flags, path), path);
#endif
    return {};
}

/// The bytes behind a name, or behind the descriptor that was opened on it: rename() does not change the latter.
Result<> compare(const std::string &path, const Expected *expected)
{
    return expected ? checkExpected(readRegularFile(path), *expected, path) : Result<>();
}

Result<std::string> readAgain(int fd, const std::string &path)
{
    std::string bytes;
    char part[65536];
    while (bytes.size() <= fileLimit) {
        const ssize_t got = ::pread(fd, part, sizeof part, off_t(bytes.size()));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failErrno("cannot be read", path);
        if (got == 0)
            break;
        bytes.append(part, std::size_t(got));
    }
    return bytes;
}

/// After the rename: an editor that had the old file open may have written into it at the same instant.
Result<> checkNothingLost(const Handle &old, const Expected &expected, const std::string &path)
{
    if (!old)
        return {};
    const auto theirs = readAgain(old.get(), path);
    if (!theirs || !expected.bytes || *theirs == *expected.bytes)
        return {};
    if (auto back = replaceFile(path, *theirs); !back)
        return fail("was changed by somebody while it was replaced, and putting theirs back failed: " + back.error().what,
                    path);
    return fail("was changed by somebody while it was replaced; theirs stands", path);
}

Result<> fill(Temporary &fresh, std::string_view bytes, const std::optional<FileTraits> &traits, const std::string &target)
{
    if (auto written = writeAll(fresh.fd(), bytes, target); !written)
        return written;
    const auto given = traits ? file::giveTraits(fresh.fd(), *traits, target)
                              : giveFreshMode(fresh.fd(), bytes.starts_with("#!") ? 0755 : 0644, target);
    if (!given)
        return given;
    if (::fsync(fresh.fd()) != 0)
        return failErrno("cannot be synced to disk", target);
    const auto check = readFile(fresh.path(), std::max(fileLimit, bytes.size()));
    if (!check || *check != bytes)
        return fail("what was written could not be read back", target);
    return {};
}

bool isTemporaryOf(const std::string &base, const std::string &name)
{
    const std::string head = base + std::string(temporaryMark);
    return name.size() == head.size() + randomLetters && name.starts_with(head) &&
        std::ranges::all_of(name.substr(head.size()), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           });
}

bool isBeginningOf(std::string_view part, std::string_view whole)
{
    const std::size_t same = std::size_t(std::ranges::mismatch(part, whole).in1 - part.begin());
    return part.find_first_not_of('\0', same) == std::string_view::npos && part.size() <= whole.size();
}

} // namespace

Result<> checkExpected(const Result<std::string> &now, const Expected &expected, const std::string &path)
{
    if (!now && now.error().what != "no such file")
        return pass(now.error());
    if (now.has_value() != expected.bytes.has_value())
        return fail(now ? "has appeared since it was looked at" : "has gone since it was looked at", path);
    if (now && *now != *expected.bytes)
        return fail("was changed by somebody since it was looked at", path);
    return {};
}

struct FileReplacement::Parts
{
    Parts(const std::string &path, const Expected *must)
        : target(path)
        , expected(must ? std::optional(*must) : std::nullopt)
        , fresh(path)
    {
    }

    std::string target;
    std::optional<Expected> expected;
    Temporary fresh;
};

FileReplacement::FileReplacement(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
}

FileReplacement::FileReplacement(FileReplacement &&) noexcept = default;
FileReplacement &FileReplacement::operator=(FileReplacement &&) noexcept = default;
FileReplacement::~FileReplacement() = default;

Result<FileReplacement> FileReplacement::prepare(const std::string &path, std::string_view bytes, const Expected *expected)
{
    const auto target = resolved(path);
    if (!target)
        return pass(target.error());
    if (auto made = makeFolders(folderOf(*target)); !made)
        return pass(made.error());
    if (auto same = compare(*target, expected); !same)
        return pass(same.error());

    struct stat old{};
    const bool exists = ::lstat(target->c_str(), &old) == 0;
    if (exists)
        if (auto replaceable = checkReplaceable(old, *target); !replaceable)
            return pass(replaceable.error());

    auto parts = std::make_unique<Parts>(*target, expected);
    if (const int error = errno; !parts->fresh)
        return pass(whyNoFile(error, folderOf(*target), *target));
    const auto traits = exists ? traitsOf(*target) : expected ? expected->traits : std::nullopt;
    if (auto filled = fill(parts->fresh, bytes, traits, *target); !filled)
        return pass(filled.error());
    return FileReplacement(std::move(parts));
}

Result<> FileReplacement::commit()
{
    const std::string &target = m_parts->target;
    const Expected *expected = m_parts->expected ? &*m_parts->expected : nullptr;
    const bool watched = expected && expected->bytes;
    const Handle replaced(watched ? ::open(target.c_str(), O_RDONLY | O_CLOEXEC) : -1);
    if (auto same = compare(target, expected); !same)
        return same;
    if (::rename(m_parts->fresh.path().c_str(), target.c_str()) != 0)
        return failErrno("cannot be replaced", target);
    m_parts->fresh.keep();
    if (auto synced = file::syncFolder(folderOf(target)); !synced)
        return synced;
    return watched ? checkNothingLost(replaced, *expected, target) : Result<>();
}

Result<> replaceFile(const std::string &path, std::string_view bytes, const Expected *expected)
{
    auto prepared = FileReplacement::prepare(path, bytes, expected);
    return prepared ? prepared->commit() : pass(prepared.error());
}

Result<std::vector<std::string>> removeTemporaries(const std::string &path, const std::vector<std::string> &contents)
{
    std::vector<std::string> removed;
    const auto target = resolved(path);
    if (!target)
        return pass(target.error());
    const std::string folder = folderOf(*target), base = target->substr(target->rfind('/') + 1);
    const auto names = listFolder(folder);
    if (!names)
        return names.error().what == "no such file" ? Result<std::vector<std::string>>(removed) : pass(names.error());
    for (const std::string &name : *names) {
        struct stat st{};
        const std::string full = folder + '/' + name;
        if (!isTemporaryOf(base, name) || ::lstat(full.c_str(), &st) != 0 || !S_ISREG(st.st_mode) || st.st_nlink != 1 ||
            (::geteuid() != 0 && st.st_uid != ::geteuid()))
            continue;
        const auto bytes = readRegularFile(full);
        if (!bytes || std::ranges::none_of(contents, [&](const std::string &text) { return isBeginningOf(*bytes, text); }))
            continue;
        if (auto gone = removeFile(full); !gone)
            return pass(gone.error());
        removed.push_back(full);
    }
    return removed;
}

} // namespace patchbay
