// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/disk.h"

#include "base/file.h"

#include <algorithm>
#include <filesystem>

#include <sys/stat.h>

namespace patchbay::sim {

std::string Disk::real(std::string_view path) const
{
    std::string result = m_root;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (!part.empty() && part != "." && part != "..")
            result.append("/").append(part);
    }
    return result;
}

bool Disk::leadsOut(const std::string &path) const
{
    std::error_code error;
    const auto root = std::filesystem::canonical(m_root, error);
    if (error)
        return false;
    const auto end = std::filesystem::weakly_canonical(real(path), error);
    return !error && std::ranges::mismatch(root, end).in1 != root.end();
}

Result<> Disk::checkInside(const std::string &path) const
{
    return leadsOut(path) ? fail("is a link that leads out of the simulated host", path) : Result<>();
}

bool Disk::exists(const std::string &path) const
{
    struct stat status {};
    return ::stat(real(path).c_str(), &status) == 0;
}

Result<std::string> Disk::read(const std::string &path) const
{
    if (const auto inside = checkInside(path); !inside)
        return pass(inside.error());
    auto bytes = readRegularFile(real(path));
    if (!bytes)
        return fail(bytes.error().what, path);
    return bytes;
}

Result<std::vector<std::string>> Disk::list(const std::string &path) const
{
    if (const auto inside = checkInside(path); !inside)
        return pass(inside.error());
    auto names = listFolder(real(path));
    if (!names)
        return fail(names.error().what, path);
    return names;
}

Result<> Disk::write(const std::string &path, std::string_view bytes, const Expected *expected)
{
    if (const auto inside = checkInside(path); !inside)
        return inside;
    const std::string target = real(path);
    if (const auto made = makeFolders(target.substr(0, target.rfind('/'))); !made)
        return made;
    if (const auto done = replaceFile(target, bytes, expected); !done)
        return fail(done.error().what, path);
    return {};
}

Result<> Disk::remove(const std::string &path)
{
    const auto inside = checkInside(path);
    return inside ? removeFile(real(path)) : inside;
}

std::string Disk::copyPath(const std::string &name) const
{
    return m_root.substr(0, m_root.rfind('/')) + "/environments/" + name;
}

Result<> Disk::keepCopy(const std::string &name)
{
    using enum std::filesystem::copy_options;
    std::error_code error;
    if (const auto made = makeFolders(copyPath({})); !made)
        return made;
    std::filesystem::copy(m_root, copyPath(name), recursive | copy_symlinks, error);
    return error ? fail(error.message(), name) : Result<>();
}

Result<> Disk::removeCopy(const std::string &name)
{
    std::error_code error;
    std::filesystem::remove_all(copyPath(name), error);
    return error ? fail(error.message(), name) : Result<>();
}

Result<> Disk::changeCopy(const std::string &away, const std::string &taken)
{
    std::error_code error;
    std::filesystem::rename(m_root, copyPath(away), error);
    if (!error)
        std::filesystem::rename(copyPath(taken), m_root, error);
    return error ? fail(error.message(), taken) : Result<>();
}

std::vector<std::string> Disk::filesBelow(const std::string &path) const
{
    std::vector<std::string> files;
    const auto names = listFolder(real(path));
    for (const std::string &name : names.value_or(std::vector<std::string>())) {
        const std::string inner = path + "/" + name;
        struct stat status {};
        if (::lstat(real(inner).c_str(), &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode)) {
            const auto deeper = filesBelow(inner);
            files.insert(files.end(), deeper.begin(), deeper.end());
        } else if (S_ISREG(status.st_mode) || (S_ISLNK(status.st_mode) && read(inner))) {
            files.push_back(inner);
        }
    }
    return files;
}

} // namespace patchbay::sim
