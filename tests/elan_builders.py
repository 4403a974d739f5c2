"""ELAN documents as text."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

_BEGIN = """\
<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2024-01-01T10:00:00+01:00" FORMAT="{format}" VERSION="{format}"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv{format}.xsd">
{license}    <HEADER MEDIA_FILE="" TIME_UNITS="{units}">
        <MEDIA_DESCRIPTOR MEDIA_URL="file:///a.mp4" MIME_TYPE="video/mp4" TIME_ORIGIN="500"/>
{properties}    </HEADER>
"""
_END = """\
    <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="top" TIME_ALIGNABLE="true"/>
    <LINGUISTIC_TYPE CONSTRAINTS="Time_Subdivision" LINGUISTIC_TYPE_ID="time"/>
    <LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" LINGUISTIC_TYPE_ID="about"/>
    <LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Subdivision" LINGUISTIC_TYPE_ID="parts"/>
    <LOCALE LANGUAGE_CODE="en" COUNTRY_CODE="US"/>
    <!-- kept -->
    <CONTROLLED_VOCABULARY CV_ID="hands">
        <CV_ENTRY_ML CVE_ID="cveid0"><CVE_VALUE LANG_REF="und">both</CVE_VALUE></CV_ENTRY_ML>
    </CONTROLLED_VOCABULARY>
    <EXTERNAL_REF EXT_REF_ID="er1" TYPE="ecv" VALUE="file:/x.ecv"/>
</ANNOTATION_DOCUMENT>
"""
PROPERTIES = '        <PROPERTY NAME="lastUsedAnnotationId">40</PROPERTY>\n'


def aligned(id: str, begin: str, end: str, value: str) -> str:
    """An annotation between two time slots."""
    return (
        f'        <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{id}" TIME_SLOT_REF1="{begin}"'
        f' TIME_SLOT_REF2="{end}"><ANNOTATION_VALUE>{escape(value)}</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION></ANNOTATION>\n"
    )


def referring(id: str, to: str, value: str, previous: str = "") -> str:
    """An annotation that refers to another."""
    before = f' PREVIOUS_ANNOTATION="{previous}"' if previous else ""
    return (
        f'        <ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{id}" ANNOTATION_REF="{to}"{before}>'
        f"<ANNOTATION_VALUE>{escape(value)}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>\n"
    )


def tier(name: str, *annotations: str, kind: str = "top", parent: str = "") -> str:
    """A tier; ``kind`` is one of top, time, about and parts."""
    above = f" PARENT_REF={quoteattr(parent)}" if parent else ""
    begin = f'    <TIER LINGUISTIC_TYPE_REF="{kind}"{above} PARTICIPANT="Ann"'
    return f"{begin} TIER_ID={quoteattr(name)}>\n{''.join(annotations)}    </TIER>\n"


def eaf(
    slots: dict[str, int | None],
    *tiers: str,
    format: str = "3.0",
    units: str = "milliseconds",
    properties: str = PROPERTIES,
) -> str:
    """A document of some tiers; slots without a time are None."""
    order = "".join(
        f'        <TIME_SLOT TIME_SLOT_ID="{slot}"'
        + ("/>\n" if time is None else f' TIME_VALUE="{time}"/>\n')
        for slot, time in slots.items()
    )
    terms = "" if format == "2.7" else '    <LICENSE LICENSE_URL=""/>\n'
    begin = _BEGIN.format(format=format, units=units, license=terms, properties=properties)
    return f"{begin}    <TIME_ORDER>\n{order}    </TIME_ORDER>\n{''.join(tiers)}{_END}"
