// SPDX-License-Identifier: BSD-2-Clause
#include "look/icons.h"

#include "look/metrics.h"
#include "look/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

static void haveResources()
{
    Q_INIT_RESOURCE(look); // a static library's resources are dropped unless somebody asks for them
}

namespace patchbay::look {

using namespace Qt::StringLiterals;

QPixmap pixmap(const QString &name, Token ink, int size, qreal ratio)
{
    haveResources();
    const QColor colour = palette()[ink];
    const QString key = u"patchbay/%1/%2/%3/%4"_s.arg(name, colour.name()).arg(size).arg(ratio);
    QPixmap picture;
    if (QPixmapCache::find(key, &picture))
        return picture;

    picture = QPixmap(QSize(size, size) * ratio);
    picture.fill(Qt::transparent);
    QFile file(u":/patchbay/icons/%1.svg"_s.arg(name));
    if (file.open(QIODevice::ReadOnly)) {
        QByteArray drawing = file.readAll();
        drawing.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer renderer(drawing);
        QPainter painter(&picture);
        renderer.render(&painter);
    }
    picture.setDevicePixelRatio(ratio);
    QPixmapCache::insert(key, picture);
    return picture;
}

QIcon icon(const QString &name, Token ink, int size)
{
    QIcon icon;
    for (const qreal ratio : {1.0, 2.0, 3.0}) {
        icon.addPixmap(pixmap(name, ink, px(size), ratio), QIcon::Normal);
        icon.addPixmap(pixmap(name, Token::TextFaint, px(size), ratio), QIcon::Disabled);
    }
    return icon;
}

QString iconOfKind(const QString &kind)
{
    static const QString known[] = {u"nic"_s, u"storage"_s, u"display"_s, u"audio"_s, u"usb"_s, u"bridge"_s,
                                    u"hostbridge"_s, u"chipset"_s, u"accelerator"_s, u"serial"_s, u"crypto"_s,
                                    u"card"_s, u"root"_s, u"group"_s, u"unknown"_s};
    for (const QString &name : known) {
        if (name == kind)
            return name;
    }
    return u"other"_s;
}

} // namespace patchbay::look
