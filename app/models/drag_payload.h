// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QMimeData>
#include <QStringList>

#include <optional>

namespace patchbay::models {

/// What travels with a drag: addresses, the grabbed one first.
struct DragPayload
{
    QStringList functions;

    static QString mimeType();
    [[nodiscard]] QMimeData *toMime() const;
    /// nullopt when the data is not ours or holds no address.
    static std::optional<DragPayload> fromMime(const QMimeData *data);
};

} // namespace patchbay::models
