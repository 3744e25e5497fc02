// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/table_files.h"

#include "core/base/error.h"
#include "core/base/npy.h"
#include "ui/style/save_file.h"

#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr std::int64_t kBand = 64; // rows of a map at a time

bool isNpy(const QString& path)
{
    return QFileInfo(path).suffix().toLower() == QLatin1String("npy");
}

} // namespace

void writeTable(const QString& path, const std::vector<QString>& columns, const std::vector<double>& values)
{
    const std::size_t width = columns.size();
    if (isNpy(path)) {
        saveNpy<double>(path.toStdString(), values,
                        {static_cast<std::int64_t>(values.size() / width), static_cast<std::int64_t>(width)});
        return;
    }
    CsvFile file(path, QStringList(columns.begin(), columns.end()));
    QStringList fields;
    for (std::size_t at = 0; at < values.size(); ++at) {
        fields << CsvFile::number(values[at]);
        if (at % width == width - 1) {
            file.add(fields);
            fields.clear();
        }
    }
    file.finish();
}

CsvFile::CsvFile(const QString& path, const QStringList& columns) : m_file(path)
{
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Text))
        fail();
    add(columns);
}

void CsvFile::add(const QStringList& fields)
{
    m_file.write(fields.join(QLatin1Char(',')).toUtf8() + '\n');
}

void CsvFile::finish()
{
    if (!commitWhole(m_file))
        fail();
}

QString CsvFile::quoted(const QString& text)
{
    QString inside = text;
    inside.replace(QLatin1Char('"'), QLatin1String("\"\""));
    return QLatin1Char('"') + inside + QLatin1Char('"');
}

QString CsvFile::number(double value, int digits)
{
    return std::isnan(value) ? QString() : QString::number(value, 'g', digits); // other tools read "" as missing
}

void CsvFile::fail() const
{
    throw Error(m_file.fileName().toStdString(), say("cannot be written: {0}", m_file.errorString().toStdString()));
}

void writeMap(const QString& path, const AttentionMap::Rect& rect, const MapValues& values, Progress& progress)
{
    const std::int64_t columns = rect.col1 - rect.col0;
    const std::array<std::int64_t, 2> shape = {rect.row1 - rect.row0, columns};
    std::vector<float> band;
    const auto forBands = [&](const auto& use) {
        for (std::int64_t i = rect.row0; i < rect.row1; i += kBand) {
            progress.step(path.toStdString(), i - rect.row0, shape[0]);
            const std::int64_t end = std::min(i + kBand, rect.row1);
            band.resize(static_cast<std::size_t>((end - i) * columns));
            values({i, end, rect.col0, rect.col1}, band);
            use(i, end);
        }
    };
    if (isNpy(path)) {
        NpyWriter<float> writer(path.toStdString(), shape);
        forBands([&](std::int64_t, std::int64_t) { writer.append(band); });
        writer.finish();
        return;
    }
    QSaveFile file(path);
    bool done = file.open(QIODevice::WriteOnly | QIODevice::Text);
    QByteArray line = "i\\j";
    for (std::int64_t j = rect.col0; j < rect.col1; ++j)
        line += ',' + QByteArray::number(static_cast<qint64>(j));
    if (done) {
        file.write(line + '\n');
        forBands([&](std::int64_t begin, std::int64_t end) {
            const float* value = band.data();
            for (std::int64_t i = begin; i < end; ++i) {
                line = QByteArray::number(static_cast<qint64>(i));
                for (std::int64_t j = 0; j < columns; ++j)
                    line += ',' + QByteArray::number(static_cast<double>(*value++), 'g', 9);
                file.write(line + '\n');
            }
        });
        done = commitWhole(file);
    }
    if (!done)
        throw Error(path.toStdString(), say("cannot be written: {0}", file.errorString().toStdString()));
}

} // namespace mambascope::ui
