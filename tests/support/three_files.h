// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/transaction.h"

#include <fstream>
#include <optional>
#include <string>

/// A change of three boot files, one of each kind: rewritten, new and removed.
namespace patchbay::test {

inline ApplyOrder threeFiles()
{
    return {.files = {{"/boot/loader.conf", "old\n", "new\n"},
                      {"/boot/loader.conf.local", std::nullopt, "fresh\n"},
                      {"/boot/nextboot.conf", "stale\n", std::nullopt}},
            .planText = "{\"guests\":[]}",
            .summary = "1/0/0 to web-01",
            .now = 1000};
}

inline ChangeLock lockOf(Host &host)
{
    return ChangeLock::take(host, "testing").value();
}

inline Result<HistoryRecord> apply(Host &host, const ApplyOrder &what = threeFiles())
{
    return applyOrder(host, lockOf(host), what);
}

inline Result<std::optional<HistoryRecord>> putRight(Host &host)
{
    return recover(host, lockOf(host));
}

/// In place, as an editor does it.
inline void overwrite(const std::string &path, const std::string &bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace patchbay::test
