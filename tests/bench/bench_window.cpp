// SPDX-License-Identifier: BSD-2-Clause
// bench_window: how long the tree of 100,000 functions takes from the snapshot's arrival to its first paint, and for each
// key typed into the filter; beside a QTreeWidget with the same rows and Qt's own recursive filter.
#include "look/theme.h"
#include "models/board_model.h"
#include "models/topology_model.h"
#include "views/carry.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"
#include "wire/codec.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTreeView>

#include <algorithm>
#include <cstdio>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

constexpr int wanted = 100'000;

/// Root ports on bus 0 of each domain, a card of eight functions below every one.
std::shared_ptr<const wire::Snapshot> largeSnapshot()
{
    auto snapshot = std::make_shared<wire::Snapshot>();
    snapshot->name = "large";
    const auto add = [&](int domain, int bus, int slot, int number, const std::string &parent, bool endpoint) {
        wire::Function function;
        function.slashed = std::to_string(bus) + '/' + std::to_string(slot) + '/' + std::to_string(number);
        function.address = "pci" + std::to_string(domain) + ':' + std::to_string(bus) + ':' + std::to_string(slot) + ':' +
                           std::to_string(number);
        if (!parent.empty())
            function.parent = parent;
        function.vendor = "0x8086", function.device = "0x10fb";
        function.classCode = endpoint ? "0x020000" : "0x060400";
        function.kind = endpoint ? "nic" : "bridge";
        function.name = endpoint ? "82599ES 10-Gigabit SFI/SFP+ Network Connection" : "PCI Express Root Port";
        function.driver = endpoint ? "ix" + std::to_string(snapshot->functions.size()) : std::string();
        function.msi = 1, function.msix = endpoint ? 64 : 0;
        function.reset = "flr", function.iommu = true, function.group = int(snapshot->functions.size() / 9);
        function.endpoint = endpoint;
        function.multifunction = endpoint;
        function.heldBy = endpoint ? "host" : "";
        snapshot->functions.push_back(function);
        return function.address;
    };
    for (int domain = 0; int(snapshot->functions.size()) < wanted; ++domain)
        for (int slot = 0; slot < 32; ++slot)
            for (int port = 0; port < 7 && int(snapshot->functions.size()) < wanted; ++port) {
                const std::string parent = add(domain, 0, slot, port, {}, false);
                for (int number = 0; number < 8; ++number)
                    add(domain, 1 + slot * 7 + port, 0, number, parent, true);
            }
    std::ranges::sort(snapshot->functions, {}, &wire::Function::address);
    return snapshot;
}

void paint(QWidget &widget)
{
    QImage image(widget.size(), QImage::Format_RGB32);
    widget.render(&image);
}

struct Figures
{
    double first = 0;
    double slowest = 0;
};

const QStringList typed{u"1"_s, u"10"_s, u"10-"_s, u"10-g"_s, u"10-gi"_s, u"ix99"_s, u"ix999"_s, u""_s};

Figures ours(const std::shared_ptr<const wire::Snapshot> &snapshot)
{
    models::TopologyModel model;
    models::BoardModel board;
    views::Carry carry(&board);
    views::TopologyView view(&model, &carry);
    view.resize(700, 560);
    view.show();
    paint(view);
    QElapsedTimer timer;
    timer.start();
    model.setSnapshot(snapshot);
    paint(view);
    Figures figures{.first = double(timer.nsecsElapsed()) / 1e6};
    for (const QString &filter : typed) {
        timer.start();
        model.setFilter(filter);
        paint(view);
        figures.slowest = std::max(figures.slowest, double(timer.nsecsElapsed()) / 1e6);
    }
    return figures;
}

Figures stock(const std::shared_ptr<const wire::Snapshot> &snapshot)
{
    QStandardItemModel model;
    QSortFilterProxyModel proxy;
    proxy.setRecursiveFilteringEnabled(true);
    proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    QTreeView view;
    view.setUniformRowHeights(true);
    view.resize(700, 560);
    view.show();
    paint(view);
    QElapsedTimer timer;
    timer.start();
    QHash<std::string, QStandardItem *> above;
    for (const wire::Function &function : snapshot->functions) {
        const QList<QStandardItem *> row{
            new QStandardItem(QString::fromStdString(function.slashed + ' ' + function.name + ' ' + function.driver.value_or(""))),
            new QStandardItem(QString::fromStdString(function.reset)), new QStandardItem(QString::fromStdString(function.heldBy))};
        QStandardItem *parent = function.parent ? above.value(*function.parent) : nullptr;
        parent ? parent->appendRow(row) : model.appendRow(row);
        if (!function.endpoint)
            above.insert(function.address, row.front());
    }
    proxy.setSourceModel(&model);
    view.setModel(&proxy);
    view.expandAll();
    paint(view);
    Figures figures{.first = double(timer.nsecsElapsed()) / 1e6};
    for (const QString &filter : typed) {
        timer.start();
        proxy.setFilterFixedString(filter);
        paint(view);
        figures.slowest = std::max(figures.slowest, double(timer.nsecsElapsed()) / 1e6);
    }
    return figures;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const auto snapshot = largeSnapshot();
    const Figures mine = ours(snapshot);
    const Figures peer = stock(snapshot);
    std::printf("  %zu functions\n", snapshot->functions.size());
    std::printf("  snapshot to first paint  %8.1f ms (aim 100), stock Qt item model %8.1f ms: %.1f times ours\n", mine.first,
                peer.first, peer.first / mine.first);
    std::printf("  slowest filter key       %8.1f ms (aim 50),  stock Qt filter     %8.1f ms: %.1f times ours\n",
                mine.slowest, peer.slowest, peer.slowest / mine.slowest);
    return 0;
}
