// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/boot_files.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// An assignment as a person reads it off a line: name="value", name='value' or name=value, also behind "export" or "set",
/// with blanks wherever people put them; a value ends with its quote, a bare one with the comment.
struct PlainAssignment
{
    std::string name;
    std::string value;

    bool operator==(const PlainAssignment &) const = default;
};

/// nullopt: nobody would take the line for an assignment.
std::optional<PlainAssignment> readPlainly(std::string_view line);

/// How a line is taken otherwise than it reads.
enum class Misread : std::uint8_t {
    NotRead,    ///< this loader never opens the file
    OtherName,  ///< it sets another name; `taken` is that
    OtherValue, ///< it sets another value; `taken` is that
    NotYes,     ///< the loader loads a module for YES only
    NotNumber,  ///< the kernel takes a number only and keeps its own value
    NotModule,  ///< the loader takes it for a variable, so no module is loaded
    NoVariable, ///< nothing reads a variable of this name
    OddEntry,   ///< a word of pptdevs claims nothing or something else; `taken` says which and why
};

struct MisreadLine
{
    Misread how = Misread::OtherValue;
    Origin at;
    std::string text; ///< the line
    PlainAssignment plain;
    std::string taken;

    bool operator==(const MisreadLine &) const = default;
};

/// Lines about passthrough and about modules that the loader of this host, or the kernel behind it, silently takes
/// otherwise than they read (facts section 3.1, facts/loader); by file and line. What the loader complains of itself
/// ("Malformed line") is not repeated, and neither is a line that a later one overrides. Pure.
std::vector<MisreadLine> misreadLines(const BootFiles &boot, const LoaderResult &loader);

/// Something about passthrough that the loader of another generation would make of the same files.
struct LoaderDifference
{
    LoaderGeneration generation = LoaderGeneration::Main; ///< the other one
    std::string name;                                     ///< "pptdevs", "hw.vmm.iommu.enable"; "load vmm" of a module
    std::optional<std::string> here, there;               ///< values; nullopt: not set. Of a module "yes" or nullopt
    Origin hereAt, thereAt;                               ///< the lines that decide; path empty: none is known

    bool operator==(const LoaderDifference &) const = default;
};

/// What another generation than boot.generation, with the defaults it comes with, would set otherwise of pptdevs, pptdevs2,
/// pptdevs3, vmm's variables and the modules that are loaded; by generation and name. `here` is what
/// evaluateLoader(boot) gave. Empty where there are no files.
std::vector<LoaderDifference> loaderDifferences(const BootFiles &boot, const LoaderResult &here);

} // namespace patchbay
