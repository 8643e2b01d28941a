// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/file.h"

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::sim {

/// The simulated host's files: a folder of this machine under which its absolute paths live. ".." in a path
/// is taken out and a link that leads out is an error, so that nothing outside the folder can be reached.
class Disk
{
public:
    explicit Disk(std::string root)
        : m_root(std::move(root))
    {
    }

    /// The path here of a path there.
    [[nodiscard]] std::string real(std::string_view path) const;

    /// Error: a link on the way leads out of the folder.
    [[nodiscard]] Result<> checkInside(const std::string &path) const;

    [[nodiscard]] bool exists(const std::string &path) const;
    [[nodiscard]] Result<std::string> read(const std::string &path) const;
    [[nodiscard]] Result<std::vector<std::string>> list(const std::string &path) const;
    Result<> write(const std::string &path, std::string_view bytes, const Expected *expected = nullptr);
    Result<> remove(const std::string &path);

    /// Copies of all of it, beside it: of a boot environment that does not run. changeCopy() puts the files away as `away` and
    /// those of `taken` in their place. Errors: those of the system.
    Result<> keepCopy(const std::string &name);
    Result<> removeCopy(const std::string &name);
    Result<> changeCopy(const std::string &away, const std::string &taken);

    /// All regular files below a folder and links to files, as absolute paths there.
    [[nodiscard]] std::vector<std::string> filesBelow(const std::string &path) const;

private:
    [[nodiscard]] bool leadsOut(const std::string &path) const;
    [[nodiscard]] std::string copyPath(const std::string &name) const;

    std::string m_root;
};

} // namespace patchbay::sim
