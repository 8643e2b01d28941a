// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/capture.h"

namespace patchbay {

/// A host that is only a capture: a folder of blobs (recorded:DIR) or one listing (dump:FILE). Everything that would
/// run or change something fails with the reason.
class RecordedHost final : public Host
{
public:
    RecordedHost(std::string spec, Capture capture, std::string reason)
        : m_spec(std::move(spec))
        , m_capture(std::move(capture))
        , m_reason(std::move(reason))
    {
    }

    [[nodiscard]] std::string spec() const override { return m_spec; }
    [[nodiscard]] std::optional<std::string> readOnlyReason() const override { return m_reason; }
    [[nodiscard]] const Capture *recorded() const override { return &m_capture; }
    Result<ProgramResult> run(const std::vector<std::string> &argv, const RunOptions &options) override;
    Result<std::unique_ptr<RunningProgram>> start(const std::vector<std::string> &argv,
                                                  const std::string &logPath) override;
    Result<std::string> readFile(const std::string &path) override;
    Result<std::vector<std::string>> listFolder(const std::string &path) override;
    Result<> replaceFile(const std::string &path, std::string_view bytes, const Expected *expected) override;
    Result<> removeFile(const std::string &path) override;

private:
    std::string m_spec;
    Capture m_capture;
    std::string m_reason;
};

/// dump:FILE. Errors: unreadable file, no PCI listing in it (the parser's own words and place).
Result<std::unique_ptr<Host>> openDump(const std::string &path);

/// recorded:DIR. Errors: no such folder, no PCI listing among its files.
Result<std::unique_ptr<Host>> openRecorded(const std::string &folder);

/// Writes a capture as such a folder; existing files of the same names are replaced.
Result<> writeCapture(const std::string &folder, const Capture &capture);

} // namespace patchbay
