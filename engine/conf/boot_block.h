// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/boot_files.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// Our marked block in a boot file:
///
///     # Patchbay: begin (edit in Patchbay, or delete this block to undo)
///     # Patchbay took over: pptdevs="2/0/0 2/0/1"   # fc card
///     vmm_load="YES"
///     pptdevs="1/0/1 2/0/0 2/0/1"
///     # Patchbay: end
///
/// A line of somebody else that sets one of our names is kept behind "# Patchbay took over: ", the last of them inside
/// the block and earlier ones where they stood, so that taking the prefix away gives back every byte. Lines of somebody
/// else inside the block are not ours and stay when it goes.

/// The names a block may set.
const std::set<std::string, std::less<>> &blockNames();

/// `bytes` without our block and with the lines it took over as they were; the same bytes where there is no block.
/// nullopt: the file was made by us and nothing of anybody else is in it.
std::optional<std::string> withoutBlock(std::string_view bytes, LoaderGeneration generation);

/// How a block is put in.
enum class BlockPlace : std::uint8_t {
    AtLastTaken,     ///< foreign lines are taken over, the block stands where the last of them stood
    AtEndTaking,     ///< foreign lines are taken over, the block stands behind everything
    AtEndOverriding, ///< foreign lines stay as they are; the block, read later, wins
};

/// Puts a block with these lines ("pptdevs=\"2/0/0\"") into `base`, which has none; nullopt: there is no file yet.
/// `names` are those whose foreign lines are taken over. Line endings are those of the file.
std::string withBlock(const std::optional<std::string> &base, const std::vector<std::string> &assignments,
                      const std::set<std::string, std::less<>> &names, BlockPlace place, LoaderGeneration generation);

} // namespace patchbay
