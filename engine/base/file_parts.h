// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/file.h"
#include "base/result.h"

#include <string>

/// What file.cpp and file_replace.cpp share; for nobody else.
namespace patchbay::file {

/// errno in words; ENOENT gives "no such file", which isMissing() knows.
std::unexpected<Error> failErrno(const std::string &doing, const std::string &path);

/// "/boot" of "/boot/loader.conf", "." of "x".
std::string folderOf(const std::string &path);

/// Makes what was created, renamed or removed in a folder durable.
Result<> syncFolder(const std::string &folder);

/// Gives an open file that is nobody's yet mode, owner and flags.
Result<> giveTraits(int fd, const FileTraits &traits, const std::string &path);

} // namespace patchbay::file
