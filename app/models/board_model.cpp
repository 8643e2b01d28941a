// SPDX-License-Identifier: BSD-2-Clause
#include "models/board_model.h"

#include "models/finding_model.h"
#include "models/function_words.h"
#include "models/text.h"

#include <algorithm>

namespace patchbay::models {

using namespace Qt::StringLiterals;

namespace {

bool onBoard(int slot, int function)
{
    return slot >= 0 && slot < BoardModel::slotCount && function >= 0 && function < BoardModel::functionCount;
}

/// "virtio-blk · disk0.img": the device and the part of its configuration a person knows it by.
QString deviceName(const wire::GuestDevice &device)
{
    const QString kind = device.kind == "hostbridge" || device.kind == "amd_hostbridge"
                             ? BoardModel::tr("host bridge")
                             : text(device.kind);
    const QString what = text(device.config).section(u',', 0, 0).section(u'/', -1);
    return what.isEmpty() ? kind : kind + u" · "_s + what;
}

bool isFixture(const wire::GuestDevice &device)
{
    return device.kind == "hostbridge" || device.kind == "amd_hostbridge" || device.kind == "lpc";
}

} // namespace

BoardModel::BoardModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void BoardModel::setGuest(std::optional<wire::Guest> guest)
{
    m_guest = std::move(guest);
    rebuild();
}

void BoardModel::setSnapshot(std::shared_ptr<const wire::Snapshot> snapshot)
{
    m_snapshot = std::move(snapshot);
    rebuild();
}

void BoardModel::setFindings(const std::vector<wire::Finding> &findings)
{
    m_findings = findings;
    rebuild();
}

void BoardModel::setAsking()
{
    m_asking = true;
    m_options.reset();
    refresh();
}

void BoardModel::setOptions(wire::Options options)
{
    m_asking = false;
    m_options = std::move(options);
    refresh();
}

void BoardModel::clearOptions()
{
    m_asking = false;
    m_options.reset();
    refresh();
}

void BoardModel::refresh()
{
    emit dataChanged(index(0, 0), index(slotCount - 1, functionCount - 1));
}

QString BoardModel::nameOf(const std::string &address) const
{
    if (m_snapshot) {
        const auto found = std::ranges::lower_bound(m_snapshot->functions, address, {}, &wire::Function::address);
        const auto match = found != m_snapshot->functions.end() && found->address == address
                               ? found
                               : std::ranges::find(m_snapshot->functions, address, &wire::Function::address);
        if (match != m_snapshot->functions.end())
            return text(match->name) + u" · "_s + shortAddress(*match);
    }
    return tr("%1 · not on this host").arg(text(address));
}

void BoardModel::rebuild()
{
    m_cells.fill({});
    if (m_guest) {
        for (const wire::GuestDevice &device : m_guest->devices) {
            if (onBoard(device.slot, device.function)) {
                Cell &at = cell(device.slot, device.function);
                at.content = isFixture(device) ? Content::Fixture : Content::Device;
                at.name = deviceName(device);
            }
        }
        for (const wire::Position &position : m_guest->positions) {
            if (onBoard(position.slot, position.function)) {
                Cell &at = cell(position.slot, position.function);
                at.content = Content::HostFunction;
                at.name = nameOf(position.host);
                at.address = text(position.host);
            }
        }
        for (const wire::Finding &finding : m_findings) {
            for (const wire::Cell &about : finding.cells) {
                if (about.guest != m_guest->name || !onBoard(about.slot, about.function))
                    continue;
                Cell &at = cell(about.slot, about.function);
                at.findingText += (at.findingText.isEmpty() ? QString() : u"\n"_s) + text(finding.text);
                at.finding = std::max(at.finding, meaningOf(finding.severity));
            }
        }
    }
    refresh();
}

const wire::Option *BoardModel::option(int slot, int function) const
{
    if (!m_options)
        return nullptr;
    const std::vector<wire::Option> &cells = m_options->cells;
    const auto isIt = [&](const wire::Option &option) { return option.slot == slot && option.function == function; };
    const std::size_t usual = std::size_t(slot * functionCount + function);
    if (usual < cells.size() && isIt(cells[usual]))
        return &cells[usual];
    const auto found = std::ranges::find_if(cells, isIt);
    return found == cells.end() ? nullptr : &*found;
}

const wire::Position *BoardModel::positionAt(int slot, int function) const
{
    if (!m_guest)
        return nullptr;
    const auto found = std::ranges::find_if(m_guest->positions, [&](const wire::Position &position) {
        return position.slot == slot && position.function == function;
    });
    return found == m_guest->positions.end() ? nullptr : &*found;
}

QModelIndex BoardModel::cellOf(const QString &address) const
{
    for (std::size_t i = 0; !address.isEmpty() && i < m_cells.size(); ++i) {
        if (m_cells[i].address == address)
            return index(int(i) / functionCount, int(i) % functionCount);
    }
    return {};
}

BoardModel::Offer BoardModel::offerAt(int slot, int function) const
{
    if (!carrying())
        return Offer::None;
    if (m_asking)
        return Offer::Asking;
    const wire::Option *answer = option(slot, function);
    return answer && answer->legal ? Offer::Legal : Offer::Refused;
}

int BoardModel::spanAt(int slot, int function) const
{
    if (cell(slot, function).content == Content::Empty)
        return 1;
    const int most = carrying() ? 2 : 4;
    int span = 1;
    while (span < most && function + span < functionCount && cell(slot, function + span).content == Content::Empty &&
           offerAt(slot, function + span) != Offer::Legal)
        ++span;
    return span;
}

int BoardModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : slotCount;
}

int BoardModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : functionCount;
}

Qt::ItemFlags BoardModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDropEnabled;
    if (cell(index.row(), index.column()).content == Content::HostFunction)
        flags |= Qt::ItemIsDragEnabled;
    return flags;
}

QString BoardModel::spoken(int slot, int function) const
{
    const Cell &at = cell(slot, function);
    QString words = tr("Slot %1, function %2: %3").arg(slot).arg(function)
                        .arg(at.content == Content::Empty ? tr("empty") : at.name);
    if (offerAt(slot, function) == Offer::Legal)
        words += tr(", may be dropped here");
    else if (const wire::Option *answer = option(slot, function))
        words += u". "_s + text(answer->title) + u' ' + text(answer->reason);
    return words;
}

QVariant BoardModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int slot = index.row(), function = index.column();
    const Cell &at = cell(slot, function);
    const wire::Option *answer = option(slot, function);
    switch (role) {
    case Qt::DisplayRole: return at.name;
    case Qt::AccessibleTextRole: return spoken(slot, function);
    case Qt::ToolTipRole:
        return at.findingText.isEmpty() || at.name.isEmpty() ? at.name + at.findingText
                                                             : at.name + u'\n' + at.findingText;
    case ContentRole: return int(at.content);
    case HostAddressRole: return at.address;
    case OfferRole: return int(offerAt(slot, function));
    case ReasonTitleRole: return answer && !answer->legal ? text(answer->title) : QString();
    case ReasonRole: return answer && !answer->legal ? text(answer->reason) : QString();
    case SpanRole: return spanAt(slot, function);
    case FindingRole: return int(at.finding);
    }
    return {};
}

QVariant BoardModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::DisplayRole)
        return QString::number(section);
    if (role == Qt::AccessibleTextRole)
        return orientation == Qt::Horizontal ? tr("function %1").arg(section) : tr("slot %1").arg(section);
    return {};
}

} // namespace patchbay::models
