"use strict";
/* One direction: the address says what is shown, `render` draws it, every control changes the
   address. Amounts are BigInt hundredths; only widths and shares become numbers. Text enters the
   page as text nodes, never as markup. */

// --- data --------------------------------------------------------------------------------------
const embedded = JSON.parse(document.getElementById("data").textContent);
const table = (name) => {
  const { columns, rows } = embedded[name];
  return rows.map((row) => Object.fromEntries(columns.map(([column, kind], i) => {
    const value = row[i];
    if (value === null) return [column, null];
    if (kind === "text") return [column, embedded.texts[value]];
    return [column, kind === "amount" ? BigInt(value.replace(".", "")) : value];
  })));
};
const data = Object.fromEntries(
  Object.keys(embedded).filter((name) => embedded[name].rows).map((name) => [name, table(name)]));

const sum = (rows, column) => rows.reduce(
  (total, row) => (row[column] === null ? total : (total ?? 0n) + row[column]), null);
const group = (rows, key) => {
  const groups = new Map();
  for (const row of rows) {
    const name = typeof key === "function" ? key(row) : row[key];
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  return groups;
};
const compare = (a, b) => (a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1);
const descending = (key) => (a, b) => compare(b[key], a[key]);
const distinct = (rows, column) => [...new Set(rows.map((row) => row[column]))];

// --- figures in words --------------------------------------------------------------------------
const UNITS = { 元: 1n, 万元: 10000n, 亿元: 100000000n };
const magnitude = (amount) => (amount < 0n ? -amount : amount);
const fixed = (hundredths, divisor) => {
  const rounded = (magnitude(hundredths) + divisor / 2n) / divisor;
  const digits = rounded.toString().padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return (hundredths < 0n && rounded ? "−" : "") + whole + "." + digits.slice(-2);
};
const unitOf = (amount) => {
  if (state.unit in UNITS) return state.unit;
  return magnitude(amount) >= 10000000000n ? "亿元" : magnitude(amount) >= 1000000n ? "万元" : "元";
};
const money = (amount) => (amount === null ? "—"
  : `${fixed(amount, UNITS[unitOf(amount)])} ${unitOf(amount)}`);
const exact = (amount) => `${fixed(amount, 1n)} 元`;
const share = (part, whole) => (part === null || !whole ? null
  : Number((part * 1000000n) / whole) / 1000000);
const percent = (ratio) => (ratio === null ? "—" : `${(ratio * 100).toFixed(2)}%`);

// --- elements ----------------------------------------------------------------------------------
const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "style") for (const [key, css] of Object.entries(value)) element.style.setProperty(key, css ?? "");
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return element;
};
const amountOf = (amount) => (amount === null ? h("span", { class: "none" }, "—")
  : h("span", { class: "amount", title: exact(amount) }, money(amount)));
const note = (...text) => h("p", { class: "soft" }, ...text);
const empty = (text) => h("p", { class: "empty" }, text);
const legend = (items) => h("ul", { class: "legend" },
  items.map(([name, style]) => h("li", {}, h("i", { class: style, "aria-hidden": "true" }), name)));
const panel = (title, subtitle, ...content) => h("section", { class: "panel card" },
  h("h3", {}, title, subtitle ? h("small", { class: "soft" }, subtitle) : null), ...content);

/* A list that shows its first rows, and the others when asked. */
const folded = (list, rows, most = 40) => {
  list.append(...rows.slice(0, most));
  if (rows.length <= most) return list;
  const button = h("button", { type: "button", class: "more", onclick: () => {
    list.append(...rows.slice(most));
    rows[most].setAttribute("tabindex", "-1");
    rows[most].focus();
    button.remove();
  } }, `显示其余 ${rows.length - most} 项`);
  return [list, button];
};

/* A sorted list of bars. A bar has a name, its parts [[amount, style, name]], and may lead on. */
const bars = (items, { whole = null, label = "", most = 40 } = {}) => {
  const total = (item) => item.parts.reduce((all, [amount]) => all + (amount ?? 0n), 0n);
  // a bar beside a percentage fills its track to that percentage
  const widest = whole ? magnitude(whole) : items.reduce((wide, item) => (magnitude(item.widest ?? total(item)) > wide
    ? magnitude(item.widest ?? total(item)) : wide), 1n);
  const rows = items.map((item) => {
    const amount = total(item);
    const name = item.href ? h("a", { href: item.href }, item.name) : item.name;
    const ratio = whole === null ? null : percent(share(amount, whole));
    return h("li", { class: item.is_child ? "child" : null },
      h("span", { class: "name" }, name, item.code ? h("small", { class: "soft code" }, item.code) : null),
      h("span", { class: "figure" }, amountOf(amount), ratio ? h("small", { class: "soft" }, ratio) : null),
      h("span", { class: "track", "aria-hidden": "true" }, item.parts.map(([part, style, title]) =>
        h("i", { class: style, title: `${title ?? item.name} ${exact(part ?? 0n)}`,
          style: { width: `${Math.max(0, share(part ?? 0n, widest) * 100)}%`, "--hue": item.hue ?? null } }))));
  });
  return folded(h("ol", { class: "bars", "aria-label": label }), rows, most);
};

