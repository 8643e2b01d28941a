// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/handle.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// The most that readFile() takes, bytes.
inline constexpr std::size_t fileLimit = std::size_t(64) << 20;

/// A whole regular file, device or pipe, up to `limit` bytes. Errors: "no such file" (exactly), the system's reason
/// otherwise, "is larger than N MiB". `where` is the path. "-" is a file of that name, not standard input.
Result<std::string> readFile(const std::string &path, std::size_t limit = fileLimit);

/// The same, of a regular file only, and without ever waiting: a pipe is refused instead of read. What a change compares
/// and keeps. Errors besides those: "is not a regular file".
Result<std::string> readRegularFile(const std::string &path, std::size_t limit = fileLimit);

/// What a file has besides its bytes.
struct FileTraits
{
    unsigned mode = 0644; ///< the permission bits, setuid and sticky ones included
    unsigned owner = 0, group = 0;
    unsigned flags = 0; ///< of chflags(2), without those that keep a file from being removed; 0 where there are none
    bool link = false;  ///< the name is a symbolic link; the rest is of the file behind it
    std::uint64_t device = 0, inode = 0; ///< which file it is, whatever its name

    [[nodiscard]] bool isSameFile(const FileTraits &other) const { return device == other.device && inode == other.inode; }
    /// Whether they look the same, of one file or of two.
    bool operator==(const FileTraits &other) const
    {
        return mode == other.mode && owner == other.owner && group == other.group && flags == other.flags && link == other.link;
    }
};

/// nullopt: there is no such file.
std::optional<FileTraits> traitsOf(const std::string &path);

/// What replaceFile() must find: the file's whole content, or that there is none.
struct Expected
{
    std::optional<std::string> bytes; ///< nullopt: the file must not exist
    std::optional<FileTraits> traits{}; ///< what it is given where there is none: that of the one that was there once
};

/// Replaces or creates a file in one step: temporary file in the same folder, fsync, rename, fsync of the folder, then
/// read again and compared. Keeps mode, owner and (FreeBSD) flags of the old file and follows a symbolic link to the file
/// it names; missing folders are made (0755). A new file is as `expected` says, else 0644, one that begins with "#!" 0755
/// (less the umask, which leaves the owner what that needs). On any error the old file is untouched and the temporary file
/// is gone; only an error that says "the folder cannot be synced" comes after the rename.
/// `expected`: compared at the beginning and again just before the rename, and with what the old file holds just after it:
/// what somebody wrote there meanwhile is put back, and is an error.
/// Errors besides those of the system: a file with further hard links (renaming would part them), one that is immutable.
Result<> replaceFile(const std::string &path, std::string_view bytes, const Expected *expected = nullptr);

/// replaceFile() in two halves, so that several files can be written, and found to fit on the disk, before the first of them
/// takes its place. Without commit() the written bytes are removed again.
class FileReplacement
{
public:
    /// All of replaceFile() but the rename and what follows.
    static Result<FileReplacement> prepare(const std::string &path, std::string_view bytes, const Expected *expected = nullptr);
    /// The rest; once. Takes no room on the disk.
    Result<> commit();

    FileReplacement(FileReplacement &&) noexcept;
    FileReplacement &operator=(FileReplacement &&) noexcept;
    ~FileReplacement();

private:
    struct Parts;
    explicit FileReplacement(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// Compares what was read with what a change expects to find.
Result<> checkExpected(const Result<std::string> &now, const Expected &expected, const std::string &path);

/// Removes what a killed replaceFile() of `path` left beside it: regular files of ours, named as it names them, that hold
/// the beginning of one of `contents` (NULs may follow: a power cut gives those). Anything else stays. Returns their paths.
Result<std::vector<std::string>> removeTemporaries(const std::string &path, const std::vector<std::string> &contents);

/// Removes a file or an empty folder and makes that durable; a missing one is no error.
Result<> removeFile(const std::string &path);

/// Names in a folder without . and .., in the order the system gives them.
Result<std::vector<std::string>> listFolder(const std::string &path);

/// Makes a folder and those above it (0755); an existing one is no error.
Result<> makeFolders(const std::string &path);

/// Holds `path`, a file that is made for it (0600, with its folders), against every other process as long as the handle
/// lives; the end of this process lets go too. Never waits. Errors: "is locked" (exactly), the system's reason.
Result<Handle> lockFile(const std::string &path);

} // namespace patchbay
