// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstdint>
#include <vector>

namespace mambascope::ui {

/// The layers of a model from top to bottom, each with a bar for its share of global channels. Click or arrow keys
/// choose a layer.
class LayerStrip : public QWidget
{
    Q_OBJECT
public:
    explicit LayerStrip(QWidget* parent = nullptr);

    /// `globalInLayer` empty: the classes are not known, only the layers are listed.
    void setLayers(std::int64_t layers, std::int64_t channels, const std::vector<std::int64_t>& globalInLayer);
    /// Layers that have softmax attention beside their Mamba part; a dot marks them.
    void setAttentionLayers(const std::vector<std::int64_t>& layers);
    /// Of each layer, how many channels another view shows now; empty: all, nothing is marked.
    void setMarked(const std::vector<std::int64_t>& channelsInLayer);
    void setSelected(std::int64_t layer); ///< emits nothing
    std::int64_t selected() const { return m_selected; }
    QRect rowRect(std::int64_t layer) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void chosen(qint64 layer);
    void activated(qint64 layer); ///< double click, Enter

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    std::int64_t layerAt(int y) const;
    QString describe(std::int64_t layer) const;
    bool hasAttention(std::int64_t layer) const;
    void choose(std::int64_t layer);
    int rowHeight() const;

    std::int64_t m_layers = 0, m_channels = 0, m_selected = -1;
    std::vector<std::int64_t> m_global, m_attention, m_marked;
};

} // namespace mambascope::ui
