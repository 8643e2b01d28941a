// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/handle.h"
#include "host/host.h"

#include <functional>

namespace patchbay {

/// This machine: programs and files of the system the engine runs on. Changes are possible on FreeBSD as root only;
/// everywhere else readOnlyReason() says why not.
class PosixHost final : public Host
{
public:
    PosixHost();

    [[nodiscard]] std::string spec() const override { return "local"; }
    [[nodiscard]] std::optional<std::string> readOnlyReason() const override { return m_readOnly; }
    [[nodiscard]] std::optional<std::string> connection() const override;
    [[nodiscard]] std::optional<long> ownProcess() const override;
    Result<ProgramResult> run(const std::vector<std::string> &argv, const RunOptions &options) override;
    Result<std::unique_ptr<RunningProgram>> start(const std::vector<std::string> &argv,
                                                  const std::string &logPath) override;
    Result<std::string> readFile(const std::string &path) override;
    Result<std::string> readFileFrom(const std::string &path, std::uint64_t offset) override;
    Result<std::vector<std::string>> listFolder(const std::string &path) override;
    Result<> replaceFile(const std::string &path, std::string_view bytes, const Expected *expected) override;
    Result<std::unique_ptr<PreparedFile>> prepareFile(const std::string &path, std::string_view bytes,
                                                      const Expected *expected) override;
    Result<> removeFile(const std::string &path) override;
    [[nodiscard]] std::optional<FileTraits> traitsOf(const std::string &path) override;
    Result<Handle> lock(const std::string &path) override;
    Result<> removeTemporaries(const std::string &path, const std::vector<std::string> &contents) override;

private:
    std::optional<std::string> m_readOnly;
};

/// FileReplacement::prepare() for a host whose files are real files. `around` is called about the commit: what it gives
/// is held meanwhile.
Result<std::unique_ptr<PreparedFile>> prepareRealFile(const std::string &path, std::string_view bytes, const Expected *expected,
                                                      std::function<Result<Handle>()> around = {});

/// A program started by startProcess(): output comes back from its log, from byte `from` on.
std::unique_ptr<RunningProgram> followProcess(long processId, const std::string &logPath, std::uint64_t from = 0);

} // namespace patchbay
