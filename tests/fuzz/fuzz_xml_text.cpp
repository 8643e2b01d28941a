// SPDX-License-Identifier: BSD-2-Clause
#include "fuzz/dice.h"
#include "fuzz/law.h"
#include "host/xml_text.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

using namespace patchbay;

namespace {

using What = XmlWalk::What;

struct Event
{
    What what = What::End;
    std::string name, attribute, text;

    bool operator==(const Event &) const = default;
};

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '&': out += "&amp;"; break;
        case '"': out += "&#034;"; break;
        case '\'': out += "&#x27;"; break;
        default: out += c;
        }
    }
    return out;
}

std::string withoutBlanks(const std::string &text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// A document and the walk through it that it must give.
class Writer
{
public:
    explicit Writer(Dice dice)
        : m_dice(dice)
    {
        element(0);
    }

    std::string text;
    std::vector<Event> events;

private:
    void element(unsigned depth)
    {
        static constexpr std::array names{"mesh", "class", "geom", "provider", "name", "x"};
        const std::string name = names[m_dice.below(names.size())];
        const std::string value = m_dice.bytes(6);
        text += "<" + name + (value.empty() ? "" : m_dice.once(2) ? " id = '" + escaped(value) + "'" : "\n a='>' id=\"" + escaped(value) + "\"");
        events.push_back({What::Open, name, value, withoutBlanks(m_before)});
        m_before.clear();
        if (m_dice.once(4)) {
            text += "/>";
            events.push_back({What::Close, name, "", ""});
            return;
        }
        text += ">";
        while (m_dice.any() && m_dice.below(3) != 0) {
            if (depth + 1 < XmlWalk::deepest && m_dice.once(2))
                element(depth + 1);
            else if (m_dice.once(5))
                comment();
            else
                characters();
        }
        text += "</" + name + ">";
        events.push_back({What::Close, name, "", withoutBlanks(m_before)});
        m_before.clear();
    }

    void characters()
    {
        const std::string plain = m_dice.bytes(8);
        text += escaped(plain);
        m_before += plain;
    }

    // What stands before a comment is not the text of the tag after it.
    void comment()
    {
        text += m_dice.once(2) ? "<!-- <class id='1'> > -->" : "<?x <y> ?>";
        m_before.clear();
    }

    Dice m_dice;
    std::string m_before;
};

std::vector<Event> walk(std::string_view text, What &end)
{
    std::vector<Event> events;
    XmlWalk xml(text);
    while ((end = xml.next()) == What::Open || end == What::Close) {
        const bool open = end == What::Open;
        events.push_back({end, std::string(xml.name()), open ? xml.attribute("id") : "", xml.text()});
        require(events.size() <= text.size());
    }
    require(xml.name().empty() || end == What::End);
    require(xml.next() == What::End);
    return events;
}

/// Whatever the bytes are, the tags that were walked are well within each other, and an end that is good closed all of them.
void lawOfNesting(std::string_view text)
{
    What end = What::End;
    std::vector<std::string> open;
    for (const Event &event : walk(text, end)) {
        if (event.what == What::Open) {
            open.push_back(event.name);
            continue;
        }
        require(!open.empty() && open.back() == event.name);
        open.pop_back();
    }
    require(end == What::Broken || open.empty());
}

} // namespace

// What is written is read back; cut anywhere, it is Broken after the same tags; nothing that is wrong gives a tree.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const std::string raw(reinterpret_cast<const char *>(data), size);
    lawOfNesting(raw);
    require(xmlPlain(escaped(raw)) == raw);
    require(xmlPlain(raw).size() <= raw.size());

    Dice dice(data, size);
    const unsigned where = dice.below(256);
    const Writer written(dice);
    What end = What::Broken;
    require(walk(written.text, end) == written.events && end == What::End);

    const std::string cut = written.text.substr(0, written.text.size() * where / 256);
    const std::vector<Event> before = walk(cut, end);
    require(end == What::Broken || cut.empty());
    require(before.size() < written.events.size());
    for (std::size_t i = 0; i < before.size(); ++i)
        require(before[i] == written.events[i]);
    return 0;
}
