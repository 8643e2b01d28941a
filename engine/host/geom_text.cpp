// SPDX-License-Identifier: BSD-2-Clause
#include "host/geom_text.h"

#include "host/xml_text.h"

#include <algorithm>
#include <optional>

namespace patchbay {

namespace {

using What = XmlWalk::What;

class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_walk(text)
    {
    }

    GeomMesh read()
    {
        What what = What::End;
        while ((what = m_walk.next()) == What::Open || what == What::Close) {
            if (what == What::Open)
                open();
            else if (m_walk.name() == "mesh")
                break;
            else
                close();
        }
        m_mesh.whole = what == What::Close;
        if (!m_mesh.whole)
            m_mesh.oddities.push_back({"kern.geom.confxml", "The description of the disks breaks off."});
        resolve();
        return std::move(m_mesh);
    }

private:
    struct Consumer
    {
        std::uint32_t geom = 0;
        std::string provider;
    };

    void open();
    void close();
    void setText(const std::string &text);
    void resolve();

    XmlWalk m_walk;
    GeomMesh m_mesh;
    std::string m_class;
    bool m_inGeom = false, m_inConsumer = false, m_inProvider = false, m_inConfig = false;
    std::vector<Consumer> m_consumers;
    std::map<std::string, std::uint32_t, std::less<>> m_providers; ///< by id
};

void Reader::open()
{
    const std::string_view name = m_walk.name();
    // <geom ref> and <provider ref> stand inside what refers to them; only those with an id are the things themselves.
    const std::string id = m_walk.attribute("id");
    if (name == "class" && !id.empty()) {
        m_class.clear();
        m_inGeom = m_inConsumer = m_inProvider = m_inConfig = false;
    } else if (name == "geom" && !id.empty()) {
        m_mesh.geoms.push_back({m_class, {}, {}, 0});
        m_inGeom = true;
        m_inConsumer = m_inProvider = m_inConfig = false;
    } else if (name == "consumer" && !id.empty() && m_inGeom) {
        m_consumers.push_back({std::uint32_t(m_mesh.geoms.size() - 1), {}});
        m_inConsumer = true;
        m_inProvider = m_inConfig = false;
    } else if (name == "provider" && !id.empty() && m_inGeom) {
        m_providers.emplace(id, std::uint32_t(m_mesh.providers.size()));
        m_mesh.providers.push_back({{}, std::uint32_t(m_mesh.geoms.size() - 1), {}, {}});
        m_inProvider = true;
        m_inConsumer = m_inConfig = false;
    } else if (name == "provider" && m_inConsumer) {
        m_consumers.back().provider = m_walk.attribute("ref");
    } else if (name == "config") {
        m_inConfig = true;
    }
}

void Reader::close()
{
    const std::string_view name = m_walk.name();
    if (name == "config")
        m_inConfig = false;
    else if (name == "consumer")
        m_inConsumer = false;
    else if (name == "provider" && !m_inConsumer)
        m_inProvider = false;
    else if (name == "geom" && !m_inConsumer && !m_inProvider)
        m_inGeom = false;
    else if (const std::string text = m_walk.text(); !text.empty())
        setText(text);
}

void Reader::setText(const std::string &text)
{
    static constexpr std::string_view kept[] = {"type", "efimedia", "file", "label", "ident", "scheme", "rawuuid"};
    const std::string_view name = m_walk.name();
    if (m_inProvider && !m_inConfig && name == "alias")
        m_mesh.providers.back().aliases.push_back(text);
    else if (m_inConfig && m_inProvider && std::ranges::contains(kept, name))
        m_mesh.providers.back().config.emplace(name, text);
    else if (name != "name" || m_inConfig || m_inConsumer)
        return;
    else if (m_inProvider)
        m_mesh.providers.back().name = text;
    else if (m_inGeom)
        m_mesh.geoms.back().name = text;
    else
        m_class = text;
}

void Reader::resolve()
{
    for (const Consumer &consumer : m_consumers) {
        Geom &geom = m_mesh.geoms[consumer.geom];
        if (const auto found = m_providers.find(consumer.provider); found != m_providers.end())
            geom.consumes.push_back(found->second);
        else
            ++geom.lost;
    }
}

} // namespace

const GeomProvider *GeomMesh::find(std::string_view name) const
{
    auto found = std::ranges::find(providers, name, &GeomProvider::name);
    if (found == providers.end())
        found = std::ranges::find_if(providers, [&](const GeomProvider &each) { return std::ranges::contains(each.aliases, name); });
    return found == providers.end() ? nullptr : &*found;
}

GeomMesh parseGeomMesh(std::string_view text)
{
    const std::size_t start = text.find("<mesh>");
    return start == std::string_view::npos ? GeomMesh() : Reader(text.substr(start)).read();
}

} // namespace patchbay
