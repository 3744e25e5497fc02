// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"
#include "tests/ui/window_fixture.h"

#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <fstream>
#include <iterator>
#include <string>

// What the tests of the Evaluate page share.
namespace mambascope::test {

inline void write(const QString& path, const std::string& text)
{
    QDir().mkpath(QFileInfo(path).path());
    std::ofstream(path.toStdString(), std::ios::binary) << text;
}

inline std::string contentOf(const QString& path)
{
    std::ifstream file(path.toStdString(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

template <typename T>
T* named(QWidget* parent, const QString& accessibleName)
{
    for (T* child : parent->findChildren<T*>())
        if (child->accessibleName() == accessibleName)
            return child;
    return nullptr;
}

inline QPushButton* button(QWidget* page, const char* name)
{
    return page->findChild<QPushButton*>(QString::fromLatin1(name));
}

inline void type(QLineEdit* edit, const QString& text)
{
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

/// The Evaluate page over a short prompt, which is read at once.
inline ViewState evaluateState(const std::string& model)
{
    ViewState s = shortState();
    s.model = model;
    s.sequenceKind = "prompt";
    s.prompt = "The sea was calm.";
    s.bucket = 0;
    s.layer = 0;
    s.channel = 0;
    s.maxNewTokens = 1;
    s.page = "evaluate";
    return s;
}

} // namespace mambascope::test
