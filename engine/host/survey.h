// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "host/oddity.h"
#include "pci/topology.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// A function that cannot be passed to a guest whatever is planned.
struct SurveyBlocker
{
    Address function;
    std::string reason; ///< "it is a bridge", "it has no capability list"

    bool operator==(const SurveyBlocker &) const = default;
};

/// One dump. With errors not empty the counts are those of what could be read, if anything.
struct SurveyedMachine
{
    std::string path;
    std::string kind; ///< "pciconf" or "lspci"; empty where the dump could not be read
    std::size_t functions = 0;
    std::size_t endpoints = 0;
    std::optional<std::size_t> msi, msix;    ///< functions that have it; nullopt: the dump lists no capabilities
    std::optional<std::size_t> groups;       ///< isolation groups; nullopt: cannot be derived
    std::vector<SurveyBlocker> blockers;     ///< by address; capabilities that are not known block nothing
    std::vector<Oddity> oddities;            ///< read, but strange
    std::vector<Error> errors;               ///< why the dump could not be read
};

struct Survey
{
    std::vector<SurveyedMachine> machines; ///< in the order of the paths given, within a folder by name
    std::size_t skipped = 0;               ///< text files in a folder that hold no trace of a listing
    std::vector<Error> errors;             ///< folders that could not be read, paths that are not there

    /// Sums over machines.
    struct Summary
    {
        std::size_t machines = 0, functions = 0, endpoints = 0, msi = 0, msix = 0, blockers = 0, errors = 0;

        bool operator==(const Summary &) const = default;
    };
    [[nodiscard]] Summary summary() const;
    [[nodiscard]] bool allRead() const { return summary().errors == 0; }
};

/// The most that a dump may have, bytes: 256 MiB, as many as half a million functions take.
inline constexpr std::size_t surveyFileLimit = std::size_t(256) << 20;

/// Looks at one dump. Pure.
SurveyedMachine surveyDump(std::string path, std::string_view text);

/// Looks at files and, through all their folders, at everything in folders: regular files only, also behind symbolic
/// links; a link to a folder is followed only where it is given as a path itself, so there are no loops. A file without
/// any trace of a listing is an error where it was named itself or is empty or binary, else it is only counted.
/// `each` is called as soon as a machine is done.
Survey surveyPaths(const std::vector<std::string> &paths, const std::function<void(const SurveyedMachine &)> &each = {});

} // namespace patchbay
