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
    std::vector<std::string> folderOrder;     ///< loader.conf.d's names as the kernel lists them; not the loader's on ZFS
    LoaderGeneration generation = LoaderGeneration::Fourteen;
    std::vector<std::string> unreadable;      ///< files that are there but could not be read
    std::vector<std::string> folders;         ///< folders known to exist though no file of theirs is in `files`
    std::map<std::string, std::string> loaderEnv; ///< variables there before any file is read: smbios.*, nvstore's
    std::string fileSystem;                   ///< of /boot: "ufs", "zfs", ...; empty: unknown
    std::string device;                       ///< what is mounted there: "/dev/nda0p2", "zroot/ROOT/default"
    bool loaderCannotWrite = false;           ///< the loader cannot write there: ZFS, geli, a memory disk

    bool operator==(const BootFiles &) const = default;
};

/// Where a word of the loader came from; line 0 where it belongs to no line.
struct Origin
{
    std::string path;
    int line = 0; ///< from 1, as an editor counts

    bool operator==(const Origin &) const = default;
};

/// One place that set a variable or a module's field ("vmm_load"), in the order the loader met them.
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
    std::vector<Origin> saysFrom;           ///< beside `says`: which file and line each line of it is about
    std::map<std::string, std::string> bootEnv; ///< set on top of `env` by commands run while modules are loaded
    std::vector<std::string> bootUnset;     ///< unset by such commands
    std::vector<std::string> unsure;        ///< places in Lua files where we cannot tell what the loader would do
};

/// Evaluates boot files by the loader's own rules. Pure; never fails: what the loader complains of is in `says`.
///
/// Where `boot` has /boot/defaults/loader.conf, that file is used, else what FreeBSD ships with that generation. What a
/// shipped defaults file sets is left out of env, modules and loads, except where there is no other file at all.
/// A value that would grow beyond 4 MiB ends the reading ("not enough memory"), as it does on the machine.
LoaderResult evaluateLoader(const BootFiles &boot);

/// The generation that belongs to a host's files: from /boot/lua/config.lua where it was captured, else from the
/// variables that /boot/defaults/loader.conf sets (facts section 3.2), else boot.generation.
LoaderGeneration detectGeneration(const BootFiles &boot);

/// The kernel environment after boot as far as the files decide it.
struct KernelEnvironment
{
    std::map<std::string, std::string> env;
    std::vector<std::string> dropped;  ///< names that vanish as a whole: "name=value" is longer than 257 bytes
    std::vector<std::string> warnings; ///< what the kernel prints for them, in order of name
};

/// Applies the kernel's limits to what the loader hands over (facts section 1.4).
KernelEnvironment kernelEnvironment(const LoaderResult &loader);

} // namespace patchbay
