// SPDX-License-Identifier: BSD-2-Clause
#include "host/boot_reader.h"

#include "base/file.h"
#include "conf/loader_run.h"
#include "host/geom_text.h"
#include "host/mount_text.h"

#include <algorithm>
#include <functional>
#include <set>

namespace patchbay {

namespace {

constexpr const char *alwaysRead[] = {"/boot/defaults/loader.conf", "/boot/device.hints", "/boot/loader.conf",
                                      "/boot/loader.conf.local", "/boot/nextboot.conf", "/boot/lua/config.lua"};
constexpr const char *confFolder = "/boot/loader.conf.d";

struct Source
{
    std::function<Result<std::string>(const std::string &)> read;
    std::function<Result<std::vector<std::string>>(const std::string &)> list;
};

/// `filesOnly`: what is no regular file is passed over, as the loader does in its folder.
void readOne(const Source &source, const std::string &path, BootFiles &boot, bool filesOnly = false)
{
    if (boot.files.contains(path))
        return;
    auto bytes = source.read(path);
    if (bytes)
        boot.files[path] = std::move(*bytes);
    else if (!isMissing(bytes.error()) && !(filesOnly && isNoFile(bytes.error())) && !std::ranges::contains(boot.unreadable, path))
        boot.unreadable.push_back(path);
}

/// What the loader would read of that folder; its names, or nothing where it is none.
std::vector<std::string> readFolder(const Source &source, const std::string &folder, BootFiles &boot)
{
    auto names = source.list(folder);
    if (!names)
        return {};
    for (const std::string &name : *names)
        if (name.ends_with("conf"))
            readOne(source, folder + '/' + name, boot, true);
    return std::move(*names);
}

/// The files or folders an assignment names, split as the loader splits them. One without "/" in front is below "/".
std::vector<std::string> pathsIn(const Assignment &assignment)
{
    if (assignment.name == "nextboot_conf")
        return {normalPath(assignment.value)};
    std::vector<std::string> paths;
    LuaMatches matches(assignment.value, "[%w%p]+");
    while (const auto match = matches.next())
        paths.push_back(normalPath(captured(assignment.value, *match)));
    return paths;
}

void readNamedFolder(const Source &source, const std::string &folder, BootFiles &boot)
{
    if (folder == confFolder || std::ranges::contains(boot.folders, folder) || !source.list(folder))
        return;
    boot.folders.push_back(folder);
    readFolder(source, folder, boot);
}

/// Any file may name further ones and folders of them, which may name further ones; the loader reads each once.
void readNamedFiles(const Source &source, BootFiles &boot)
{
    for (std::size_t known = 0; known != boot.files.size();) {
        known = boot.files.size();
        for (const Assignment &assignment : evaluateLoader(boot).assignments) {
            const bool folders = assignment.name == "loader_conf_dirs";
            if (!folders && assignment.name != "loader_conf_files" && assignment.name != "local_loader_conf_files" &&
                assignment.name != "nextboot_conf")
                continue;
            for (const std::string &path : pathsIn(assignment)) {
                if (path == "/")
                    continue;
                if (folders)
                    readNamedFolder(source, path, boot);
                else
                    readOne(source, path, boot, true);
            }
        }
    }
}

Source below(const std::string &root)
{
    return {[root](const std::string &path) { return readRegularFile(root + path); },
            [root](const std::string &path) { return listFolder(root + path); }};
}

BootFiles readFrom(const Source &source)
{
    BootFiles boot;
    for (const char *path : alwaysRead)
        readOne(source, path, boot);
    boot.folderOrder = readFolder(source, confFolder, boot);
    // Folders of products, which 15 and later have (product_vars): they count only where the loader goes into them.
    for (const std::string &name : boot.folderOrder)
        if (!boot.files.contains(std::string(confFolder) + '/' + name))
            readFolder(source, std::string(confFolder) + '/' + name, boot);
    boot.generation = detectGeneration(boot);
    readNamedFiles(source, boot);
    return boot;
}

/// Whether a device stands on an encrypted one or on memory, which the loader reads and never writes.
bool isReadOnlyToLoader(const Capture &capture, std::string_view device)
{
    if (device.contains(".eli"))
        return true;
    const Blob *xml = capture.find("confxml");
    if (!xml)
        return false;
    const GeomMesh mesh = parseGeomMesh(xml->bytes);
    const GeomProvider *first = mesh.find(device.starts_with("/dev/") ? device.substr(5) : device); // "ufs:md0" has none
    std::vector<std::uint32_t> seen, todo;
    if (first)
        todo.push_back(first->geom);
    while (!todo.empty()) {
        const Geom &geom = mesh.geoms[todo.back()];
        seen.push_back(todo.back());
        todo.pop_back();
        if (geom.kind == "ELI" || geom.kind == "MD")
            return true;
        for (const std::uint32_t provider : geom.consumes)
            if (!std::ranges::contains(seen, mesh.providers[provider].geom) && !std::ranges::contains(todo, mesh.providers[provider].geom))
                todo.push_back(mesh.providers[provider].geom);
    }
    return false;
}

} // namespace

void readBootBlobs(Host &host, Capture &capture)
{
    const BootFiles boot = readFrom({[&](const std::string &path) { return host.readFile(path); },
                                     [&](const std::string &path) { return host.listFolder(path); }});
    for (const auto &[path, bytes] : boot.files)
        capture.blobs[path.substr(1)] = {.bytes = bytes, .source = path};
    for (const std::string &path : boot.unreadable)
        capture.blobs[path.substr(1)] = {.bytes = {}, .source = path, .error = Error{"cannot be read", path}};
    std::string order;
    for (const std::string &name : boot.folderOrder)
        order += name + '\n';
    capture.blobs["boot-folder"] = {.bytes = std::move(order), .source = confFolder};
    if (const auto path = bootPath(host); !path)
        capture.blobs["boot-path"] = {.bytes = {}, .source = "realpath /boot", .error = path.error()};
    else if (*path != "/boot")
        capture.blobs["boot-path"] = {.bytes = *path + '\n', .source = "realpath /boot"};
}

Result<std::string> bootPath(Host &host)
{
    const auto traits = host.traitsOf("/boot");
    if (!traits || !traits->link)
        return "/boot";
    const auto said = host.run({"realpath", "/boot"});
    if (!said)
        return pass(said.error());
    const std::string path = said->out.substr(0, said->out.find('\n'));
    return said->status == 0 && path.starts_with('/') ? Result<std::string>(path) : fail("is a link that leads nowhere", "/boot");
}

std::optional<BootFiles> bootFilesOf(const Capture &capture)
{
    BootFiles boot;
    bool any = false;
    for (const auto &[name, blob] : capture.blobs) {
        if (name == "boot-folder") {
            any = true;
            for (std::size_t at = 0; at < blob.bytes.size();) {
                const auto end = std::min(blob.bytes.find('\n', at), blob.bytes.size());
                boot.folderOrder.push_back(blob.bytes.substr(at, end - at));
                at = end + 1;
            }
        } else if (name.find('/') != std::string::npos) {
            any = true;
            if (blob.error)
                boot.unreadable.push_back('/' + name);
            else
                boot.files['/' + name] = blob.bytes;
        }
    }
    if (!any)
        return std::nullopt;
    boot.generation = detectGeneration(boot);
    // Where a pool of its own holds what the loader reads, /boot is a link into it.
    const Blob *mounts = capture.find("mount"), *path = capture.find("boot-path");
    const bool lost = !path && capture.blobs.contains("boot-path");
    const std::string place = path ? path->bytes.substr(0, path->bytes.find('\n')) : "/boot";
    if (const auto mounted = mounts && !lost ? mountedAt(mounts->bytes, place) : std::nullopt) {
        boot.fileSystem = mounted->type;
        boot.device = mounted->device;
        boot.loaderCannotWrite = mounted->type == "zfs" || isReadOnlyToLoader(capture, mounted->device);
    }
    return boot;
}

Result<BootFiles> readBootRoot(const std::string &root)
{
    if (const auto names = listFolder(root + "/boot"); !names)
        return fail(isMissing(names.error()) ? "has no folder boot" : names.error().what, root);
    return readFrom(below(root));
}

void addNamedBootFiles(const std::string &root, BootFiles &boot)
{
    readNamedFiles(below(root), boot);
}

} // namespace patchbay
