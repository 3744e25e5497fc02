// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/save_file.h"

#include "core/base/error.h"

#include <QSaveFile>

namespace mambascope::ui {

bool commitWhole(QSaveFile& file)
{
    // A disk that gets full takes a part first. Only the next attempt says why it takes no more.
    return (file.flush() || file.flush()) && file.commit();
}

void saveWhole(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    bool done = file.open(QIODevice::WriteOnly);
    for (qint64 at = 0; done && at < bytes.size();) {
        const qint64 written = file.write(bytes.constData() + at, bytes.size() - at);
        done = written > 0;
        at += written;
    }
    if (!done || !commitWhole(file))
        throw Error(path.toStdString(), say("cannot be written: {0}", file.errorString().toStdString()));
}

} // namespace mambascope::ui