// --- state: the address ------------------------------------------------------------------------
const VIEWS = ["overview", "subjects", "economic", "three", "compared", "projects", "scores", "dictionary"];
/* Which selectors a view heeds; the others are put away. */
const HEEDS = {
  overview: ["year", "phase", "county", "body", "unit"],
  subjects: ["year", "phase", "county", "body", "unit"],
  economic: ["year", "phase", "county", "body", "unit"],
  three: ["year", "county", "body", "unit"],
  compared: ["year", "county", "body", "unit"],
  projects: ["year", "county", "body", "unit"],
  scores: ["county", "body"],
  dictionary: [],
};
const PHASES = ["年初预算", "全年预算", "决算"];
const byPhase = (a, b) => (PHASES.indexOf(a) + 9) % 9 - (PHASES.indexOf(b) + 9) % 9 || compare(a, b);

const years = [...new Set(["totals", "three", "projects", "compared"].flatMap(
  (name) => distinct(data[name], "年度")))].filter((year) => year !== null).sort((a, b) => b - a);
const phasesOf = (year) => distinct(
  data.totals.filter((row) => row.年度 === year), "阶段").sort(byPhase);
/* Who opens the page sees the year and phase that most units have published, the newest first. */
const initial = () => {
  const counted = [...group(data.totals, (row) => `${row.年度} ${row.阶段}`).values()].map((rows) => ({
    year: rows[0].年度, phase: rows[0].阶段, units: rows.reduce((n, row) => n + row.单位数, 0),
  }));
  counted.sort((a, b) => b.units - a.units || b.year - a.year || byPhase(a.phase, b.phase));
  return counted[0] ?? { year: years[0] ?? 0, phase: PHASES[0] };
};
const START = initial();
let state = {};

const read = () => {
  const [view, query] = location.hash.slice(1).split("?");
  const asked = new URLSearchParams(query ?? "");
  const year = Number(asked.get("year") ?? START.year);
  const phases = phasesOf(year);
  const phase = asked.get("phase") ?? START.phase;
  state = {
    view: VIEWS.includes(view) ? view : "overview",
    year, phase: phases.includes(phase) ? phase : phases[0] ?? phase,
    county: asked.get("county") ?? "", body: asked.get("body") ?? "", unit: asked.get("unit") ?? "",
    path: asked.get("path") ?? "", by: asked.get("by") ?? "",
    find: asked.get("find") ?? "", sort: asked.get("sort") ?? "", all: asked.get("all") ?? "",
  };
};
const address = (changes) => {
  const next = { ...state, ...changes };
  if (changes.view && changes.view !== state.view) Object.assign(next, { path: "", by: "", find: "", sort: "", all: "" }, changes);
  if ("county" in changes && !("body" in changes)) next.body = "";
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(next)) {
    if (key !== "view" && value !== "" && value !== START[key]) query.set(key, value);
  }
  const text = query.toString();
  return `#${next.view}${text ? `?${text}` : ""}`;
};
const go = (changes) => { location.hash = address(changes); };

const selected = (name, ...columns) => data[name].filter((row) =>
  (!state.county || row.地区 === state.county) && (!state.body || row.单位 === state.body)
  && (!columns.includes("year") || row.年度 === state.year)
  && (!columns.includes("phase") || row.阶段 === state.phase));

// --- selectors ---------------------------------------------------------------------------------
const options = (select, values, chosen) => {
  select.replaceChildren(...values.map(([value, text]) => {
    const option = h("option", { value }, text);
    option.selected = String(value) === String(chosen);
    return option;
  }));
};
const controls = {};
for (const name of ["year", "phase", "county", "body", "unit"]) {
  controls[name] = document.getElementById(`choose-${name}`);
  controls[name].addEventListener("change", () => go({ [name]: controls[name].value }));
}
const places = [...new Set(["totals", "three", "projects", "compared", "scores"].flatMap(
  (name) => data[name].map((row) => JSON.stringify([row.地区, row.单位]))))].map((pair) => JSON.parse(pair));
