// A row as SiGML, just as hamnosys.formats.sigml_writing writes it.
const ILLEGAL = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu; // in XML
const ENTITIES = {
  "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;",
};
const inXml = (text) =>
  text.replace(ILLEGAL, "\ufffd").replace(/[&<>"\r\n\t]/g, (character) => ENTITIES[character]);

const asSigml = (row) => {
  const manual = piecesOf(row).map((piece) => `<${nameOf(piece)}/>`).join("");
  return `<hns_sign gloss="${inXml(row.gloss)}">${row.nonmanual || "<hamnosys_nonmanual/>"}`
    + `<hamnosys_manual>${manual}</hamnosys_manual></hns_sign>`;
};
