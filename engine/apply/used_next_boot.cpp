// SPDX-License-Identifier: BSD-2-Clause
#include "apply/used_next_boot.h"

#include "apply/next_boot_file.h"
#include "apply/record_store.h"
#include "apply/trial.h"
#include "host/boot_reader.h"
#include "host/mount_text.h"

#include <algorithm>

namespace patchbay {

namespace {

const std::string path(nextBootPath);

/// The change that made what is there now, and whether the file's own first line says that it was used.
struct OurFile
{
    std::string id;
    bool saysUsed = false;
    bool saysArmed = false;
};

Result<std::optional<OurFile>> findOurs(Host &host)
{
    using None = std::optional<OurFile>;
    const auto now = store::readOptional(host, path);
    const auto order = store::readOptional(host, trialOrderPath);
    if (!now || !order)
        return pass(now ? order.error() : now.error());
    if (!*now || *order)
        return None();
    const auto records = readHistory(host);
    if (!records)
        return pass(records.error());
    const auto made = std::ranges::find_if(records->rbegin(), records->rend(), [](const HistoryRecord &record) {
        return record.state == "applied" && std::ranges::contains(record.paths, path);
    });
    if (made == records->rend() || made->mode != "next-boot")
        return None();
    const auto index = std::size_t(std::ranges::find(made->paths, path) - made->paths.begin());
    const auto after = store::keptSide(host, *made, index, true);
    if (!after)
        return pass(after.error());
    const auto used = spent(path, *after);
    if (*now != *after && *now != used)
        return None();
    return OurFile{made->id, *now != *after, used != *after && *now == *after};
}

/// "zroot" where /boot is on ZFS.
std::string poolOfBoot(Host &host)
{
    const auto mounts = host.run({"mount", "-p"});
    const auto place = bootPath(host);
    const auto mounted = place && mounts && mounts->status == 0 ? mountedAt(mounts->out, *place) : std::nullopt;
    return mounted && mounted->type == "zfs" ? mounted->device.substr(0, mounted->device.find('/')) : std::string();
}

/// Whether the pool says that its next boot reads no nextboot.conf: "nextboot_enable = NO". Silence is no answer.
bool poolSaysUsed(Host &host)
{
    const std::string pool = poolOfBoot(host);
    if (pool.empty())
        return false;
    const auto said = host.run({"zfsbootcfg", "-z", pool, "-n", "freebsd:nvstore", "-p"});
    if (!said || said->status != 0)
        return false;
    std::string_view text = said->out;
    while (!text.empty()) {
        std::string line(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        std::erase_if(line, [](char c) { return c == ' ' || c == '\t' || c == '"'; });
        if (line.starts_with("nextboot_enable="))
            return line == "nextboot_enable=NO";
    }
    return false;
}

bool isUsed(Host &host, const OurFile &ours)
{
    return ours.saysUsed || (!ours.saysArmed && poolSaysUsed(host));
}

} // namespace

bool mayHaveUsedNextBoot(Host &host)
{
    const auto ours = findOurs(host);
    return ours && *ours && isUsed(host, **ours);
}

Result<std::optional<std::string>> removeUsedNextBoot(Host &host, const ChangeLock &)
{
    const auto ours = findOurs(host);
    if (!ours)
        return pass(ours.error());
    if (!*ours || !isUsed(host, **ours))
        return std::optional<std::string>();
    if (auto gone = host.removeFile(path); !gone)
        return pass(gone.error());
    return std::optional((*ours)->id);
}

} // namespace patchbay