const collator = new Intl.Collator("zh-CN");
const drawControls = () => {
  options(controls.year, years.map((year) => [year, `${year} 年`]), state.year);
  options(controls.phase, phasesOf(state.year).map((phase) => [phase, phase]), state.phase);
  const counties = [...new Set(places.map(([county]) => county))].filter((county) => county !== null).sort(collator.compare);
  options(controls.county, [["", "全部地区"], ...counties.map((county) => [county, county])], state.county);
  const bodies = [...new Set(places.filter(([county]) => !state.county || county === state.county)
    .map(([, body]) => body))].sort(collator.compare);
  options(controls.body, [["", "全部单位"], ...bodies.map((body) => [body, body])], state.body);
  options(controls.unit, [["", "自动"], ...Object.keys(UNITS).map((unit) => [unit, unit])], state.unit);
  const heeded = HEEDS[state.view];
  for (const [name, control] of Object.entries(controls)) control.parentElement.hidden = !heeded.includes(name);
  document.querySelector(".choices").hidden = !heeded.length;
  const words = { year: `${state.year} 年`, phase: state.phase, county: state.county || "全部地区", body: state.body || "全部单位" };
  document.getElementById("selection").textContent = heeded.filter((name) => words[name]).map((name) => words[name]).join(" · ");
};

// --- views -------------------------------------------------------------------------------------
const tile = (name, value, ...below) => h("div", { class: "panel tile" },
  h("dt", {}, name), h("dd", { class: "value" }, value), below.length ? h("dd", { class: "soft" }, ...below) : null);

/* Spending by kind; what is neither basic nor project, a reserve among it, is a part of its own. */
const byKind = (members) => {
  const [basic, project] = [sum(members, "基本支出_元"), sum(members, "项目支出_元")];
  const other = (sum(members, "支出_元") ?? 0n) - (basic ?? 0n) - (project ?? 0n);
  const parts = [[basic, "c-basic", "基本支出"], [project, "c-project", "项目支出"]];
  return other > 0n ? [...parts, [other, "c-other", "其他支出"]] : parts;
};

/* A tile of the 三公 expenses of a phase: an amount, a published zero, what a sentence says, or why
   there is none; below it stands how many units have none, of which kind. */
const threeTile = (title, phase, ...below) => {
  const [column] = MEASURES.find(([, , name]) => name === phase) ?? [];
  const amount = column ? sum(selected("three", "year"), column) : null;
  const without = selected("published", "year").filter((row) => row.阶段 === phase && row.情况 !== "有金额");
  const states = group(without, "情况");
  const spoken = states.get("仅见于文字") ?? [];
  const value = amount !== null ? amountOf(amount)
    : spoken.length ? amountOf(sum(spoken, "文字金额_元"))
      : states.has("公布为零") ? amountOf(0n)
        : h("span", { class: "none" }, states.size === 1 ? [...states.keys()][0] : "—");
  const told = [...states].map(([name, rows]) => `${name} ${rows.reduce((n, row) => n + row.单位数, 0)} 个单位`);
  if (amount !== null && spoken.length) told.push(`文字所述 ${money(sum(spoken, "文字金额_元"))} 未计入`);
  return tile(title, value, [...below, ...told].join(" · "));
};

