// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/file.h"
#include "host/posix_host.h"

/// A host whose root is a folder of the test's, with real files. After `budget` changes it is cut off, as by a power
/// failure: every further change fails and nothing of it reaches the disk.
class FolderHost final : public patchbay::Host
{
public:
    explicit FolderHost(std::string root, int budget = 1'000'000)
        : m_root(std::move(root))
        , m_budget(budget)
    {
    }

    [[nodiscard]] int changes() const { return m_changes; }
    [[nodiscard]] std::string spec() const override { return "folder"; }
    [[nodiscard]] std::optional<std::string> readOnlyReason() const override { return std::nullopt; }
    patchbay::Result<patchbay::ProgramResult> run(const std::vector<std::string> &, const patchbay::RunOptions &) override
    {
        return patchbay::fail("no programs here");
    }
    patchbay::Result<std::unique_ptr<patchbay::RunningProgram>> start(const std::vector<std::string> &,
                                                                     const std::string &) override
    {
        return patchbay::fail("no programs here");
    }
    patchbay::Result<std::string> readFile(const std::string &path) override { return patchbay::readRegularFile(m_root + path); }
    patchbay::Result<std::vector<std::string>> listFolder(const std::string &path) override
    {
        return patchbay::listFolder(m_root + path);
    }
    patchbay::Result<> replaceFile(const std::string &path, std::string_view bytes,
                                   const patchbay::Expected *expected) override
    {
        if (m_changes == m_budget)
            return patchbay::fail("power is gone", path);
        ++m_changes;
        return patchbay::replaceFile(m_root + path, bytes, expected);
    }
    patchbay::Result<std::unique_ptr<patchbay::PreparedFile>> prepareFile(const std::string &path, std::string_view bytes,
                                                                          const patchbay::Expected *expected) override
    {
        if (m_changes == m_budget)
            return patchbay::fail("power is gone", path);
        return patchbay::prepareRealFile(m_root + path, bytes, expected, [this, path]() -> patchbay::Result<patchbay::Handle> {
            if (m_changes == m_budget)
                return patchbay::fail("power is gone", path);
            ++m_changes;
            return patchbay::Handle();
        });
    }
    patchbay::Result<> removeFile(const std::string &path) override
    {
        if (m_changes == m_budget)
            return patchbay::fail("power is gone", path);
        ++m_changes;
        return patchbay::removeFile(m_root + path);
    }
    [[nodiscard]] std::optional<patchbay::FileTraits> traitsOf(const std::string &path) override
    {
        return patchbay::traitsOf(m_root + path);
    }
    patchbay::Result<> removeTemporaries(const std::string &path, const std::vector<std::string> &contents) override
    {
        const auto removed = patchbay::removeTemporaries(m_root + path, contents);
        return removed ? patchbay::Result<>() : patchbay::pass(removed.error());
    }
    patchbay::Result<patchbay::Handle> lock(const std::string &path) override { return patchbay::lockFile(m_root + path); }

private:
    std::string m_root;
    int m_budget;
    int m_changes = 0;
};
