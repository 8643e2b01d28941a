// SPDX-License-Identifier: BSD-2-Clause
#include "models/drag_payload.h"

namespace patchbay::models {

QString DragPayload::mimeType()
{
    return QStringLiteral("application/x-patchbay-functions");
}

QMimeData *DragPayload::toMime() const
{
    auto *data = new QMimeData;
    data->setData(mimeType(), functions.join(QLatin1Char('\n')).toUtf8());
    data->setText(functions.join(QLatin1Char(' ')));
    return data;
}

std::optional<DragPayload> DragPayload::fromMime(const QMimeData *data)
{
    if (!data || !data->hasFormat(mimeType()))
        return std::nullopt;
    DragPayload payload;
    payload.functions = QString::fromUtf8(data->data(mimeType())).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    if (payload.functions.isEmpty())
        return std::nullopt;
    return payload;
}

} // namespace patchbay::models
