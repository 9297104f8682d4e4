"use strict";
/* Units side by side. The address says what is compared; amounts are BigInt hundredths. */
{
  const { h, load, offer } = window.site;
  const KINDS = { totals: "收支", three: "“三公”经费", subjects: "支出，按科目（类）" };
  const EVERY = "全部各项";
  const MOST = 6;
  const element = (id) => document.getElementById(id);
  const cents = (text) => BigInt(text.replace(".", ""));
  const wan = (amount) => {
    const digits = (amount < 0n ? -amount : amount).toString().padStart(7, "0");
    const whole = digits.slice(0, -6).replace(/\B(?=(\d{3})+$)/g, ",");
    const rest = digits.slice(-6);
    return `${amount < 0n ? "−" : ""}${whole}.${rest.slice(0, 2)}${rest.slice(2).replace(/0+$/, "")}`;
  };
  /* To 0.01 万元, as people are counted in whole ones. */
  const perHead = (amount, heads) => wan(((amount + heads * 5000n) / (heads * 10000n)) * 10000n);
  const percent = (part, whole) => (whole > 0n ? `${(Number((part * 1000000n) / whole) / 10000).toFixed(2)}%` : "");
  const change = (amount, before) => {
    if (before <= 0n) return "";
    if (amount === before) return "与上年相同";
    return amount > before ? `比上年 +${percent(amount - before, before)}` : `比上年 −${percent(before - amount, before)}`;
  };
  let state = {};
  const read = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    state = { u: (asked.get("u") ?? "").split(",").filter(Boolean).slice(0, MOST), k: asked.get("k") in KINDS ? asked.get("k") : "totals", i: asked.get("i") ?? "", p: asked.get("p") ?? "" };
  };
  const go = (changes) => {
    const next = { ...state, ...changes };
    const query = new URLSearchParams();
    if (next.u.length) query.set("u", next.u.join(","));
    for (const key of ["k", "i", "p"]) if (next[key]) query.set(key, next[key]);
    location.hash = query.toString();
  };
  const options = (select, values, chosen) => select.replaceChildren(...values.map(([value, text]) => {
    const option = h("option", { value }, text);
    option.selected = value === chosen;
    return option;
  }));
  const draw = async () => {
    read();
    const [units, rows, totals, staff] = await Promise.all([load("units"), load(state.k), load("totals"), load("staff")]);
    const number = new Map(units.map(([key], i) => [key, i]));
    const chosen = state.u.filter((key) => number.has(key));
    const own = rows.filter(([unit]) => chosen.includes(units[unit][0]));
    const items = [...new Set(own.map((row) => row[3]))];
    if (state.k === "subjects") items.sort(); // by code
    const phases = [...new Set(own.map((row) => row[2]))];
    const item = items.includes(state.i) || state.i === EVERY ? state.i : items[0] ?? "";
    const phase = phases.includes(state.p) ? state.p : phases.toSorted((a, b) => own.filter((row) => row[2] === b).length - own.filter((row) => row[2] === a).length)[0] ?? "";
    options(element("kind"), Object.entries(KINDS), state.k);
    options(element("item"), [...items, EVERY].map((name) => [name, name]), item);
    options(element("phase"), phases.map((name) => [name, name]), phase);
    element("chosen").replaceChildren(...chosen.map((key) => h("li", {}, h("a", { href: `unit/${key}.html` }, units[number.get(key)][1]),
      h("button", { type: "button", "aria-label": `去掉 ${units[number.get(key)][1]}`, onclick: () => go({ u: state.u.filter((one) => one !== key) }) }, "×"))));
    if (!chosen.length) { element("compared").replaceChildren(h("p", { class: "soft" }, "先添加一个单位。")); return; }
    const shown = own.filter((row) => row[2] === phase && (item === EVERY || row[3] === item));
    const whole = new Map(totals.filter((row) => row[3] === "支出").map((row) => [`${row[0]} ${row[1]} ${row[2]}`, cents(row[4])]));
    const widest = shown.reduce((wide, row) => (cents(row[4]) > wide ? cents(row[4]) : wide), 1n);
    const labels = [...new Set(shown.map((row) => `${row[1]} ${row[3]}`))].sort((a, b) => b.localeCompare(a));
    const body = labels.map((label) => {
      const year = Number(label.slice(0, 4));
      const name = label.slice(5);
      return h("tr", {}, h("th", { scope: "row" }, item === EVERY ? `${year} ${name}` : String(year)), chosen.map((key) => {
        const row = shown.find((one) => one[0] === number.get(key) && one[1] === year && one[3] === name);
        if (!row) return h("td", { class: "n" }, h("span", { class: "none" }, "—"));
        const before = shown.find((one) => one[0] === row[0] && one[1] === year - 1 && one[3] === name);
        const amount = cents(row[4]);
        const all = whole.get(`${row[0]} ${year} ${phase}`) ?? 0n;
        const heads = staff.find((one) => one[0] === row[0] && one[1] === year && one[2] === phase);
        const each = heads && amount > 0n ? `人均 ${perHead(amount, BigInt(heads[4]))}（${heads[3]} ${heads[4]} 人）` : "";
        const beside = [name !== "支出" && state.k !== "totals" && all ? `占 ${percent(amount, all)}` : "", change(amount, before ? cents(before[4]) : 0n), each].filter(Boolean).join(" · ");
        const cell = h("td", { class: "n" }, row[5] ? h("a", { href: row[5] }, wan(amount)) : wan(amount), beside ? h("span", { class: "soft sum" }, beside) : null);
        cell.setAttribute("style", `--w:${Number((amount > 0n ? amount : 0n) * 1000n / widest) / 10}%`);
        return cell;
      }));
    });
    const title = `${KINDS[state.k]} ${item} ${phase}`;
    const table = h("table", { "data-name": title, style: `min-width:${4 + 8 * chosen.length}rem` }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "年度"), chosen.map((key) => h("th", { scope: "col", class: "n" }, units[number.get(key)][1], h("br"), units[number.get(key)][2])))), h("tbody", {}, body));
    element("compared").replaceChildren(h("figure", { class: "table" }, h("div", { class: "panel scroll", role: "region", tabindex: "0", "aria-label": title }, table), h("figcaption", { class: "soft" }, "单位：万元；— 表示没有公布；人均按文件所述人数，部门的文件可能只说机关本级")));
    offer(table);
    document.title = `${title} · 对比`;
  };
  const start = async () => {
    const units = await load("units");
    element("units").append(...units.map(([, name, place]) => h("option", { value: name }, place)));
    element("add").addEventListener("change", () => {
      const found = units.find(([, name]) => name === element("add").value) ?? units.find(([, name]) => name.includes(element("add").value));
      if (found && element("add").value && !state.u.includes(found[0])) go({ u: [...state.u, found[0]] });
      element("add").value = "";
    });
    for (const [id, key] of [["kind", "k"], ["item", "i"], ["phase", "p"]]) element(id).addEventListener("change", () => go({ [key]: element(id).value, ...(key === "k" ? { i: "" } : {}) }));
    document.querySelector(".chooser").hidden = false;
    addEventListener("hashchange", draw);
    draw();
  };
  start();
}
