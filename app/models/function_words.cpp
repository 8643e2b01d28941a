// SPDX-License-Identifier: BSD-2-Clause
#include "models/function_words.h"

#include "models/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace patchbay::models {

using namespace Qt::StringLiterals;

namespace {

QString words(const char *source)
{
    return QCoreApplication::translate("FunctionWords", source);
}

void addIommu(QList<Badge> &badges, const wire::Function &function)
{
    if (!function.iommu)
        badges.append({words("IOMMU ?"), Meaning::Plain, words("Nobody could read the IOMMU tables of this host.")});
    else if (*function.iommu)
        badges.append({words("IOMMU"), Meaning::Iommu, words("An IOMMU unit covers this function.")});
    else
        badges.append({words("no IOMMU"), Meaning::Block, words("No IOMMU unit covers this function.")});
}

void addInterrupts(QList<Badge> &badges, const wire::Function &function)
{
    if (function.msix.value_or(0) > 0) {
        badges.append({words("MSI-X %1").arg(*function.msix), Meaning::Interrupt,
                       words("MSI-X with %1 vectors").arg(*function.msix)});
    } else if (function.msi.value_or(0) > 0) {
        badges.append({words("MSI %1").arg(*function.msi), Meaning::Interrupt,
                       words("MSI with %1 messages").arg(*function.msi)});
    } else if (function.msi && function.msix) {
        badges.append({words("no MSI"), Meaning::Warn, words("Neither MSI nor MSI-X: legacy interrupts only.")});
    } else {
        badges.append({words("MSI ?"), Meaning::Plain, words("The capability list was not read.")});
    }
}

void addReset(QList<Badge> &badges, const wire::Function &function)
{
    if (function.reset == "flr")
        badges.append({words("FLR"), Meaning::Plain, words("Function level reset: a guest gets it clean.")});
    else if (function.reset == "d3hot")
        badges.append({words("D3hot"), Meaning::Plain, words("Reset by a trip through power state D3hot.")});
    else if (function.reset == "none")
        badges.append({words("no reset"), Meaning::Warn,
                       words("Neither FLR nor D3hot: it keeps its state from one guest to the next.")});
}

void addMarks(QList<Badge> &badges, const wire::Function &function)
{
    struct Word
    {
        const char *mark;
        const char *badge;
        Meaning meaning;
        const char *why;
    };
    static constexpr Word known[] = {
        {"rmrr", QT_TRANSLATE_NOOP("FunctionWords", "RMRR"), Meaning::Warn,
         QT_TRANSLATE_NOOP("FunctionWords", "The firmware pinned memory for this function.")},
        {"bar-align", QT_TRANSLATE_NOOP("FunctionWords", "BAR < 4 KiB"), Meaning::Warn,
         QT_TRANSLATE_NOOP("FunctionWords", "A memory BAR is not aligned to a page; bhyve refuses it.")},
        {"chipset", QT_TRANSLATE_NOOP("FunctionWords", "chipset"), Meaning::Plain,
         QT_TRANSLATE_NOOP("FunctionWords", "Part of the chipset: the host cannot do without it.")},
        {"coupled", QT_TRANSLATE_NOOP("FunctionWords", "coupled"), Meaning::Plain,
         QT_TRANSLATE_NOOP("FunctionWords", "Moves together with the other functions of its card.")},
    };
    for (const std::string &mark : function.marks) {
        const auto word = std::ranges::find_if(known, [&](const Word &w) { return mark == w.mark; });
        if (word != std::end(known))
            badges.append({words(word->badge), word->meaning, words(word->why)});
        else if (mark != "free-to-split")
            badges.append({text(mark), Meaning::Plain, {}});
    }
}

} // namespace

QList<Badge> badgesOf(const wire::Function &function)
{
    QList<Badge> badges;
    if (!function.endpoint) {
        if (function.secondaryBus)
            badges.append({words("bus %1").arg(*function.secondaryBus), Meaning::Plain, {}});
        addMarks(badges, function);
        return badges;
    }
    if (function.kind == "hostbridge" || function.kind == "chipset")
        return {{words("chipset"), Meaning::Plain, words("Part of the chipset: the host cannot do without it.")}};
    addIommu(badges, function);
    addInterrupts(badges, function);
    addReset(badges, function);
    addMarks(badges, function);
    return badges;
}

std::string_view slotOf(std::string_view address)
{
    return address.substr(0, address.rfind(':'));
}

std::string_view domainOf(std::string_view address)
{
    return address.substr(0, address.find(':'));
}

QString shortAddress(const wire::Function &function)
{
    const std::string_view domain = domainOf(function.address);
    if (domain == "pci0" || !domain.starts_with("pci"))
        return text(function.slashed);
    return text(domain.substr(3)) + u':' + text(function.slashed);
}

} // namespace patchbay::models
