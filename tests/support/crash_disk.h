// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "support/disk_calls.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

/// What a disk may hold after the power went: a model of a folder that is told every call that changed it, and of which
/// only that is sure which fsync() was asked for. Data of a file and the entries of a folder are lost independently of each
/// other; a folder loses its last changes first.
class CrashDisk
{
public:
    struct Call
    {
        disk_kind kind;
        std::string path, to, data;
    };

    /// How much of what was not synced survives.
    enum class Luck : std::uint8_t { Nothing, Everything, NamesOnly, DataOnly, Chance };

    /// As the folder is now, all of it safe.
    explicit CrashDisk(const std::string &root)
        : m_root(root)
    {
        scan(root);
    }

    void play(const Call &call)
    {
        const auto [folder, name] = split(call.path);
        switch (call.kind) {
        case DISK_CREATE:
            m_files.emplace_back();
            change(folder, {{name, m_files.size() - 1}}, {});
            break;
        case DISK_MKDIR:
            m_folders[call.path];
            change(folder, {{name, isFolder}}, {});
            break;
        case DISK_WRITE:
            m_files[m_folders[folder].now.at(name)].now += call.data;
            break;
        case DISK_RENAME:
            change(folder, {{split(call.to).second, m_folders[folder].now.at(name)}}, name);
            break;
        case DISK_UNLINK:
            change(folder, {}, name);
            break;
        case DISK_SYNC:
            if (const auto found = m_folders.find(call.path); found != m_folders.end()) {
                found->second.safe = found->second.now;
                found->second.pending.clear();
            } else {
                File &file = m_files[m_folders[folder].now.at(name)];
                file.safe = file.now;
            }
            break;
        }
    }

    /// Writes what is left after a power cut at this moment into an empty folder.
    void leave(const std::string &into, Luck luck, unsigned seed) const
    {
        std::mt19937 random(seed);
        leave(m_root, into, luck, random);
    }

private:
    static constexpr std::size_t isFolder = std::size_t(-1);
    using Names = std::map<std::string, std::size_t>;
    struct File
    {
        std::string safe, now;
    };
    struct Change
    {
        Names set;
        std::string removed;
    };
    struct Folder
    {
        Names safe, now;
        std::vector<Change> pending;
    };

    static std::pair<std::string, std::string> split(const std::string &path)
    {
        return {path.substr(0, path.rfind('/')), path.substr(path.rfind('/') + 1)};
    }

    static void make(Names &names, const Change &change)
    {
        names.erase(change.removed);
        for (const auto &[name, what] : change.set)
            names[name] = what;
    }

    void change(const std::string &folder, Names set, const std::string &removed)
    {
        Folder &there = m_folders[folder];
        there.pending.push_back({std::move(set), removed});
        make(there.now, there.pending.back());
    }

    void scan(const std::string &folder)
    {
        Folder &there = m_folders[folder];
        for (const auto &entry : std::filesystem::directory_iterator(folder)) {
            const std::string path = entry.path().string();
            if (entry.is_directory()) {
                there.now[split(path).second] = isFolder;
                scan(path);
                continue;
            }
            std::ostringstream bytes;
            bytes << std::ifstream(path, std::ios::binary).rdbuf();
            m_files.push_back({bytes.str(), bytes.str()});
            there.now[split(path).second] = m_files.size() - 1;
        }
        there.safe = there.now;
    }

    Names namesLeft(const Folder &folder, Luck luck, std::mt19937 &random) const
    {
        if (luck == Luck::Everything || luck == Luck::NamesOnly)
            return folder.now;
        Names names = folder.safe;
        if (luck == Luck::Chance) {
            const std::size_t kept = random() % (folder.pending.size() + 1);
            for (std::size_t i = 0; i < kept; ++i)
                make(names, folder.pending[i]);
        }
        return names;
    }

    std::string bytesLeft(const File &file, Luck luck, std::mt19937 &random) const
    {
        if (luck == Luck::Everything || luck == Luck::DataOnly || file.safe == file.now)
            return file.now;
        if (luck == Luck::Nothing || luck == Luck::NamesOnly)
            return file.safe;
        const std::string part = file.now.substr(0, random() % (file.now.size() + 1));
        return random() % 2 == 0 ? part : part + std::string(file.now.size() - part.size(), '\0');
    }

    void leave(const std::string &folder, const std::string &into, Luck luck, std::mt19937 &random) const
    {
        std::filesystem::create_directories(into);
        const auto found = m_folders.find(folder);
        for (const auto &[name, what] : namesLeft(found->second, luck, random)) {
            if (what == isFolder)
                leave(folder + '/' + name, into + '/' + name, luck, random);
            else
                std::ofstream(into + '/' + name, std::ios::binary) << bytesLeft(m_files[what], luck, random);
        }
    }

    std::string m_root;
    std::vector<File> m_files;
    std::map<std::string, Folder> m_folders;
};

/// Records the calls below a folder while it lives.
class CallRecorder
{
public:
    explicit CallRecorder(const std::string &root)
        : m_root(root)
        , m_before(disk_calls)
    {
        s_calls.clear();
        disk_calls = {m_root.c_str(), -1, 0, -1, 0, nullptr, [](const disk_call *call) {
                          s_calls.push_back({call->kind, call->path, call->to ? call->to : "",
                                             call->data ? std::string(static_cast<const char *>(call->data), call->size)
                                                        : std::string()});
                      }};
    }
    ~CallRecorder() { disk_calls = m_before; }
    CallRecorder(const CallRecorder &) = delete;
    CallRecorder &operator=(const CallRecorder &) = delete;

    [[nodiscard]] static std::vector<CrashDisk::Call> take() { return std::exchange(s_calls, {}); }

private:
    std::string m_root;
    struct disk_calls m_before;
    static inline std::vector<CrashDisk::Call> s_calls;
};