const overview = () => {
  const rows = selected("totals", "year", "phase");
  if (!rows.length) return [empty("所选单位没有公开这一年度、这一阶段的收支。")];
  const spending = sum(rows, "支出_元");
  // as printed, where every unit prints its total
  const printed = rows.some((row) => row.未印合计数) ? spending : sum(rows, "公布支出合计_元");
  const [basic, project] = [sum(rows, "基本支出_元"), sum(rows, "项目支出_元")];
  const [revenue, opening] = [sum(rows, "本年收入_元"), sum(rows, "上年结转_元")];
  const classified = selected("economic", "year", "phase");
  const personnel = sum(classified.filter((row) => ["301", "303"].includes(row.部门经济分类类编码)), "金额_元");
  const both = selected("compared", "year").filter((row) => row.公开情况 === "预算与决算");
  const units = rows.reduce((n, row) => n + row.单位数, 0);
  const byCounty = !state.county && state.by !== "body";
  const items = [...group(rows, byCounty ? "地区" : (row) => `${row.地区}\n${row.单位}`).values()].map((members) => ({
    name: members[0][byCounty ? "地区" : "单位"] ?? "地区不明",
    amount: sum(members, "支出_元"),
    href: members[0].地区 === null ? null : address(byCounty ? { county: members[0].地区 } : { county: members[0].地区, body: members[0].单位 }),
    parts: byKind(members),
  })).sort(descending("amount"));
  const funds = [...group(selected("revenue", "year", "phase"), "资金来源")].map(([name, members]) => ({
    name: name ?? "未注明",
    amount: (sum(members, "金额_元") ?? 0n) + (sum(members, "上年结转_元") ?? 0n),
    parts: [[sum(members, "金额_元"), "c-fund", "本年收入"], [sum(members, "上年结转_元"), "c-opening", "上年结转"]],
  })).sort(descending("amount"));
  const funding = ["金额_元", "上年结转_元"].reduce(
    (all, column) => all + (sum(selected("revenue", "year", "phase"), column) ?? 0n), 0n);
  const hasOther = items.some((item) => item.parts.length > 2);
  return [
    h("dl", { class: "tiles" },
      tile("支出合计", amountOf(printed), `${units} 个单位`, printed === spending ? null : [" · 明细之和 ", exact(spending)]),
      tile("本年收入", amountOf(revenue), "上年结转 ", amountOf(opening)),
      tile("基本支出", amountOf(basic), `占 ${percent(share(basic, spending))}`),
      tile("项目支出", amountOf(project), `占 ${percent(share(project, spending))}`),
      threeTile("三公经费", state.phase, "财政拨款"),
      tile("结转率", percent(share(opening ?? 0n, (revenue ?? 0n) + (opening ?? 0n))), "上年结转占全部资金"),
      tile("人员经费占比", percent(share(personnel ?? (classified.length ? 0n : null), sum(classified, "金额_元"))), "占一般公共预算基本支出"),
      tile("执行率", percent(share(sum(both, "决算_元"), sum(both, "年初预算_元"))), both.length ? "决算占年初预算" : "尚无两份文件都公开的单位")),
    panel(byCounty ? "支出，按单位所在地区" : "支出，按单位", null,
      state.county ? null : h("p", { class: "switch", role: "group", "aria-label": "分组" },
        h("a", { href: address({ by: "" }), "aria-current": byCounty ? "true" : null }, "按地区"),
        h("a", { href: address({ by: "body" }), "aria-current": byCounty ? null : "true" }, "按单位")),
      legend([["基本支出", "c-basic"], ["项目支出", "c-project"], ...(hasOther ? [["其他支出", "c-other"]] : [])]),
      bars(items, { whole: spending, label: "支出，由多到少" })),
    funds.length ? panel("资金来源", "本年收入与上年结转",
      legend([["本年收入", "c-fund"], ["上年结转", "c-opening"]]),
      bars(funds, { whole: funding, label: "资金来源，由多到少" })) : null,
  ];
};

const LEVELS = [["类编码", "类"], ["款编码", "款"], ["项编码", "项"]];
const HUES = [212, 24, 152, 284, 44, 340, 188, 96, 8, 258, 66, 312];
const hueOf = (code) => {
  const classes = distinct(data.subjects, "类编码").sort();
  return HUES[Math.max(0, classes.indexOf(code)) % HUES.length];
};

/* Squarified: each row of tiles along the shorter side, as long as its tiles grow squarer. */
const squarify = (values, width, height) => {
  const whole = values.reduce((total, value) => total + value, 0);
  let [x, y, w, hgt, i] = [0, 0, width, height, 0];
  const scale = (width * height) / whole;
  const boxes = [];
  while (i < values.length) {
    const side = Math.min(w, hgt);
    let [row, area, best] = [[], 0, Infinity];
    while (i + row.length < values.length) {
      const next = [...row, values[i + row.length] * scale];
      const total = area + next[next.length - 1];
      const worst = Math.max((side * side * next[0]) / (total * total), (total * total) / (side * side * next[next.length - 1]));
      if (worst > best) break;
      [row, area, best] = [next, total, worst];
    }
    const depth = area / side;
    let along = 0;
    for (const value of row) {
      const length = value / depth;
      boxes.push(w <= hgt ? [x + along, y, length, depth] : [x, y + along, depth, length]);
      along += length;
    }
    if (w <= hgt) [y, hgt] = [y + depth, hgt - depth]; else [x, w] = [x + depth, w - depth];
    i += row.length;
  }
  return boxes;
};

