// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/side.h"
#include "ui/models/channel_model.h"

#include <QRectF>
#include <QWidget>

#include <cstdint>
#include <vector>

class QLabel;
class QLineEdit;
class QTableView;
class QToolButton;

namespace mambascope::ui {

class ChannelFilter;
class ChannelScatter;

/// All channels of a model as a table that sorts and filters, and as a scatter plot that brushes; both show the same
/// choice. Knows nothing of a workspace, so that its speed can be measured with a model of any size.
class ChannelsView : public QWidget
{
    Q_OBJECT
public:
    explicit ChannelsView(QWidget* parent = nullptr);

    /// Another model: everything else about it follows.
    void setChannels(std::int64_t layers, std::int64_t channels, const std::vector<double>& lnDecay);
    /// Another profile of the same model: distances and classes have to follow, all else stays.
    void setDecays(const std::vector<double>& lnDecay);
    void setDistances(Side side, const std::vector<float>& distances);
    /// See ChannelScatter::setMethod().
    void setMethod(const QString& title, bool globalOnly);
    void setKept(const std::vector<std::int64_t>& kept, std::int64_t length);
    /// Why what is shown of the filtered pass is not of the present settings; empty: it is.
    void setStale(const QString& reason);
    /// Why the channels have no classes and what to do about it; empty: they have some.
    void setUnclassified(const QString& reason);
    /// See ChannelScatter::setMessage().
    void setMessage(const QString& message);
    /// [layers, channels], 1 = global; for every mouse move of a slider.
    void setClasses(const std::vector<std::uint8_t>& global, double lnTheta);
    void setChosen(std::int64_t layer, std::int64_t channel); ///< emits nothing
    /// The scatter plot's visible part; empty: all channels.
    void setPart(const QRectF& part);

    void setFilter(const QString& text);
    void setBrush(const QRectF& brush);
    /// "ln_decay", or "-ln_decay" from the largest down.
    void setSorting(const QString& sorting);

    QTableView* table() const { return m_table; }
    ChannelModel* model() const { return m_model; }
    ChannelFilter* filter() const { return m_filter; }
    ChannelScatter* scatter() const { return m_scatter; }
    QLineEdit* filterBox() const { return m_filterBox; }
    QString hint() const;
    /// Of each layer, how many of its channels the table shows; empty when it shows all.
    std::vector<std::int64_t> shownInLayers() const;

signals:
    void chosen(qint64 layer, qint64 channel);
    void filterChanged(const QString& text); ///< one without a mistake
    void sortingChanged(const QString& sorting);
    void brushChanged(const QRectF& brush);
    void partChanged(const QRectF& part);
    void shownChanged();

private:
    QWidget* makeTable();
    void connectParts();
    void applyFilter(const QString& text);
    void takeBrush(const QRectF& brush);
    void showHint();
    void showMethod();
    void showChosen();

    ChannelModel* m_model;
    ChannelFilter* m_filter;
    QTableView* m_table;
    QLineEdit* m_filterBox;
    QLabel* m_hint;
    QToolButton* m_dropBrush;
    ChannelScatter* m_scatter;
    QString m_mistake;
    QString m_method, m_staleReason, m_unclassified;
    int m_chosen = -1; ///< row of the model
    bool m_globalOnly = true;
    bool m_choosing = false;
};

} // namespace mambascope::ui
