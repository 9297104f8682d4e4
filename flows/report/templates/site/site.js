"use strict";
/* What every page does with a script; without one, all that it says is there as well. */
const root = document.body.dataset.root;
const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined));
  return element;
};
/* Data come as scripts: a page that is opened as a file may not fetch. */
const load = (name) => new Promise((done, failed) => {
  if (window.budget?.[name]) { done(window.budget[name]); return; }
  const script = h("script", { src: `${root}data/${name}.js`, onload: () => done(window.budget[name]), onerror: failed });
  document.head.append(script);
});

// --- the version, and where errors are reported ------------------------------------------------
const about = window.budget?.about ?? {};
for (const place of document.querySelectorAll("[data-about]")) {
  if (about.version) place.append(" · 版本 ", h("code", {}, about.version), ` · ${about.at}`);
}
const reporting = (where) => {
  if (!about.report) return null;
  const mail = about.report.startsWith("mailto:");
  const text = `网址：${where}\n问题：`;
  return h("a", { href: mail ? `${about.report}?subject=${encodeURIComponent("数据有误")}&body=${encodeURIComponent(text)}` : about.report }, "报告这里的错误");
};
for (const place of document.querySelectorAll("[data-report]")) {
  const link = reporting(location.href);
  if (link) place.append(link);
}

// --- tables as files ---------------------------------------------------------------------------
const cellText = (cell) => {
  const copy = cell.cloneNode(true);
  for (const extra of copy.querySelectorAll("sup, .hidden, .sum, .doubt")) extra.remove();
  const text = copy.innerHTML.includes("<br") ? copy.innerHTML.replace(/<br>/g, " ").replace(/<[^>]*>/g, "") : copy.textContent;
  return text.replace(/\s+/g, " ").trim();
};
/* A figure without its commas; everything else as it stands. */
const plain = (text) => {
  const figure = text.replace(/,/g, "").replace(/^−/, "-");
  return /^-?\d+(\.\d+)?$/.test(figure) ? figure : text === "—" ? "" : text;
};
const rowsOf = (table) => [...table.rows].map((row) => [...row.cells].map((cell) => {
  const text = cellText(cell);
  return cell.classList.contains("n") && cell.tagName === "TD" ? { figure: plain(text), text } : { text: text === "—" ? "" : text };
}));
/* Where each row's figures are printed: the addresses that its links lead to. */
const sourcesOf = (table) => [...table.rows].map((row, i) => (i === 0 ? "出处"
  : [...new Set([...row.querySelectorAll("td.n > a")].map((link) => link.href))].join(" ")));