const treemap = (items, whole) => {
  const shown = items.filter((item) => item.amount > 0n);
  const map = h("div", { class: "treemap", role: "group", "aria-label": "支出功能分类，面积为金额" });
  const draw = () => {
    const [width, height] = [map.clientWidth, map.clientHeight];
    if (!width || !shown.length) return;
    const held = [...map.children].indexOf(document.activeElement);
    const boxes = squarify(shown.map((item) => Number(item.amount)), width, height);
    map.replaceChildren(...shown.map((item, i) => {
      const [x, y, w, hgt] = boxes[i];
      const text = `${item.name} ${money(item.amount)}，占 ${percent(share(item.amount, whole))}`;
      return h(item.href ? "a" : "div", {
        class: "box", href: item.href, title: `${item.name} ${exact(item.amount)}`, "aria-label": text, role: item.href ? null : "img",
        style: { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${hgt}px`, "--hue": item.hue, "--step": String(Math.min(i, 6)) },
      }, w > 56 && hgt > 34 ? [h("b", {}, item.name), hgt > 56 ? h("span", {}, money(item.amount)) : null,
        hgt > 78 ? h("span", {}, percent(share(item.amount, whole))) : null] : null);
    }));
    if (held >= 0) map.children[held]?.focus();
  };
  new ResizeObserver(draw).observe(map);
  return shown.length ? map : empty("没有大于零的金额可以作图。");
};

const subjects = () => {
  const rows = selected("subjects", "year", "phase");
  if (!rows.length) return [empty("所选单位没有公开这一年度、这一阶段按科目的支出。")];
  const path = state.path ? state.path.split("/") : [];
  const steps = path.map((code, i) => {
    const found = data.subjects.find((row) => (row[LEVELS[i][0]] ?? "—") === code);
    return [code, found?.[LEVELS[i][1]] ?? code];
  });
  const inside = rows.filter((row) => path.every((code, i) => (row[LEVELS[i][0]] ?? "—") === code));
  const depth = Math.min(path.length, 2);
  const [codeColumn, nameColumn] = LEVELS[depth];
  const whole = sum(inside, "金额_元");
  const items = [...group(inside, (row) => row[codeColumn] ?? "—")].map(([code, members]) => {
    const isOpen = depth < 2 && members.some((row) => row[LEVELS[depth + 1][0]] !== null);
    return {
      code: code === "—" ? "" : code, name: members[0][nameColumn] ?? "未细分", amount: sum(members, "金额_元"),
      hue: hueOf(path[0] ?? code), href: isOpen ? address({ path: [...path, code].join("/") }) : null,
      parts: [[sum(members, "金额_元"), "c-subject"]],
    };
  }).sort(descending("amount"));
  const crumb = (text, at) => h("li", {}, at === path.length ? h("span", { "aria-current": "location" }, text)
    : h("a", { href: address({ path: path.slice(0, at).join("/") }) }, text));
  return [
    panel("支出功能分类", depth === 0 ? "点一类看它的款、项" : null,
      h("nav", { "aria-label": "科目层级" }, h("ol", { class: "crumbs" },
        crumb("全部支出", 0), steps.map(([, name], i) => crumb(name, i + 1)))),
      h("p", { class: "sum" }, amountOf(whole), h("small", { class: "soft" }, ` 占全部支出 ${percent(share(whole, sum(rows, "金额_元")))}`)),
      treemap(items, whole)),
    panel(`按${nameColumn}排列`, `${items.length} 项`, bars(items, { whole, label: `各${nameColumn}，由多到少` })),
  ];
};

const economic = () => {
  const rows = selected("economic", "year", "phase");
  if (!rows.length) return [empty("所选单位没有公开这一年度、这一阶段按经济分类的基本支出。")];
  const whole = sum(rows, "金额_元");
  const isGovernment = state.by === "government";
  const [code, name] = isGovernment ? ["政府经济分类款编码", "政府经济分类款"] : ["部门经济分类款编码", "部门经济分类款"];
  const item = (members, codeOf, nameOf, extra) => ({
    code: members[0][codeOf] ?? "", name: members[0][nameOf] ?? "未注明", amount: sum(members, "金额_元"),
    parts: [[sum(members, "金额_元"), extra.style]], ...extra,
  });
  const isSame = (members) => members[0][code] === members[0].部门经济分类类编码; // only the 类 is printed
  const children = (members, is_child) => [...group(members, (row) => `${row[code]} ${row[name]}`).values()]
    .filter((own) => !is_child || !isSame(own)).map((own) => item(own, code, name, { is_child, style: is_child ? "c-child" : "c-class" })).sort(descending("amount"));
  const items = isGovernment ? children(rows, false) : [...group(rows, "部门经济分类类编码").values()]
    .map((members) => ({ ...item(members, "部门经济分类类编码", "部门经济分类类", { style: "c-class" }), children: children(members, true) }))
    .sort(descending("amount")).flatMap((parent) => [parent, ...parent.children]);
  return [panel("经济分类", "一般公共预算基本支出；各表分别四舍五入，与总览可有微小差异",
    h("p", { class: "switch", role: "group", "aria-label": "分类" },
      h("a", { href: address({ by: "" }), "aria-current": isGovernment ? null : "true" }, "部门经济分类"),
      h("a", { href: address({ by: "government" }), "aria-current": isGovernment ? "true" : null }, "政府经济分类")),
    h("p", { class: "sum" }, amountOf(whole), h("small", { class: "soft" }, " 合计")),
    bars(items, { whole, label: "经济分类，由多到少", most: 60 }))];
};

const MEASURES = [["年初预算_元", "c-budget", "年初预算"], ["全年预算_元", "c-adjusted", "全年预算"], ["决算_元", "c-final", "决算"]];
const paired = (name, rows, measures, widest, extra = []) => h("li", {},
  h("span", { class: "name" }, name),
  h("dl", {}, measures.map(([column, style, title]) => {
    const amount = sum(rows, column);
    return amount === null ? null : h("div", {}, h("dt", {}, title),
      h("dd", { class: "track", "aria-hidden": "true" }, h("i", { class: style, style: { width: `${Math.max(0, share(amount, widest) * 100)}%` } })),
      h("dd", { class: "number" }, amountOf(amount)));
  }), ...extra));
const widestOf = (groups, measures) => groups.flatMap((rows) => measures.map(([column]) => magnitude(sum(rows, column) ?? 0n)))
  .reduce((a, b) => (a > b ? a : b), 1n);

const MOST_UNITS = 60; // of a table that says who has published what

/* Who has no amount of 三公, and which of the four kinds of none it is. */
const withoutThree = () => {
  const rows = selected("published", "year").filter((row) => row.情况 !== "有金额");
  return rows.length ? panel("没有金额的单位", "公布为零、空表、无此表，还是仅见于文字", h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "没有金额的单位" }, h("table", {},
    h("thead", {}, h("tr", {}, ["单位", "阶段", "情况", "文字所述", "文字所述上年"].map((title, at) => h("th", { scope: "col", class: at > 2 ? "number" : "" }, title)))),
    h("tbody", {}, rows.slice(0, MOST_UNITS).map((row) => h("tr", {}, h("th", { scope: "row" }, row.单位), h("td", {}, row.阶段), h("td", {}, row.情况),
      h("td", { class: "number" }, amountOf(row.文字金额_元)), h("td", { class: "number" }, amountOf(row.文字上年金额_元))))))),
    rows.length > MOST_UNITS ? note(`另有 ${rows.length - MOST_UNITS} 行，可先选地区。`) : null) : null;
};

const three = () => {
  const rows = selected("three", "year");
  if (!rows.length) return [withoutThree() ?? empty("所选单位没有公开这一年度的“三公”经费。")];
  const items = group(rows, "项目");
  const units = group(rows, (row) => `${row.地区}\n${row.单位}`);
  const draw = (groups, name) => {
    const sorted = [...groups.values()].sort((a, b) => compare(
      MEASURES.reduce((all, [column]) => all + (sum(b, column) ?? 0n), 0n), MEASURES.reduce((all, [column]) => all + (sum(a, column) ?? 0n), 0n)));
    const widest = widestOf(sorted, MEASURES);
    return folded(h("ol", { class: "pairs" }), sorted.map((members) => paired(name(members[0]), members, MEASURES, widest)));
  };
  return [
    h("dl", { class: "tiles" }, MEASURES.map(([column, , title]) => threeTile(title, title,
      `有金额 ${[...units.values()].filter((members) => sum(members, column) !== null).length} 个单位`))),
    panel("按项目", "因公出国（境）、公务用车、公务接待", draw(items, (row) => row.项目)),
    panel("按单位", null, draw(units, (row) => h("a", { href: address({ county: row.地区 ?? "", body: row.单位 }) }, row.单位))),
    withoutThree(),
  ];
};

const compared = () => {
  const rows = selected("compared", "year");
  const both = rows.filter((row) => row.公开情况 === "预算与决算");
  const measures = [MEASURES[0], MEASURES[2]];
  const groups = [...group(both, "类编码").values()].sort((a, b) => compare(sum(b, "决算_元"), sum(a, "决算_元")));
  const widest = widestOf(groups, measures);
  const difference = (members) => {
    const [budget, final] = [sum(members, "年初预算_元"), sum(members, "决算_元")];
    const gap = (final ?? 0n) - (budget ?? 0n);
    return h("div", { class: "gap" }, h("dt", {}, "差额"), h("dd", { class: gap < 0n ? "less" : "over" }, gap > 0n ? "＋" : "", amountOf(gap)),
      h("dt", {}, "执行率"), h("dd", {}, percent(share(final, budget))));
  };
  const published = selected("compared");
  const shownYears = distinct(published, "年度").sort();
  const matrix = [...group(published, (row) => `${row.地区}\n${row.单位}`).values()];
  const mark = (members, year) => {
    const found = members.find((row) => row.年度 === year);
    return found ? { 预算与决算: "预算 · 决算", 仅预算: "预算", 仅决算: "决算" }[found.公开情况] ?? found.公开情况 : "";
  };
  return [
    both.length ? [
      h("dl", { class: "tiles" }, tile("年初预算", amountOf(sum(both, "年初预算_元"))), tile("决算", amountOf(sum(both, "决算_元"))),
        tile("差额", amountOf(sum(both, "决算_元") - sum(both, "年初预算_元"))), tile("执行率", percent(share(sum(both, "决算_元"), sum(both, "年初预算_元"))))),
      panel("各类支出：年初预算与决算", "两份文件都已公开的单位", legend([["年初预算", "c-budget"], ["决算", "c-final"]]),
        h("ol", { class: "pairs" }, groups.map((members) => paired(members[0].类 ?? "未注明", members, measures, widest, [difference(members)])))),
    ] : empty(`${state.year} 年还没有预算、决算两份文件都已公开的单位，无从对照。下表是各单位公开了什么。`),
    matrix.length ? panel("公开情况", "支出总表", h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "公开情况" }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "单位"), shownYears.map((year) => h("th", { scope: "col" }, `${year} 年`)))),
      h("tbody", {}, matrix.slice(0, MOST_UNITS).map((members) => h("tr", {}, h("th", { scope: "row" }, members[0].单位),
        shownYears.map((year) => h("td", { class: year === state.year ? "chosen" : null }, mark(members, year) || h("span", { class: "none" }, "—")))))))),
      matrix.length > MOST_UNITS ? note(`另有 ${matrix.length - MOST_UNITS} 个单位，可先选地区。`) : null) : null,
  ];
};

const PROJECT_COLUMNS = [["项目", "项目"], ["单位", "单位"], ["年度", "年度"], ["金额_元", "预算"], ["绩效目标金额_元", "绩效目标"],
  ["全年预算_元", "全年预算"], ["执行_元", "执行"], ["执行率_百分比", "执行率"], ["自评得分", "自评"]];
const isText = (column) => column === "项目" || column === "单位";
const isSlipped = (column, row) => column === "绩效目标金额_元" && row.目标与预算 === "单位疑误";
const projectCell = (column, row) => {
  const value = row[column];
  if (column === "单位") return [value, h("span", { class: "soft" }, row.地区 ?? "")];
  if (isSlipped(column, row)) return h("span", { class: "badge warning" }, "单位疑误");
  if (value === null) return h("span", { class: "none" }, (column === "自评得分" && row.自评等级) || "—");
  if (column === "年度") return String(value);
  if (column === "执行率_百分比") return `${fixed(value, 1n)}%`;
  if (column === "自评得分") return `${fixed(value, 1n)} ${row.自评等级 ?? ""}`;
  const isOdd = column === "绩效目标金额_元" && row.目标与预算 === "不一致";
  return [amountOf(value), isOdd ? h("span", { class: "badge warning" }, "不一致") : null];
};
const PAGE = 50;
let projectsShown = PAGE;
const projects = () => {
  projectsShown = PAGE;
  const body = h("tbody");
  const count = h("p", { class: "soft", role: "status" });
  const more = h("button", { type: "button", class: "more", onclick: () => { projectsShown += PAGE; list(); } }, "显示更多");
  const head = h("tr");
  const matching = () => {
    const words = state.find.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const rows = selected("projects", ...(state.all ? [] : ["year"])).filter((row) => {
      const text = `${row.项目 ?? ""} ${row.单位 ?? ""} ${row.地区 ?? ""} ${row.资金来源 ?? ""}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    const [column, direction] = (state.sort || "金额_元:down").split(":");
    if (!PROJECT_COLUMNS.some(([known]) => known === column)) return rows;
    const order = isText(column) ? (a, b) => collator.compare(a[column] ?? "", b[column] ?? "") : (a, b) => compare(a[column], b[column]);
    return rows.sort((a, b) => (direction === "up" ? order(a, b) : order(b, a)));
  };
  const list = () => {
    const rows = matching();
    const columns = PROJECT_COLUMNS.filter(([key]) => isText(key) || key === "年度" || rows.some((row) => row[key] !== null || isSlipped(key, row)));
    const [column, direction] = (state.sort || "金额_元:down").split(":");
    head.replaceChildren(...columns.map(([key, name]) => {
      const turned = key === column ? (direction === "up" ? "down" : "up") : isText(key) ? "up" : "down";
      return h("th", { scope: "col", class: isText(key) ? null : "number", "aria-sort": key === column ? (direction === "up" ? "ascending" : "descending") : null },
        h("button", { type: "button", "data-sort": key, onclick: () => {
          quietly({ sort: `${key}:${turned}` });
          list();
          head.querySelector(`[data-sort="${key}"]`).focus();
        } }, name, h("span", { "aria-hidden": "true" }, key === column ? (direction === "up" ? " ↑" : " ↓") : "")));
    }));
    body.replaceChildren(...rows.slice(0, projectsShown).map((row) => h("tr", {}, columns.map(([key, name]) => (key === "项目"
      ? h("th", { scope: "row" }, row.项目 ?? "（无项目名称）", h("span", { class: "soft" }, [row.资金来源, row.是否上年结转 ? "上年结转" : null].filter(Boolean).join(" · ")))
      : h("td", { class: isText(key) ? "body" : "number", "data-label": name }, projectCell(key, row)))))));
    count.replaceChildren(`${rows.length.toLocaleString("en")} 行，${embedded.left_out.projects ? "所列" : ""}预算合计 `, amountOf(sum(rows, "金额_元")));
    more.hidden = rows.length <= projectsShown;
  };
  const search = h("input", { type: "search", id: "find", placeholder: "项目、单位或资金来源", autocomplete: "off", value: state.find,
    oninput: () => { projectsShown = PAGE; quietly({ find: search.value }); list(); } });
  const everywhere = h("input", { type: "checkbox", id: "all-years", onchange: () => { quietly({ all: everywhere.checked ? "1" : "" }); list(); } });
  everywhere.checked = Boolean(state.all);
  list();
  return [
    h("div", { class: "finder" }, h("label", { for: "find" }, "查找项目"), search, h("label", { class: "check" }, everywhere, " 所有年度")),
    count, h("div", { class: "panel scroll", role: "region", tabindex: "0", "aria-label": "项目列表" },
      h("table", { class: "stacked" }, h("thead", {}, head), body)), more,
  ];
};

const VERDICTS = [["相符数", "v-pass", "相符"], ["舍入差数", "v-round", "舍入差"], ["提示数", "v-notice", "提示"], ["矛盾数", "v-violation", "矛盾"], ["读取存疑数", "v-doubt", "读取存疑"], ["无法判定数", "v-none", "无法判定"]];
const scores = () => {
  const rows = selected("scores");
  if (!rows.length) return [empty("所选单位没有现行文件。")];
  const total = (column) => rows.reduce((n, row) => n + row[column], 0);
  return [
    h("dl", { class: "tiles" }, tile("文件", String(rows.length)), tile("勾稽关系", total("勾稽关系数").toLocaleString("en")),
      tile("矛盾", String(total("矛盾数")), "违反报表本身的等式"), tile("可疑数字", String(total("可疑数字数")), "解释矛盾的数字")),
    legend(VERDICTS.map(([, style, name]) => [name, style])),
    folded(h("ol", { class: "scores" }), rows.map((row) => h("li", { class: "panel" },
      h("h3", {}, h("a", { href: `../docs/findings/${encodeURIComponent(row.文件号)}.html` }, row.文件)),
      h("p", { class: "soft" }, `${row.地区 ?? "地区不明"} · ${row.年度 ?? "年度不明"} · ${row.阶段 ?? ""} · 共 ${row.勾稽关系数} 项勾稽关系`),
      h("div", { class: "track", role: "img", "aria-label": VERDICTS.map(([column, , name]) => `${name} ${row[column]}`).join("，") },
        VERDICTS.filter(([column]) => row[column]).map(([column, style, name]) => h("i", { class: style, title: `${name} ${row[column]}`, style: { "flex-grow": String(row[column]) } }))),
      h("ul", { class: "counts" }, VERDICTS.filter(([column]) => row[column] || column === "矛盾数").map(([column, style, name]) => h("li", { class: row[column] ? style : null }, `${name} ${row[column]}`)),
        [["可疑数字数", "可疑数字"], ["修复标签数", "修复标签"], ["未识别数", "未识别"]].filter(([column]) => row[column]).map(([column, name]) => h("li", {}, `${name} ${row[column]}`)),
        h("li", {}, `文字数字核对 ${row.已核对文字数字数}/${row.文字数字数}`)))), 60),
  ];
};

// --- drawing -----------------------------------------------------------------------------------
const DRAW = { overview, subjects, economic, three, compared, projects, scores };
const quietly = (changes) => { Object.assign(state, changes); history.replaceState(null, "", address({})); };
let last = "";
const render = () => {
  read();
  drawControls();
  for (const view of VIEWS) document.getElementById(`view-${view}`).hidden = view !== state.view;
  for (const link of document.querySelectorAll("#views a")) {
    const view = link.hash.slice(1).split("?")[0];
    link.setAttribute("href", address({ view }));
    if (view === state.view) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    if (view === state.view) link.closest("nav").scrollLeft = link.offsetLeft - 48;
  }
  const held = document.activeElement?.closest(".content") && state.view === last;
  if (state.view in DRAW) {
    document.querySelector(`#view-${state.view} .content`).replaceChildren(...DRAW[state.view]().flat(3).filter(Boolean));
  }
  const heading = document.querySelector(`#view-${state.view} h2`);
  if (held) heading.focus({ preventScroll: true }); // what was activated is gone: stay near it
  if (state.view !== last && last) window.scrollTo(0, 0);
  document.title = `${heading.firstChild.textContent.trim()} · 部门预决算公开数据`;
  last = state.view;
};
document.documentElement.classList.add("scripted");
window.addEventListener("hashchange", render);
render();
