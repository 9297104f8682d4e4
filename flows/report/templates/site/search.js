"use strict";
/* Search over names: every word must be part of the name or of what stands beside it. */
{
  const { root, h, load } = window.site;
  const KINDS = { unit: "单位", place: "地区", subject: "科目", project: "项目", term: "词语" };
  const ADDRESS = { unit: (key) => `unit/${key}.html`, place: (key) => `place/${key}.html`, subject: (key) => `subject/${key}.html`, project: (key) => `project/${key}.html`, term: (key) => `method.html#${key}` };
  const MOST = 60;
  const finder = document.querySelector("[data-search]");
  const input = finder.querySelector("input[type=search]");
  const results = finder.querySelector(".results");
  const kinds = finder.querySelector(".kinds");
  const chosen = new Set(Object.keys(KINDS));
  const inHash = "hash" in finder.dataset;
  let asked = 0;
  const rank = (entry, words) => (entry[2] === words[0] ? 0 : entry[2].startsWith(words[0]) ? 1 : 2);
  const show = async () => {
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    if (inHash) history.replaceState(null, "", words.length ? `#q=${encodeURIComponent(input.value.trim())}` : "#");
    if (!words.length) { results.replaceChildren(); return; }
    const turn = ++asked;
    const lists = await Promise.all([load("names"), load("projects")]);
    if (turn !== asked) return;
    const matches = (entry) => words.every((word) => `${entry[2]} ${entry[3]}`.toLowerCase().includes(word));
    const found = lists.flat().filter((entry) => chosen.has(entry[0]) && matches(entry)).map((entry, i) => [rank(entry, words), i, entry]);
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    results.replaceChildren(
      h("p", { class: "soft" }, found.length ? `${found.length} 条${found.length > MOST ? `，列出前 ${MOST} 条` : ""}` : "没有找到；可换一个词，或由地区、科目进入。"),
      h("ul", {}, found.slice(0, MOST).map(([, , [kind, key, name, beside, told]]) => h("li", {},
        h("span", { class: "kind" }, KINDS[kind]), " ", h("a", { href: root + ADDRESS[kind](key) }, name), " ", h("span", { class: "soft" }, [beside, told].filter(Boolean).join(" · "))))));
  };
  if (kinds) {
    for (const [kind, name] of Object.entries(KINDS)) {
      const box = h("input", { type: "checkbox", id: `kind-${kind}`, onchange: () => { if (box.checked) chosen.add(kind); else chosen.delete(kind); show(); } });
      box.checked = true;
      kinds.append(h("label", { for: `kind-${kind}` }, box, ` ${name}`));
    }
  }
  const read = () => {
    const query = new URLSearchParams(location.hash.slice(1)).get("q");
    if (inHash && query) { input.value = query; show(); }
  };
  input.addEventListener("input", show);
  addEventListener("hashchange", read);
  read();
}
