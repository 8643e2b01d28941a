// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "conf/boot_files.h"
#include "conf/loader_grammar.h"
#include "conf/loader_values.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay {

/// One run of the loader over boot files: its state, step by step. evaluateLoader() is the door; this is the machine
/// behind it, and the names follow the loader's own functions so that the two can be read side by side.
class LoaderRun
{
public:
    /// `defaults` is the text of /boot/defaults/loader.conf. Keeps references; the caller keeps `boot`.
    LoaderRun(const BootFiles &boot, std::string_view defaults);

    /// Reads all files, nextboot.conf last. Afterwards env and modules are what the loader has.
    void readAll();

    /// Loads kernel and modules: fills loads and bootSays.
    void loadAll();

    /// says, bootSays, reads, left, stops, assignments and modules; `env` and `loads` unfiltered.
    LoaderResult result;

    /// Variables whose last assignment came from the defaults file or from before any file.
    std::set<std::string> fromDefaults;

private:
    enum class Phase : std::uint8_t { Reading, Booting };

    /// config.lua treats this as its own: files set it, nobody else sees it.
    static constexpr const char *filesVariable = "loader_conf_files";

    /// The state once the shipped defaults are read.
    struct Start
    {
        LoaderResult result;
        std::set<std::string> fromDefaults;
        std::map<std::string, std::string, std::less<>> env;
        std::map<std::string, std::string> changed;
    };
    static const Start &startOf(LoaderGeneration generation);

    void readConf(const std::string &file);
    void readFolders();
    void readFolder(const std::string &folder);
    void readLocals();
    void checkNextboot();
    void overwriteNextboot(const std::string &file, const std::string &text);

    std::optional<std::string_view> openFile(const std::string &file);
    bool processFile(const std::string &file);
    bool parse(std::string_view text);
    void process(std::string_view line, const LineMeaning &meaning);
    void setModule(const std::string &key, const std::string &field, std::string value);
    void setVariable(const std::string &name, std::string_view raw);
    bool runLua(const std::string &file, std::string_view text);
    void setFromLua(const std::string &key, const std::string &value);

    /// Runs a command as cli_execute_unparsed does; false where it fails.
    bool execute(std::string_view command);
    bool executeWords(const std::vector<std::string> &words);
    bool loadModule(const std::string &key, const LoaderResult::Module &module, bool silent);
    void loadKernel();
    [[nodiscard]] std::set<std::string, std::less<>> blacklist() const;

    [[nodiscard]] std::optional<std::string> loaderGet(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> getEnv(const std::string &name) const;
    void loaderSet(const std::string &name, std::string_view value);
    bool loaderUnset(const std::string &name);
    void setEnv(const std::string &name, const std::string &value);
    void note(const std::string &name, std::string value);

    void print(std::string_view text);
    [[nodiscard]] bool hasFolder(const std::string &path) const;
    [[nodiscard]] std::vector<std::string> namesIn(const std::string &folder) const;

    const BootFiles &m_boot;
    std::string_view m_defaults;
    LoaderGeneration m_generation;
    Lookup m_lookup;
    std::map<std::string, std::string, std::less<>> m_env;
    std::map<std::string, std::string> m_changed; ///< values as config.lua remembers them, not cut at a NUL
    std::set<std::string> m_loaded;               ///< names readConf has seen, as they were spelt
    Origin m_here;
    Phase m_phase = Phase::Reading;
};

/// A path as the file system sees it: absolute, no empty, "." or ".." parts.
std::string normalPath(std::string_view path);

} // namespace patchbay
