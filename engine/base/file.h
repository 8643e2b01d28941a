// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/handle.h"
#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// The most that readFile() takes, bytes.
inline constexpr std::size_t fileLimit = std::size_t(64) << 20;

/// A whole regular file, device or pipe, up to `limit` bytes. Errors: "no such file" (exactly), the system's reason
/// otherwise, "is larger than N MiB". `where` is the path. "-" is a file of that name, not standard input.
Result<std::string> readFile(const std::string &path, std::size_t limit = fileLimit);

/// Replaces or creates a file in one step: temporary file in the same folder, fsync, rename, fsync of the folder, then
/// read again and compared. Keeps mode and owner of the old file and follows a symbolic link to the file it names;
/// missing folders are made (0755). On any error the old file is untouched and the temporary file is gone.
/// A file with further hard links is refused: renaming would part them.
Result<> replaceFile(const std::string &path, std::string_view bytes);

/// Removes a file and makes that durable; a missing one is no error.
Result<> removeFile(const std::string &path);

/// Names in a folder without . and .., in the order the system gives them.
Result<std::vector<std::string>> listFolder(const std::string &path);

/// Makes a folder and those above it (0755); an existing one is no error.
Result<> makeFolders(const std::string &path);

/// Holds `path`, a file that is made for it (0600, with its folders), against every other process as long as the handle
/// lives; the end of this process lets go too. Never waits. Errors: "is locked" (exactly), the system's reason.
Result<Handle> lockFile(const std::string &path);

} // namespace patchbay
