<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>%n change(s) waiting to be sent</source>
        <translation>
            <numerusform>%n change waiting to be sent</numerusform>
            <numerusform>%n changes waiting to be sent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) waiting · no network</source>
        <translation>
            <numerusform>%n change waiting · no network</numerusform>
            <numerusform>%n changes waiting · no network</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) your decision</source>
        <translation>
            <numerusform>%n needs your decision</numerusform>
            <numerusform>%n need your decision</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not accepted by the server</source>
        <translation>
            <numerusform>%n not accepted by the server</numerusform>
            <numerusform>%n not accepted by the server</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed in two places: %n field(s)</source>
        <translation>
            <numerusform>Changed in two places: %n field</numerusform>
            <numerusform>Changed in two places: %n fields</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left to choose</source>
        <translation>
            <numerusform>%n left to choose</numerusform>
            <numerusform>%n left to choose</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
</TS>