const sheet = (table) => {
  const sources = sourcesOf(table);
  const rows = rowsOf(table).map((row, i) => (sources.some((source, k) => k && source) ? [...row, { text: sources[i] }] : row));
  const unit = table.closest("figure")?.querySelector("figcaption")?.firstChild?.textContent.trim() ?? "";
  const note = `${table.dataset.name}。${unit} 来源：${location.href}，版本 ${about.version ?? ""}。文件为各单位依法公开；本表可自由使用，请注明来源。`;
  return [...rows, [], [{ text: note }]];
};
const save = (name, type, parts) => {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  h("a", { href: address, download: name.replace(/[\\/:*?"<>|]/g, " ") }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
};
/* A text that a spreadsheet would take for a formula gets a quote before it. */
const csvCell = ({ text, figure }) => {
  const value = figure ?? (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};
const csv = (table) => `\ufeff${sheet(table).map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc32 = (bytes) => {
  let c = 0xffffffff;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
};
/* A zip archive whose members are stored as they are. */
const zip = (members) => {
  const encoder = new TextEncoder();
  const parts = [];
  const directory = [];
  let offset = 0;
  const head = (signature, fields) => {
    const view = new DataView(new ArrayBuffer(4 + fields.reduce((n, [size]) => n + size, 0)));
    view.setUint32(0, signature, true);
    let at = 4;
    for (const [size, value] of fields) { if (size === 2) view.setUint16(at, value, true); else view.setUint32(at, value, true); at += size; }
    return new Uint8Array(view.buffer);
  };
  for (const [name, text] of members) {
    const title = encoder.encode(name);
    const data = encoder.encode(text);
    const common = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 0x21], [4, crc32(data)], [4, data.length], [4, data.length], [2, title.length], [2, 0]];
    const local = head(0x04034b50, common);
    directory.push(head(0x02014b50, [[2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), title);
    parts.push(local, title, data);
    offset += local.length + title.length + data.length;
  }
  const size = directory.reduce((n, part) => n + part.length, 0);
  return [...parts, ...directory, head(0x06054b50, [[2, 0], [2, 0], [2, members.length], [2, members.length], [4, size], [4, offset], [2, 0]])];
};
const xml = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ""); // eslint-disable-line no-control-regex
const xlsx = (table) => {
  const rows = sheet(table).map((row, i) => `<row r="${i + 1}">${row.map(({ text, figure }) => (figure && /^-?\d+(\.\d+)?$/.test(figure)
    ? `<c><v>${figure}</v></c>` : `<c t="inlineStr"><is><t xml:space="preserve">${xml(text)}</t></is></c>`)).join("")}</row>`).join("");
  const start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  return zip([
    ["[Content_Types].xml", `${start}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`],
    ["_rels/.rels", `${start}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ["xl/workbook.xml", `${start}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>`],
    ["xl/_rels/workbook.xml.rels", `${start}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`],
    ["xl/worksheets/sheet1.xml", `${start}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`],
  ]);
};
const offer = (table) => {
  const caption = table.closest("figure")?.querySelector("figcaption");
  if (!caption || !table.dataset.name) return;
  const name = table.dataset.name;
  caption.append(h("span", { class: "take" },
    h("button", { type: "button", "aria-label": `${name}，存为 CSV`, onclick: () => save(`${name}.csv`, "text/csv", [csv(table)]) }, "CSV"), " ",
    h("button", { type: "button", "aria-label": `${name}，存为 XLSX`, onclick: () => save(`${name}.xlsx`, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx(table)) }, "XLSX")));
};
for (const table of document.querySelectorAll("table[data-name]")) offer(table);

// --- a cited line ------------------------------------------------------------------------------
/* Cells of the original, by the ranges of its columns and rows: `3:120:180 4:180:240;…`, a table each. */
const ranges = (text) => text.split(";").map((table) => new Map(table.split(" ").filter(Boolean).map((range) => {
  const [number, ...ends] = range.split(":").map(Number);
  return [number, ends];
})));
const outlined = (line, column) => {
  for (const sheet of document.querySelectorAll(".original .sheet")) {
    const rows = ranges(sheet.dataset.rows);
    const table = rows.findIndex((lines) => lines.has(line));
    if (table < 0) continue;
    const { width, height } = sheet.dataset;
    const [top, bottom] = rows[table].get(line);
    const mark = (kind, [left, right]) => {
      const box = h("span", { class: kind });
      box.setAttribute("style", `left:${(left / width) * 100}%;top:${(top / height) * 100}%;width:${((right - left) / width) * 100}%;height:${((bottom - top) / height) * 100}%`);
      return box;
    };
    const columns = ranges(sheet.dataset.columns)[table];
    const all = [...columns.values()].flat();
    const picture = sheet.querySelector("img").cloneNode();
    picture.removeAttribute("loading");
    picture.alt = `原件第 ${sheet.dataset.page} 页，这一行加框`;
    return h("figure", { class: "original" },
      h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": picture.alt },
        h("div", { class: "sheet" }, picture, mark("row", [Math.min(...all), Math.max(...all)]), columns.has(column) ? mark("cell", columns.get(column)) : null)),
      h("figcaption", { class: "soft" }, `原件第 ${sheet.dataset.page} 页 `, h("a", { href: picture.getAttribute("src") }, "看整张图")));
  }
  return null;
};
const cited = document.getElementById("cited");
const cite = () => {
  const [, line, column] = location.hash.match(/^#L(\d+)(?:C(\d+))?$/) ?? [];
  const row = line ? document.getElementById(`L${line}`) : null;
  for (const old of document.querySelectorAll(".is-cited")) old.classList.remove("is-cited");
  cited.hidden = !row;
  if (!row) return;
  row.classList.add("is-cited");
  const cell = column ? document.getElementById(`L${line}C${column}`) : null;
  const printed = [...row.querySelectorAll("td:not(.k)")].map((one) => one.textContent.trim()).filter(Boolean).join(" ｜ ");
  const figure = cell?.textContent.trim() ? `，其中 ${cell.textContent.trim()}` : "";
  const sentence = `《${document.body.dataset.title}》第 ${line} 行：“${printed}”${figure}。原件 SHA-256 ${document.body.dataset.sha}…，${about.version ? `版本 ${about.version}，` : ""}${location.href}`;
  const copied = h("span", { role: "status" });
  const copy = async () => {
    const range = document.createRange();
    range.selectNodeContents(cited.querySelector(".sentence"));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    try { await navigator.clipboard.writeText(sentence); copied.textContent = " 已复制"; } catch { copied.textContent = " 已选中，按 Ctrl+C 复制"; }
  };
  cited.replaceChildren(
    h("p", {}, h("strong", {}, "引用这一行 "), h("small", { lang: "en" }, "cite "), h("button", { type: "button", onclick: copy }, "复制"), copied, " ", reporting(location.href),
      h("button", { type: "button", class: "close", "aria-label": "收起", onclick: () => { cited.hidden = true; } }, "×")),
    h("p", { class: "sentence" }, sentence), outlined(Number(line), Number(column)) ?? "");
  (cell ?? row).scrollIntoView({ block: "start" });
  const box = cited.querySelector(".cell, .row");
  if (box) {
    const view = box.closest(".scroll");
    const show = () => {
      view.scrollTop = box.offsetTop - view.clientHeight / 2;
      view.scrollLeft = box.offsetLeft + box.offsetWidth / 2 - view.clientWidth / 2;
    };
    show();
    cited.querySelector("img").addEventListener("load", show);
  }
};
if (cited) {
  addEventListener("hashchange", cite);
  cite();
}

window.site = { root, h, load, offer }; // for the scripts of single pages
