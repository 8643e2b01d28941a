// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/cli_commands.h"

#include "base/file.h"
#include "conf/boot_files.h"
#include "host/boot_reader.h"
#include "wire/json_writer.h"

#include <algorithm>
#include <filesystem>

namespace patchbay::rpc {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largestBootFile = 1 << 20; ///< kernels and modules are larger; configuration never is

// Every file below DIR/boot that can be configuration, and the folders, in names as the loader sees them.
Result<BootFiles> readBootFolder(const std::string &root)
{
    BootFiles boot;
    std::error_code error;
    const fs::path base = fs::path(root) / "boot";
    if (!fs::is_directory(base, error))
        return fail("there is no folder \"boot\" in it", root);
    auto walk = fs::recursive_directory_iterator(base, fs::directory_options::skip_permission_denied, error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
        std::error_code ignored;
        const std::string path = "/boot/" + walk->path().lexically_relative(base).generic_string();
        if (walk->is_directory(ignored)) {
            boot.folders.push_back(path);
            if (walk.depth() > 8 || (walk.depth() == 0 && path.starts_with("/boot/kernel")))
                walk.disable_recursion_pending();
        } else if (walk->is_regular_file(ignored) && walk->file_size(ignored) <= largestBootFile &&
                   walk->path().extension() != ".ko") {
            auto bytes = readFile(walk->path().string(), largestBootFile);
            if (bytes)
                boot.files[path] = std::move(*bytes);
            else
                boot.unreadable.push_back(path);
        }
    }
    if (error)
        return fail(error.message(), base.string());
    std::ranges::sort(boot.folders);
    // Another folder's order says nothing of the boot disk's; the running system's own does.
    if (auto names = root == "/" ? listFolder("/boot/loader.conf.d") : fail("not asked"); names)
        boot.folderOrder = std::move(*names);
    return boot;
}

void appendName(std::string &out, std::string_view name)
{
    out += out.ends_with('{') ? "" : ",";
    wire::appendText(out, name);
    out += ':';
}

void appendMap(std::string &out, std::string_view name, const std::map<std::string, std::string> &map)
{
    appendName(out, name);
    out += '{';
    for (const auto &[key, value] : map) {
        appendName(out, key);
        wire::appendText(out, value);
    }
    out += '}';
}

void appendList(std::string &out, std::string_view name, const std::vector<std::string> &list)
{
    appendName(out, name);
    out += '[';
    for (const std::string &text : list) {
        out += out.ends_with('[') ? "" : ",";
        wire::appendText(out, text);
    }
    out += ']';
}

std::string toJson(const LoaderResult &result)
{
    std::string out = "{";
    appendMap(out, "env", result.env);
    appendName(out, "modules");
    out += '{';
    for (const auto &[name, module] : result.modules)
        appendMap(out, name, module.fields);
    out += '}';
    appendList(out, "loads", result.loads);
    appendList(out, "not_loaded", result.notLoaded);
    appendList(out, "says", result.says);
    appendList(out, "boot_says", result.bootSays);
    appendList(out, "reads", result.reads);
    appendMap(out, "left", result.left);
    if (result.stops) {
        appendName(out, "stops");
        wire::appendText(out, *result.stops);
    }
    return out + "}\n";
}

void appendSection(std::string &out, std::string_view title, const std::vector<std::string> &lines)
{
    if (lines.empty())
        return;
    out.append("\n").append(title).append("\n");
    for (const std::string &line : lines)
        out.append("  ").append(line).append("\n");
}

std::string toText(const LoaderResult &result)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto &[name, value] : result.env) {
        const auto from = std::find_if(result.assignments.rbegin(), result.assignments.rend(),
                                       [&](const Assignment &assignment) { return assignment.name == name; });
        const bool known = from != result.assignments.rend();
        rows.push_back({name + "=\"" + value + '"', known ? from->path + ':' + std::to_string(from->line) : ""});
    }
    std::string out = alignColumns(rows);
    appendSection(out, "Loaded beside the kernel:", result.loads);
    appendSection(out, "Not loaded, though it is by default:", result.notLoaded);
    appendSection(out, "Files read:", result.reads);
    std::vector<std::string> complaints;
    std::ranges::copy_if(result.says, std::back_inserter(complaints),
                         [](const std::string &line) { return !line.starts_with("Loading /"); });
    appendSection(out, "The loader says:", complaints);
    appendSection(out, "While loading modules it says:", result.bootSays);
    if (result.stops)
        appendSection(out, "Here it stops reading:", {*result.stops});
    return out;
}

} // namespace

int commandLoaderEnv(const Arguments &arguments)
{
    if (!arguments.has("--root"))
        return complain(Error{"needs --root DIR", "loader-env"});
    std::string root = arguments.value("--root");
    while (root.size() > 1 && root.ends_with('/'))
        root.pop_back();
    auto boot = readBootFolder(root);
    if (!boot)
        return complain(boot.error());
    const std::string loader = arguments.value("--loader");
    if (loader == "12" || loader == "14" || loader == "main")
        boot->generation = loader == "12" ? LoaderGeneration::Twelve
            : loader == "14"              ? LoaderGeneration::Fourteen
                                          : LoaderGeneration::Main;
    else if (loader.empty())
        boot->generation = detectGeneration(*boot);
    else
        return complain(Error{"it may be 12, 14 or main", "--loader " + loader.substr(0, 60)});
    addNamedBootFiles(root == "/" ? "" : root, *boot);
    const LoaderResult result = evaluateLoader(*boot);
    print(arguments.has("--json") ? toJson(result) : toText(result));
    return status::good;
}

} // namespace patchbay::rpc
