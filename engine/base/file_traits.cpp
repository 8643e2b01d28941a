// SPDX-License-Identifier: BSD-2-Clause
#include "base/file_parts.h"

#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

namespace patchbay {

namespace {

#ifdef UF_IMMUTABLE
constexpr unsigned protecting = SF_IMMUTABLE | SF_APPEND | SF_NOUNLINK | UF_IMMUTABLE | UF_APPEND | UF_NOUNLINK;
// The archive flag is the file system's own affair: it sets it on every file that is written.
constexpr unsigned notOurs = protecting | UF_ARCHIVE;
#endif

} // namespace

std::optional<FileTraits> traitsOf(const std::string &path)
{
    struct stat st{}, name{};
    if (::stat(path.c_str(), &st) != 0 || ::lstat(path.c_str(), &name) != 0)
        return std::nullopt;
    FileTraits traits{.mode = unsigned(st.st_mode) & 07777, .owner = unsigned(st.st_uid), .group = unsigned(st.st_gid)};
    traits.link = S_ISLNK(name.st_mode);
    traits.device = std::uint64_t(st.st_dev);
    traits.inode = std::uint64_t(st.st_ino);
#ifdef UF_IMMUTABLE
    traits.flags = unsigned(st.st_flags) & ~notOurs;
#endif
    return traits;
}

namespace file {

Result<> giveTraits(int fd, const FileTraits &traits, const std::string &path)
{
    struct stat st{};
    if (::fstat(fd, &st) != 0)
        return failErrno("cannot be looked at", path);
    if ((st.st_uid != traits.owner || st.st_gid != traits.group) && ::fchown(fd, traits.owner, traits.group) != 0)
        return failErrno("its owner cannot be kept", path);
    if (::fchmod(fd, mode_t(traits.mode)) != 0)
        return failErrno("its mode cannot be kept", path);
#ifdef UF_IMMUTABLE
    if (traits.flags != 0 && ::fchflags(fd, traits.flags) != 0 && errno != EOPNOTSUPP)
        return failErrno("its flags cannot be kept", path);
#endif
    return {};
}

} // namespace file

} // namespace patchbay
