// SPDX-License-Identifier: BSD-2-Clause
#include "remote/ssh_target.h"

#include <algorithm>

namespace patchbay::remote {

namespace {

bool isOdd(QChar c)
{
    return c.isSpace() || c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
}

bool isName(const QString &text)
{
    return !text.isEmpty() && !text.startsWith(u'-') && std::none_of(text.begin(), text.end(), isOdd);
}

// HOST, HOST:PORT, [V6] or [V6]:PORT; more than one colon without brackets is an address without a port.
bool takeHost(const QString &text, SshTarget &target)
{
    QString port;
    if (text.startsWith(u'[')) {
        const qsizetype end = text.indexOf(u']');
        if (end < 0 || (end + 1 < text.size() && text[end + 1] != u':'))
            return false;
        target.host = text.mid(1, end - 1);
        port = text.mid(end + 2);
        if (end + 2 == text.size())
            return false;
    } else if (text.count(u':') == 1) {
        target.host = text.section(u':', 0, 0);
        port = text.section(u':', 1);
        if (port.isEmpty())
            return false;
    } else {
        target.host = text;
    }
    bool good = true;
    if (!port.isEmpty())
        target.port = port.toInt(&good);
    return good && isName(target.host) && (port.isEmpty() || (target.port > 0 && target.port < 65536)) &&
           !target.host.contains(u'/');
}

} // namespace

std::optional<SshTarget> SshTarget::parse(const QString &text)
{
    SshTarget target;
    QString rest = text.trimmed();
    if (isSpec(rest)) {
        rest = rest.mid(6);
        const qsizetype slash = rest.indexOf(u'/', qMax(qsizetype(0), rest.lastIndexOf(u'@', rest.indexOf(u'/'))));
        if (slash >= 0) {
            target.spec = rest.mid(slash + 1);
            rest.truncate(slash);
        }
    }
    const qsizetype at = rest.lastIndexOf(u'@');
    if (at >= 0) {
        target.user = rest.left(at);
        if (target.user.isEmpty() || target.user.startsWith(u'-') ||
            std::any_of(target.user.begin(), target.user.end(),
                        [](QChar c) { return c.category() == QChar::Other_Control; }))
            return std::nullopt;
    }
    if (!takeHost(rest.mid(at + 1), target))
        return std::nullopt;
    return target;
}

QString SshTarget::name() const
{
    return user.isEmpty() ? host : user + u'@' + host;
}

QString SshTarget::toString() const
{
    QString text = QStringLiteral("ssh://") + (user.isEmpty() ? QString() : user + u'@');
    text += host.contains(u':') ? u'[' + host + u']' : host;
    if (port > 0)
        text += u':' + QString::number(port);
    return spec.isEmpty() ? text : text + u'/' + spec;
}

} // namespace patchbay::remote
