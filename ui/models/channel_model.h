// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <array>
#include <cstdint>
#include <vector>

namespace mambascope::ui {

/// All channels of a model, a row each, in the order of layers and channels. Kept as one array a column; a change of
/// the classes or of a pass touches only what changed and never resets the model.
class ChannelModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Layer, Channel, LnDecay, Class, ReachVanilla, ReachFiltered, Kept, ColumnCount };
    /// Numbers as doubles whatever the display text: for sorting, filtering and export.
    static constexpr int kValueRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    /// Another model: `lnDecay` [layers, channels] over the training length, or over the sequence; empty: not known.
    void setModel(std::int64_t layers, std::int64_t channels, const std::vector<double>& lnDecay);
    /// As setModel(), of another profile of the same model.
    void setDecays(const std::vector<double>& lnDecay);
    /// [layers, channels], 1 = global; empty: not known.
    void setClasses(const std::vector<std::uint8_t>& global);
    /// Receptive fields in tokens by pass, [layers, channels]; empty: not known.
    void setDistances(int side, const std::vector<float>& distances);
    /// What the filtered pass is called.
    void setMethod(const QString& title);
    /// Reach and kept tokens are of a filtered pass with earlier settings: they are set in italics, and the headings
    /// tell `reason`. Empty: they are of the present one.
    void setStale(const QString& reason);
    /// Tokens of `length` that are kept; empty: not known.
    void setKept(const std::vector<std::int64_t>& kept, std::int64_t length);

    int rowCount(const QModelIndex& parent = QModelIndex()) const override;
    int columnCount(const QModelIndex& parent = QModelIndex()) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// NaN where nothing is known. Class: 1 = global, 0 = local.
    double value(int row, Column column) const;
    std::int64_t channels() const { return m_channels; }
    int rowOf(std::int64_t layer, std::int64_t channel) const { return static_cast<int>(layer * m_channels + channel); }
    static const char* key(Column column); ///< for export headers and the filter: "layer", "ln_decay", ...

private:
    QString text(int row, Column column) const;
    bool isStale(Column column) const
    {
        return !m_staleReason.isEmpty() && (column == ReachFiltered || column == Kept);
    }
    void emitChanged(int firstRow, int lastRow, Column first, Column last);

    QString m_method = QStringLiteral("LongMamba");
    QString m_staleReason;
    std::int64_t m_layers = 0, m_channels = 0, m_length = 0;
    std::vector<double> m_lnDecay;
    std::vector<std::uint8_t> m_global;
    std::array<std::vector<float>, 2> m_distance;
    std::vector<std::int64_t> m_kept;
};

} // namespace mambascope::ui
