// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_conf.h"

#include "../support/boot_laws.h"

#include <cstdio>
#include <cstdlib>

/// First byte: generation, vmm, amdvi and how many functions; then their three bytes each; then the file.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using namespace patchbay;
    if (size == 0)
        return 0;
    const unsigned char head = data[0];
    BootFiles boot;
    boot.generation = LoaderGeneration(head % 3);
    WantedBoot wanted{{}, (head & 4) != 0, (head & 8) != 0};
    size_t at = 1;
    for (unsigned i = 0; i < head >> 6 && at + 3 <= size; ++i, at += 3)
        wanted.ppt.push_back({0, data[at], std::uint8_t(data[at + 1] % 32), std::uint8_t(data[at + 2] % 8)});
    const std::string text(reinterpret_cast<const char *>(data) + at, size - at);
    const size_t second = text.find('\x02');
    boot.files["/boot/loader.conf"] = text.substr(0, second);
    if (second != std::string::npos)
        boot.files["/boot/loader.conf.local"] = text.substr(second + 1);
    for (const auto &[path, bytes] : boot.files)
        if (ConfDocument::parse(bytes, boot.generation).print() != bytes)
            std::abort();
    if (const std::string broken = brokenLaw(boot, wanted); !broken.empty()) {
        std::fprintf(stderr, "%s\n", broken.c_str());
        std::abort();
    }
    return 0;
}
