// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_defaults.h"
#include "conf/loader_run.h"

#include <algorithm>
#include <iterator>

namespace patchbay {

namespace {

/// "name=value" and its NUL must fit 128 + 1 + 128 + 1 bytes, or the kernel takes none of it.
constexpr std::size_t longestKernelString = 257;

struct Baseline
{
    std::map<std::string, LoaderResult::Module> modules;
    std::vector<std::string> loads;
};

/// What the shipped defaults alone give.
Baseline baselineOf(LoaderGeneration generation)
{
    BootFiles none;
    none.generation = generation;
    LoaderRun run(none, shippedDefaults(generation));
    run.readAll();
    run.loadAll();
    return {run.result.modules, run.result.loads};
}

const Baseline &baseline(LoaderGeneration generation)
{
    static const Baseline twelve = baselineOf(LoaderGeneration::Twelve);
    static const Baseline fourteen = baselineOf(LoaderGeneration::Fourteen);
    static const Baseline main = baselineOf(LoaderGeneration::Main);
    switch (generation) {
    case LoaderGeneration::Twelve: return twelve;
    case LoaderGeneration::Fourteen: return fourteen;
    case LoaderGeneration::Main: break;
    }
    return main;
}

/// A defaults file that somebody replaced is theirs, and what it sets is news.
bool looksShipped(std::string_view defaults)
{
    const auto sets = [&](std::string_view assignment) {
        return defaults.starts_with(assignment) || defaults.find('\n' + std::string(assignment)) != std::string_view::npos;
    };
    return sets("kernel=") && sets("bootfile=") && sets("module_path=");
}

/// Removes from `from` one element for each in `what`; both are sorted.
std::vector<std::string> without(const std::vector<std::string> &from, const std::vector<std::string> &what)
{
    std::vector<std::string> left;
    std::ranges::set_difference(from, what, std::back_inserter(left));
    return left;
}

void leaveOutDefaults(LoaderRun &run, const BootFiles &boot, bool shipped)
{
    LoaderResult &result = run.result;
    for (const std::string &name : run.fromDefaults)
        if (boot.loaderEnv.contains(name) || (shipped && isShippedDefault(name)))
            result.env.erase(name);
    const Baseline &defaults = baseline(boot.generation);
    for (const auto &[key, module] : defaults.modules)
        if (const auto found = result.modules.find(key); found != result.modules.end() && found->second == module)
            result.modules.erase(found);
    result.notLoaded = without(defaults.loads, result.loads);
    result.loads = without(result.loads, defaults.loads);
}

bool contains(std::string_view text, std::string_view word)
{
    return text.find(word) != std::string_view::npos;
}

} // namespace

LoaderResult evaluateLoader(const BootFiles &boot)
{
    const auto own = boot.files.find(std::string(defaultsPath));
    const std::string_view defaults = own == boot.files.end() ? shippedDefaults(boot.generation) : own->second;
    LoaderRun run(boot, defaults);
    run.readAll();
    if (!run.result.stops)
        run.loadAll();
    if (!boot.files.empty())
        leaveOutDefaults(run, boot, own == boot.files.end() || looksShipped(defaults));
    return std::move(run.result);
}

LoaderGeneration detectGeneration(const BootFiles &boot)
{
    auto found = boot.files.find("/boot/lua/config.lua");
    if (found == boot.files.end())
        found = boot.files.find(std::string(defaultsPath));
    if (found == boot.files.end())
        return boot.generation;
    if (contains(found->second, "local_loader_conf_files"))
        return LoaderGeneration::Main;
    return contains(found->second, "loader_conf_dirs") ? LoaderGeneration::Fourteen : LoaderGeneration::Twelve;
}

KernelEnvironment kernelEnvironment(const LoaderResult &loader)
{
    std::map<std::string, std::string> handed = loader.env;
    for (const auto &[name, value] : loader.bootEnv)
        handed[name] = value;
    for (const std::string &name : loader.bootUnset)
        handed.erase(name);

    KernelEnvironment kernel;
    for (const auto &[name, value] : handed) {
        const std::string text = name + '=' + value;
        if (text.size() > longestKernelString) {
            kernel.dropped.push_back(name);
            kernel.warnings.push_back("WARNING: too long kenv string, ignoring " + text);
            continue;
        }
        // 12's grammar lets "=" into names; the kernel splits at the first one and keeps the first of two.
        const std::size_t equals = text.find('=');
        kernel.env.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return kernel;
}

} // namespace patchbay
