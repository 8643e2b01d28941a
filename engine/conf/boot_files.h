// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace patchbay {

/// Which generation of loader(8) reads the files; they differ (facts section 3.1, 3.2).
enum class LoaderGeneration : std::uint8_t { Twelve, Fourteen, Main };

/// A host's boot files, bytes untouched. Paths are absolute on the host: "/boot/loader.conf".
struct BootFiles
{
    std::map<std::string, std::string> files; ///< those that exist; a path that is not here does not exist
    std::vector<std::string> folderOrder;     ///< loader.conf.d's names in the order the disk gives them, if known
    LoaderGeneration generation = LoaderGeneration::Fourteen;
    std::vector<std::string> unreadable;      ///< files that are there but could not be read

    bool operator==(const BootFiles &) const = default;
};

/// One place that set a variable, in the order the loader met them.
struct Assignment
{
    std::string name;
    std::string value; ///< after expansion, as it would reach kenv
    std::string path;
    int line = 0;      ///< from 1, as an editor counts
};

/// What loader(8) would really make of the files.
struct LoaderResult
{
    std::map<std::string, std::string> env; ///< set by the files; what the defaults alone give is left out
    struct Module
    {
        std::map<std::string, std::string> fields; ///< load, name, type, flags, before, after, error
        bool operator==(const Module &) const = default;
    };
    std::map<std::string, Module> modules;  ///< where it differs from the defaults
    std::vector<std::string> loads;         ///< module names that will be loaded beside the kernel
    std::vector<std::string> notLoaded;     ///< a default load that is gone
    std::vector<std::string> says;          ///< what it prints while reading
    std::vector<std::string> bootSays;      ///< what it prints while loading modules
    std::vector<std::string> reads;         ///< files opened, in order, defaults left out
    std::map<std::string, std::string> left; ///< files it wrote, with their content afterwards (nextboot.conf on UFS)
    std::optional<std::string> stops;       ///< the parser itself failed here; nothing after it is read
    std::vector<Assignment> assignments;    ///< every assignment met, also those overridden later
};

/// Evaluates boot files by the loader's own rules. Pure; never fails: what the loader complains of is in `says`.
LoaderResult evaluateLoader(const BootFiles &boot);

} // namespace patchbay
