// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_defaults.h"

#include <set>
#include <string>

namespace patchbay {

namespace {

constexpr std::string_view twelveBasics = R"(exec="echo Loading /boot/defaults/loader.conf"
loader_conf_files="/boot/device.hints /boot/loader.conf /boot/loader.conf.local"
nextboot_enable="NO"
module_path="/boot/modules;/boot/dtb;/boot/dtb/overlays"
module_blacklist="drm drm2 radeonkms i915kms amdgpu"
)";

constexpr std::string_view fourteenBasics = R"(exec="echo Loading /boot/defaults/loader.conf"
loader_conf_files="/boot/device.hints /boot/loader.conf /boot/loader.conf.local"
loader_conf_dirs="/boot/loader.conf.d"
module_path="/boot/modules;/boot/dtb;/boot/dtb/overlays"
module_blacklist="drm drm2 radeonkms i915kms amdgpu"
entropy_efi_seed="YES"
)";

constexpr std::string_view mainBasics = R"(exec="echo Loading /boot/defaults/loader.conf"
loader_conf_files="/boot/device.hints /boot/loader.conf"
loader_conf_dirs="/boot/loader.conf.d"
local_loader_conf_files="/boot/loader.conf.local"
module_path="/boot/modules;/boot/firmware;/boot/dtb;/boot/dtb/overlays"
module_blacklist="drm drm2 radeonkms i915kms amdgpu if_iwlwifi if_rtw88 if_rtw89 nvidia nvidia-drm nvidia-modeset"
entropy_efi_seed="YES"
entropy_efi_seed_size="2048"
splash="/boot/images/freebsd-logo-rev.png"
shutdown_splash="/boot/images/freebsd-logo-rev.png"
iwm3160fw_type="firmware"
iwm3168fw_type="firmware"
iwm7260fw_type="firmware"
iwm7265fw_type="firmware"
iwm7265Dfw_type="firmware"
iwm8000Cfw_type="firmware"
iwm8265fw_type="firmware"
iwm9000fw_type="firmware"
iwm9260fw_type="firmware"
)";

/// The same in every generation.
constexpr std::string_view common = R"(kernel="kernel"
bootfile="kernel"
kernel_options=""
nextboot_conf="/boot/nextboot.conf"
verbose_loading="NO"
bootenv_autolist="YES"
efi_max_resolution="1x1"
kernels_autodetect="YES"
splash_bmp_load="NO"
splash_pcx_load="NO"
splash_txt_load="NO"
vesa_load="NO"
bitmap_load="NO"
bitmap_name="splash.bmp"
bitmap_type="splash_image_data"
screensave_load="NO"
screensave_name="green_saver"
hostuuid_load="YES"
hostuuid_name="/etc/hostid"
hostuuid_type="hostuuid"
entropy_cache_load="YES"
entropy_cache_name="/boot/entropy"
entropy_cache_type="boot_entropy_cache"
ram_blacklist_load="NO"
ram_blacklist_name="/boot/blacklist.txt"
ram_blacklist_type="ram_blacklist"
cpu_microcode_load="NO"
cpu_microcode_name="/boot/firmware/ucode.bin"
cpu_microcode_type="cpu_microcode"
acpi_dsdt_load="NO"
acpi_dsdt_name="/boot/acpi_dsdt.aml"
acpi_dsdt_type="acpi_dsdt"
acpi_video_load="NO"
audit_event_load="NO"
audit_event_name="/etc/security/audit_event"
audit_event_type="etc_security_audit_event"
)";

void collectNames(std::string_view text, std::set<std::string, std::less<>> &names)
{
    while (!text.empty()) {
        names.emplace(text.substr(0, text.find('=')));
        text.remove_prefix(text.find('\n') + 1);
    }
}

} // namespace

std::string_view shippedDefaults(LoaderGeneration generation)
{
    static const std::string twelve = std::string(twelveBasics) + std::string(common);
    static const std::string fourteen = std::string(fourteenBasics) + std::string(common);
    static const std::string main = std::string(mainBasics) + std::string(common);
    switch (generation) {
    case LoaderGeneration::Twelve: return twelve;
    case LoaderGeneration::Fourteen: return fourteen;
    case LoaderGeneration::Main: break;
    }
    return main;
}

bool isShippedDefault(std::string_view name)
{
    static const auto names = [] {
        std::set<std::string, std::less<>> all;
        for (const std::string_view text : {twelveBasics, fourteenBasics, mainBasics, common})
            collectNames(text, all);
        return all;
    }();
    return names.contains(name);
}

} // namespace patchbay
