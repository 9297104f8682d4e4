"use strict";
/* Search: every word must be part of a name, a project or a sentence, or of what stands beside it. */
{
  const { root, h, load } = window.site;
  const KINDS = { unit: "单位", place: "地区", subject: "科目", project: "项目", term: "词语", line: "文字" };
  const ADDRESS = { unit: (key) => `unit/${key}.html`, place: (key) => `place/${key}.html`, subject: (key) => `subject/${key}.html`, project: (key) => `project/${key}.html`, term: (key) => `method.html#${key}`, line: (key) => `document/${key}` };
  const MOST = 60;
  const PARTS = 64;
  const AT_ONCE = 8;
  const finder = document.querySelector("[data-search]");
  const input = finder.querySelector("input[type=search]");
  const results = finder.querySelector(".results");
  const kinds = finder.querySelector(".kinds");
  const years = finder.querySelector("#year");
  const chosen = new Set(Object.keys(KINDS).filter((kind) => kinds || kind !== "line"));
  const boxes = {};
  const inHash = "hash" in finder.dataset;
  let asked = 0;
  const plain = (text) => text.toLowerCase().replace(/[,\s]/g, "");
  const rank = (entry, words) => (entry[2] === words[0] ? 0 : entry[2].startsWith(words[0]) ? 1 : 2);
  /* The buckets that may hold all words: those in which all their signs stand side by side. */
  const buckets = async (words, which) => {
    const pairs = words.flatMap((word) => {
      const signs = [...word].map((sign) => sign.codePointAt(0));
      return signs.slice(1).map((second, i) => [signs[i], second]);
    });
    let found = null;
    for (const [first, second] of pairs) {
      const part = await load(`index/${(first * 31 + second) % PARTS}`);
      const names = (part[`${first.toString(16)}.${second.toString(16)}`] ?? ["", ""])[which].match(/../g) ?? [];
      found = found === null ? names : found.filter((name) => names.includes(name));
      if (!found.length) return [];
    }
    return found ?? [];
  };
  const inBuckets = async (kind, words, matches) => {
    const names = await buckets(words, kind === "p" ? 0 : 1);
    const found = [];
    while (names.length && found.length <= MOST) {
      const loaded = await Promise.all(names.splice(0, AT_ONCE).map((name) => load(`${kind}/${name}`)));
      found.push(...loaded.flat().filter(matches));
    }
    return found;
  };
  /* A text with the words marked. */
  const marked = (text, words) => {
    const low = text.toLowerCase();
    const hit = words.map((word) => [low.indexOf(word), word.length]).filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0]);
    const parts = [];
    let end = 0;
    for (const [at, length] of hit) {
      if (at < end) continue;
      parts.push(text.slice(end, at), h("mark", {}, text.slice(at, at + length)));
      end = at + length;
    }
    return [...parts, text.slice(end)];
  };
  const toldOf = (told, year) => {
    if (!told.length) return "";
    const own = year ? told.filter(([of]) => of === year) : told.slice(-1);
    return own.map(([of, text]) => `${of} ${text}`.trim()).join("，");
  };
  const show = async () => {
    const words = input.value.trim().toLowerCase().split(/\s+/).map(plain).filter(Boolean);
    const year = Number(years?.value ?? 0);
    if (inHash) {
      const query = new URLSearchParams();
      if (words.length) query.set("q", input.value.trim());
      if (year) query.set("y", String(year));
      if (chosen.size < Object.keys(KINDS).length) query.set("k", [...chosen].join(","));
      history.replaceState(null, "", `#${query}`);
    }
    const turn = ++asked;
    if (!words.length) { results.replaceChildren(); return; }
    const matches = (entry) => chosen.has(entry[0])
      && (!year || entry[0] === "term" || entry[4].some(([of]) => of === year))
      && words.every((word) => plain(`${entry[2]} ${entry[3]}`).includes(word));
    const names = (await load("names")).filter(matches).map((entry, i) => [rank(entry, words), i, entry]);
    names.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const found = names.map(([, , entry]) => entry);
    for (const [kind, of] of [["p", "project"], ["l", "line"]]) {
      if (turn === asked && chosen.has(of)) found.push(...await inBuckets(kind, words, matches));
    }
    if (turn !== asked) return; // something else has been typed meanwhile
    const more = kinds ? null : h("p", {}, h("a", { href: `${root}search.html#q=${encodeURIComponent(input.value.trim())}` }, "按年度、种类找，也找文字说明"));
    results.replaceChildren(
      h("p", { class: "soft" }, found.length ? `${found.length} 条${found.length > MOST ? `，列出前 ${MOST} 条` : ""}` : "没有找到；可换一个词，或由地区、科目进入。"),
      h("ul", {}, found.slice(0, MOST).map(([kind, key, name, beside, told]) => h("li", {},
        h("span", { class: "kind" }, KINDS[kind]), " ", h("a", { href: root + ADDRESS[kind](key) }, kind === "line" ? marked(name, words) : name), " ",
        h("span", { class: "soft" }, [beside, toldOf(told, year)].filter(Boolean).join(" · "))))), more ?? "");
  };
  if (kinds) {
    for (const [kind, name] of Object.entries(KINDS)) {
      const box = h("input", { type: "checkbox", id: `kind-${kind}`, onchange: () => { if (box.checked) chosen.add(kind); else chosen.delete(kind); show(); } });
      box.checked = true;
      boxes[kind] = box;
      kinds.append(h("label", { for: `kind-${kind}` }, box, ` ${name}`));
    }
  }
  const read = () => {
    const query = new URLSearchParams(location.hash.slice(1));
    if (!inHash || !query.get("q")) return;
    input.value = query.get("q");
    years.value = query.get("y") ?? "";
    if (query.has("k")) {
      const wanted = query.get("k").split(",");
      for (const [kind, box] of Object.entries(boxes)) {
        box.checked = wanted.includes(kind);
        if (box.checked) chosen.add(kind); else chosen.delete(kind);
      }
    }
    show();
  };
  input.addEventListener("input", show);
  years?.addEventListener("change", show);
  addEventListener("hashchange", read);
  read();
}
