// SPDX-License-Identifier: BSD-2-Clause
#include "fuzz/law.h"
#include "host/ifconfig_text.h"
#include "host/route_text.h"

#include <algorithm>
#include <string>

using namespace patchbay;

// What a block or a table says is found behind any noise; comparing addresses is stable; a route that is chosen was there.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string noise = std::string(reinterpret_cast<const char *>(data), size) + "\n";
    const auto interfaces = parseIfconfig(noise + "zz9: flags=8843<UP,RUNNING> metric 0 mtu 1500\n\tinet 10.1.2.3 netmask 0xffffff00\n");
    const auto found = std::ranges::find(interfaces, "zz9", &Interface::name);
    require(found != interfaces.end() && found->up && found->addresses == std::vector<std::string>{"10.1.2.3"});
    for (const Interface &interface : interfaces) {
        require(std::ranges::count(interfaces, interface.name, &Interface::name) == 1);
        for (const std::string &address : interface.addresses)
            require(plainAddress(address) == address);
    }

    const auto routes = parseRoutes(noise + "Destination Gateway Flags Netif Expire\n10.1.2.0/24 link#1 U zz9\n");
    require(routes && !routes->empty() && routes->back().interface == "zz9");
    for (const Route &route : routesTo(*routes, "10.1.2.3"))
        require(std::ranges::contains(*routes, route));
    return 0;
}
