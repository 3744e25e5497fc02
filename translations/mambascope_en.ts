<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>mambascope::ui::EvaluatePage</name>
    <message numerus="yes">
        <source>%n run(s) of another kind are not shown: they cannot be compared.</source>
        <translation>
            <numerusform>%n run of another kind is not shown: it cannot be compared.</numerusform>
            <numerusform>%n runs of another kind are not shown: they cannot be compared.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluateResults</name>
    <message numerus="yes">
        <source>%1: %n runs compared</source>
        <translation>
            <numerusform>%1: %n run</numerusform>
            <numerusform>%1: %n runs compared</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) left out</source>
        <translation>
            <numerusform>%n item left out</numerusform>
            <numerusform>%n items left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluateRuns</name>
    <message numerus="yes">
        <source>%n run(s) are deleted.</source>
        <translation>
            <numerusform>%n run is deleted.</numerusform>
            <numerusform>%n runs are deleted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MainWindow</name>
    <message numerus="yes">
        <source>Drop to open %n file(s)</source>
        <translation>
            <numerusform>Drop to open %n file</numerusform>
            <numerusform>Drop to open %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mambascope::ui::RunListModel</name>
    <message numerus="yes">
        <source>%n item(s) left out</source>
        <translation>
            <numerusform>%n item left out</numerusform>
            <numerusform>%n items left out</numerusform>
        </translation>
    </message>
</context>
</TS>
