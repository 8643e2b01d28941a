// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "apply/history.h"

#include <optional>
#include <string>
#include <vector>

/// Where records lie on a host; used within this layer only.
namespace patchbay::store {

/// Where all records are, each in a folder of its own.
inline constexpr const char *recordsFolder = "/var/db/patchbay/history";

std::string recordPath(const std::string &id, const std::string &name);

/// "000001": six digits.
bool isRecordId(std::string_view name);

/// Folders of records, also of half-made and half-dropped ones; oldest first.
Result<std::vector<std::string>> recordIds(Host &host);

/// A file's content; nullopt: there is no such file.
Result<std::optional<std::string>> readOptional(Host &host, const std::string &path);

/// Digests of both sides, as a record keeps them: "5891b5b522d5... -".
std::string sumOf(const FileWrite &file);

/// One side of a record's file `index`. Errors: unreadable, another than was kept.
Result<std::optional<std::string>> keptSide(Host &host, const HistoryRecord &record, std::size_t index, bool after);

/// What its copy remembers of the file; nullopt: there was none.
std::optional<FileTraits> keptTraits(Host &host, const std::string &id, std::size_t index, bool after);

/// Removes what is in a record's folder, the record itself first: without it the rest does not count, while a record
/// without its copies would.
Result<> removeFrom(Host &host, const std::string &id, bool (*which)(const std::string &name));

/// Marks those as reverted that a later one in force took back. One write makes a record count, and that it took others
/// back follows from it, so no crash can come between the two.
void markReverted(std::vector<HistoryRecord> &records);

/// Drops the oldest records until one more of `bytes` fits, but none that somebody may still need: the change that broke
/// off, waits to be confirmed or is the last in force, and the one whose plan counts again when that is taken back.
/// Returns their ids. A crash at any instant leaves a folder without a record, which counts for nothing and goes next time.
Result<std::vector<std::string>> makeRoom(Host &host, std::uint64_t bytes);

} // namespace patchbay::store
