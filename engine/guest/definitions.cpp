// SPDX-License-Identifier: BSD-2-Clause
#include "guest/definitions.h"

#include "guest/bhyve_config.h"

#include <algorithm>

namespace patchbay {

bool isGuestName(std::string_view name)
{
    return !name.empty() && name.size() <= 200 && name[0] != '-' && name[0] != '.' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
               std::string_view::npos;
}

std::string definitionPath(std::string_view name)
{
    return std::string(guestFolder) + "/" + std::string(name) + ".conf";
}

Result<std::vector<Guest>> readGuests(Host &host)
{
    auto names = host.listFolder(std::string(guestFolder));
    if (!names)
        return std::vector<Guest>{}; // no folder yet; one that may not be listed shows in readGuest()
    std::ranges::sort(*names);
    std::vector<Guest> guests;
    for (const std::string &file : *names) {
        if (!file.ends_with(".conf") || !isGuestName(file.substr(0, file.size() - 5)))
            continue;
        auto guest = readGuest(host, file.substr(0, file.size() - 5));
        if (!guest)
            return pass(guest.error());
        guests.push_back(std::move(*guest));
    }
    return guests;
}

Result<Guest> readGuest(Host &host, std::string_view name)
{
    if (!isGuestName(name))
        return fail("no name for a guest", std::string(name));
    const std::string path = definitionPath(name);
    const auto text = host.readFile(path);
    if (!text)
        return isMissing(text.error()) ? fail("no guest of this name is defined", std::string(name)) : pass(text.error());
    auto guest = readGuestConfig(*text);
    if (!guest)
        return fail(guest.error().what, path + ": " + guest.error().where);
    guest->name = name; // the file's name is what counts: a copied file is a new guest
    return guest;
}

Result<> defineGuest(Host &host, const Guest &guest, const Expected *expected)
{
    if (!isGuestName(guest.name))
        return fail("no name for a guest", guest.name);
    const std::string text = guestConfig(guest);
    if (const auto again = readGuestConfig(text); !again)
        return fail("a text of the guest cannot stand in its file: " + again.error().what, guest.name);
    return host.replaceFile(definitionPath(guest.name), text, expected);
}

Result<> removeGuestDefinition(Host &host, std::string_view name)
{
    if (!isGuestName(name))
        return fail("no name for a guest", std::string(name));
    return host.removeFile(definitionPath(name));
}

} // namespace patchbay
