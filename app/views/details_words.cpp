// SPDX-License-Identifier: BSD-2-Clause
#include "views/details_words.h"

#include "models/text.h"

#include <QCoreApplication>

namespace patchbay::views {

using namespace Qt::StringLiterals;
using models::text;

namespace {

QString words(const char *source)
{
    return QCoreApplication::translate("DetailsWords", source);
}

QString sizeWords(std::uint64_t bytes)
{
    static const QString units[] = {u"B"_s, u"KiB"_s, u"MiB"_s, u"GiB"_s, u"TiB"_s};
    int unit = 0;
    while (bytes >= 1024 && bytes % 1024 == 0 && unit < 4) {
        bytes /= 1024;
        ++unit;
    }
    return u"%1 %2"_s.arg(bytes).arg(units[unit]);
}

template<typename T>
QString known(const std::optional<T> &value)
{
    return value ? QString::number(*value) : words("not known");
}

void line(QString &out, const QString &name, const QString &value)
{
    out += name.leftJustified(14) + value + u'\n';
}

QString ids(const std::optional<std::string> &vendor, const std::optional<std::string> &device)
{
    return vendor && device ? text(*vendor) + u' ' + text(*device) : words("not known");
}

} // namespace

QString identityWords(const wire::FunctionDetails &details)
{
    const wire::Function &function = details.function;
    QString out;
    line(out, words("address"), text(function.address));
    line(out, words("name"), text(function.name));
    if (!function.vendorName.empty())
        line(out, words("vendor"), text(function.vendorName));
    line(out, words("ids"), text(function.vendor) + u' ' + text(function.device));
    line(out, words("subsystem"), ids(details.subvendor, details.subdevice));
    line(out, words("class"), text(function.classCode));
    line(out, words("revision"), details.revision ? u"0x%1"_s.arg(*details.revision, 2, 16, QChar(u'0')) : words("not known"));
    line(out, words("bridge above"), function.parent          ? text(*function.parent)
                                     : function.parentKnown ? words("none, on the root")
                                                            : words("not known"));
    line(out, words("driver"), !function.driver ? words("not known")
                               : function.driver->empty() ? words("none attached")
                                                          : text(*function.driver));
    line(out, words("held by"), text(function.heldBy));
    QStringList carried;
    for (const std::string &what : function.carries)
        carried.append(text(what));
    if (!carried.isEmpty())
        line(out, words("carries"), carried.join(u", "_s));
    if (function.locked)
        line(out, words("locked"), text(*function.locked));
    line(out, words("IOMMU"), !function.iommu ? words("not known") : *function.iommu ? words("covered") : words("not covered"));
    line(out, words("group"), known(function.group));
    line(out, words("MSI"), known(function.msi));
    line(out, words("MSI-X"), known(function.msix));
    line(out, words("reset"), text(function.reset));
    for (const std::string &reason : details.groupReasons)
        out += u"\n"_s + text(reason);
    return out;
}

QString resourceWords(const wire::FunctionDetails &details)
{
    QString out = words("Base address registers") + u'\n';
    if (details.bars.empty())
        out += u"  "_s + words("none, or not read") + u'\n';
    for (const wire::Bar &bar : details.bars) {
        out += u"  %1  %2%3  %4  %5%6\n"_s.arg(
            u"0x%1"_s.arg(bar.reg, 2, 16, QChar(u'0')), text(bar.kind).leftJustified(12),
            bar.bits > 0 ? QString::number(bar.bits).rightJustified(2) : u"  "_s,
            u"0x%1"_s.arg(bar.base, 12, 16, QChar(u'0')), bar.size ? sizeWords(*bar.size) : words("size not known"),
            bar.enabled ? QString() : words(", off"));
    }
    out += u'\n' + words("Capabilities") + u'\n';
    if (details.capabilities.empty())
        out += u"  "_s + words("none, or not read") + u'\n';
    for (const wire::Capability &capability : details.capabilities) {
        const QString place = u"0x%1"_s.arg(capability.offset, capability.extended ? 3 : 2, 16, QChar(u'0'));
        QString what = text(capability.text).simplified();
        const QString name = capability.name.empty() ? u"0x%1"_s.arg(capability.id, 2, 16, QChar(u'0')) : text(capability.name);
        if (what.startsWith(name + u' '))
            what = what.mid(name.size() + 1);
        out += u"  %1  %2  %3\n"_s.arg(place.leftJustified(5), name.leftJustified(14), what);
    }
    return out;
}

QString rawWords(const wire::FunctionDetails &details)
{
    QString out;
    for (const std::string &each : details.lines)
        out += text(each) + u'\n';
    if (details.config.empty())
        return out + (out.isEmpty() ? QString() : u"\n"_s) + words("config space was not read");
    if (!out.isEmpty())
        out += u'\n';
    const QString hex = text(details.config);
    for (qsizetype at = 0; at < hex.size(); at += 32) {
        out += u"%1:"_s.arg(at / 2, 3, 16, QChar(u'0'));
        for (qsizetype byte = at; byte < qMin(at + 32, hex.size()); byte += 2)
            out += u' ' + hex.mid(byte, 2);
        out += u'\n';
    }
    return out;
}

} // namespace patchbay::views
