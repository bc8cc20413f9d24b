// SPDX-License-Identifier: Apache-2.0
// The report page. All text goes in as text nodes: a resource may be called
// anything. The list keeps only the rows in sight in the document, so that
// 100,000 findings scroll like a hundred.
"use strict";
(async () => {
  // A finding is an array; see report/html_data.h.
  const CHECK = 0, VERDICT = 1, ACCOUNT = 2, REGION = 3, TYPE = 4, RESOURCE = 5,
    NAME = 6, MESSAGE = 7, UID = 8, PARTITION = 9, TAGS = 10, EVIDENCE = 11,
    REASONS = 12;
  const SEVERITIES = ["critical", "high", "medium", "low", "info"];
  const OPEN = ["fail", "unknown", "error"];
  const LABELS = {na: "not applicable"};
  const ROW = 40;      // Pixels, as --row in style.css.
  const MARGIN = 12;   // Rows kept beyond each edge of the window.

  const $ = (id) => document.getElementById(id);
  const number = (n) => n.toLocaleString("en-US");
  const plural = (n, word) => `${number(n)} ${word}${n === 1 ? "" : "s"}`;

  /** Makes an element: el("p", {class: "x", onclick: f}, "text", child, ...). */
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === false) continue;
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }
  const tag = (word, full) =>
    el("span", {class: `tag t-${word}${full ? " full" : ""}`}, LABELS[word] || word);

  async function load() {
    const text = atob($("data").textContent.trim());
    $("data").textContent = "";
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const stream = new Blob([bytes]).stream()
      .pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).json();
  }

  let data;
  try {
    data = await load();
  } catch (error) {
    $("state").textContent = "This browser cannot unpack the report: " + error.message;
    $("state").className = "state bad";
    return;
  }
  const {checks, accounts, strings, findings, gaps, frameworks, verdicts} = data;
  const verdictOf = (f) => verdicts[f[VERDICT]];
  const accountLabel = (a) => a.name ? `${a.id} ${a.name}` : a.id;
  /** Last part of an ARN, which names a resource in its account and region. */
  const shortId = (id) => id.startsWith("arn:") ? id.split(":").slice(5).join(":") : id;
  const resourceLabel = (f) => f[NAME] || shortId(f[RESOURCE]);

  // ---- Counts -------------------------------------------------------------
  const totals = {pass: 0, fail: 0, na: 0, unknown: 0, error: 0};
  const bySeverity = {};
  for (const s of SEVERITIES) bySeverity[s] = {pass: 0, fail: 0, na: 0, unknown: 0, error: 0};
  for (const a of accounts) a.counts = {pass: 0, fail: 0, na: 0, unknown: 0, error: 0, critical: 0, high: 0};
  for (const f of findings) {
    const verdict = verdictOf(f), severity = checks[f[CHECK]].severity;
    const counts = accounts[f[ACCOUNT]].counts;
    totals[verdict]++;
    bySeverity[severity][verdict]++;
    counts[verdict]++;
    if (verdict === "fail" && severity in counts) counts[severity]++;
  }
  const notKnown = totals.unknown + totals.error;

  // ---- Filters ------------------------------------------------------------
  const filter = {text: "", verdicts: new Set(OPEN), severities: new Set(),
                  account: "", region: "", service: "", check: ""};
  let haystacks = null;
  function haystack(i) {
    if (!haystacks) haystacks = new Array(findings.length);
    if (haystacks[i] === undefined) {
      const f = findings[i], check = checks[f[CHECK]];
      haystacks[i] = [f[RESOURCE], f[NAME], f[MESSAGE], strings[f[TYPE]], check.id, check.title,
        accountLabel(accounts[f[ACCOUNT]]), strings[f[REGION]],
        ...f[TAGS].map((t) => t.join("="))].join("\n").toLowerCase();
    }
    return haystacks[i];
  }

  /** Groups of matching findings, in the order of the report. */
  let groups = [];
  const opened = new Set();
  function applyFilter() {
    const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = new Map();
    let count = 0;
    for (let i = 0; i < findings.length; i++) {
      const f = findings[i], check = checks[f[CHECK]], verdict = verdictOf(f);
      if (!filter.verdicts.has(verdict)) continue;
      if (filter.severities.size && !filter.severities.has(check.severity)) continue;
      if (filter.account !== "" && f[ACCOUNT] !== Number(filter.account)) continue;
      if (filter.region !== "" && f[REGION] !== Number(filter.region)) continue;
      if (filter.service !== "" && check.service !== filter.service) continue;
      if (filter.check !== "" && f[CHECK] !== Number(filter.check)) continue;
      if (words.length && !words.every((word) => haystack(i).includes(word))) continue;
      let group = found.get(f[CHECK]);
      if (!group) {
        group = {check: f[CHECK], items: [], counts: {}};
        found.set(f[CHECK], group);
      }
      group.items.push(i);
      group.counts[verdict] = (group.counts[verdict] || 0) + 1;
      count++;
    }
    groups = [...found.values()];
    if (groups.length === 1) opened.add(groups[0].check);
    const hidden = findings.length - count;
    $("matches").textContent = `${plural(count, "finding")} of ${plural(groups.length, "check")}` +
      (hidden ? `; ${number(hidden)} hidden by the filters` : "");
    showTiles();
    layOut();
    $("list").scrollTop = 0;
    render();
  }

  // ---- The list: flat rows, of which only those in sight exist -------------
  let rows = [];       // {group} or {group, finding}
  let active = -1;     // Index into rows.
  let chosen = -1;     // Index into findings.
  function layOut() {
    rows = [];
    for (const group of groups) {
      rows.push({group, finding: -1});
      if (opened.has(group.check)) {
        for (const finding of group.items) rows.push({group, finding});
      }
    }
    active = Math.min(active, rows.length - 1);
    $("rows").style.height = `${rows.length * ROW}px`;
  }

  function groupRow(row) {
    const check = checks[row.group.check], isOpen = opened.has(row.group.check);
    const counts = el("span", {class: "counts"});
    for (const verdict of ["fail", "unknown", "error", "pass", "na"]) {
      const n = row.group.counts[verdict];
      if (n) counts.append(el("span", {class: `tag t-${verdict}`}, `${number(n)} ${LABELS[verdict] || verdict}`));
    }
    return el("div", {class: `row group${isOpen ? " open" : ""}`, role: "treeitem",
                      "aria-level": "1", "aria-expanded": String(isOpen)},
      el("span", {class: "arrow", "aria-hidden": "true"}, "\u25b8"),
      tag(check.severity, true),
      el("span", {class: "name", title: check.id}, check.title, el("small", {}, check.id)),
      counts);
  }

  function itemRow(row) {
    const f = findings[row.finding], account = accounts[f[ACCOUNT]];
    return el("div", {class: "row item", role: "treeitem", "aria-level": "2",
                      "aria-selected": String(row.finding === chosen)},
      tag(verdictOf(f)),
      el("span", {title: f[RESOURCE]}, resourceLabel(f)),
      el("span", {class: "dim", title: f[MESSAGE]}, f[MESSAGE]),
      el("span", {class: "far", title: accountLabel(account)}, account.name || account.id),
      el("span", {class: "far dim"}, strings[f[REGION]]));
  }

  function render() {
    const list = $("list");
    if (!rows.length) {
      $("rows").replaceChildren(el("p", {class: "empty"},
        findings.length ? "Nothing matches these filters." : "Nothing was judged."));
      list.removeAttribute("aria-activedescendant");
      return;
    }
    const first = Math.max(0, Math.floor(list.scrollTop / ROW) - MARGIN);
    const last = Math.min(rows.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + MARGIN);
    const nodes = [];
    for (let i = first; i < last; i++) {
      const node = rows[i].finding < 0 ? groupRow(rows[i]) : itemRow(rows[i]);
      node.id = `row-${i}`;
      node.dataset.row = i;
      node.style.top = `${i * ROW}px`;
      node.setAttribute("aria-setsize", rows.length);
      node.setAttribute("aria-posinset", i + 1);
      if (i === active) node.classList.add("active");
      nodes.push(node);
    }
    $("rows").replaceChildren(...nodes);
    if (active >= first && active < last) list.setAttribute("aria-activedescendant", `row-${active}`);
    else list.removeAttribute("aria-activedescendant");
  }

  function toggle(check, want) {
    const isOpen = opened.has(check);
    if (want === isOpen) return;
    if (isOpen) opened.delete(check); else opened.add(check);
    layOut();
    render();
  }

  function activate(index, choose) {
    active = Math.max(0, Math.min(rows.length - 1, index));
    const list = $("list"), top = active * ROW;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
    const row = rows[active];
    if (choose && row.finding < 0) toggle(row.group.check);
    if (row.finding >= 0 && (choose || chosen >= 0)) showDetail(row.finding);
    render();
  }

  $("list").addEventListener("scroll", () => requestAnimationFrame(render), {passive: true});
  new ResizeObserver(() => render()).observe($("list"));
  $("list").addEventListener("click", (event) => {
    const node = event.target.closest(".row");
    if (node) activate(Number(node.dataset.row), true);
  });
  $("list").addEventListener("keydown", (event) => {
    if (!rows.length) return;
    const page = Math.max(1, Math.floor($("list").clientHeight / ROW) - 1);
    const row = rows[Math.max(0, active)];
    const moves = {ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page,
                   PageUp: active - page, Home: 0, End: rows.length - 1};
    if (event.key in moves) activate(moves[event.key], false);
    else if (event.key === "Enter" || event.key === " ") activate(active, true);
    else if (event.key === "ArrowRight" && row.finding < 0) toggle(row.group.check, true);
    else if (event.key === "ArrowLeft") {
      toggle(row.group.check, false);
      activate(rows.findIndex((r) => r.group === row.group), false);
    } else if (event.key === "Escape") closeDetail();
    else return;
    event.preventDefault();
  });

  // ---- One finding ----------------------------------------------------------
  function link(url) {
    return /^https?:\/\//.test(url)
      ? el("a", {href: url, target: "_blank", rel: "noopener noreferrer"}, url) : url;
  }
  function pairs(list) {
    const dl = el("dl", {});
    for (const [key, value] of list) {
      if (value) dl.append(el("dt", {}, key), el("dd", {}, value));
    }
    return dl;
  }
  function section(title, ...content) {
    return content.length ? [el("h3", {}, title), ...content] : [];
  }
  function requirementsOf(check, account) {
    const list = [];
    for (const framework of frameworks) {
      if (framework.account !== account) continue;
      for (const r of framework.requirements) {
        if (r.checks.includes(check.id)) list.push(el("div", {}, `${framework.title}: ${r.id} ${r.title}`));
      }
    }
    return list;
  }
  function fixOf(check) {
    const fix = check.fix, list = [];
    if (fix.text) list.push(el("p", {}, fix.text));
    for (const [key, name] of [["console", "Console"], ["cli", "Command line"], ["terraform", "Terraform"]]) {
      if (fix[key]) list.push(el("p", {class: "soft"}, name), el("pre", {}, fix[key]));
    }
    return list;
  }
  function showDetail(index) {
    const f = findings[index], check = checks[f[CHECK]], account = accounts[f[ACCOUNT]];
    chosen = index;
    const equivalents = Object.entries(check.equivalents).map(([tool, ids]) => `${tool}: ${ids.join(", ")}`);
    $("detail").replaceChildren(
      el("header", {}, tag(verdictOf(f), true), tag(check.severity),
        el("button", {type: "button", "aria-label": "Close", onclick: closeDetail}, "\u00d7")),
      el("h2", {}, check.title),
      el("p", {class: "said"}, f[MESSAGE]),
      pairs([["Resource", f[NAME]], ["Id", el("code", {}, f[RESOURCE])], ["Type", strings[f[TYPE]]],
             ["Account", accountLabel(account)], ["Region", strings[f[REGION]]],
             ["Partition", strings[f[PARTITION]] === "aws" ? "" : strings[f[PARTITION]]]]),
      ...section("Why it is not known", ...f[REASONS].map(([code, subject, message, remedy]) =>
        el("div", {class: "why"}, el("b", {}, [code, subject].filter(Boolean).join(" \u00b7 ")), message,
          remedy ? el("div", {}, `\u2192 ${remedy}`) : null))),
      ...section("What was read", ...f[EVIDENCE].map(([expression, value, origin]) =>
        el("pre", {}, `${expression} = ${value}`, origin ? `\n${origin}` : ""))),
      ...section("Why it matters", ...(check.rationale ? [el("p", {}, check.rationale)] : [])),
      ...section("What to do", ...fixOf(check)),
      ...section("Requirements", ...requirementsOf(check, account.id)),
      ...section("References", ...check.references.map((url) => el("div", {}, link(url)))),
      ...section("Tags", ...(f[TAGS].length ? [pairs(f[TAGS])] : [])),
      ...section("Check", el("code", {}, check.id),
        ...(check.condition ? [el("pre", {}, check.condition)] : []),
        ...equivalents.map((text) => el("div", {class: "soft"}, text)),
        el("div", {class: "soft"}, `finding ${f[UID]}`)));
    $("detail").scrollTop = 0;
    document.querySelector(".split").classList.add("open");
  }
  function closeDetail() {
    chosen = -1;
    document.querySelector(".split").classList.remove("open");
    $("list").focus();
    render();
  }

  // ---- Tiles and tabs -------------------------------------------------------
  function showTiles() {
    const tiles = [];
    const add = (tone, n, label, small, pressed, onclick) => tiles.push(el("button",
      {type: "button", class: `tile t-${tone}${n ? "" : " zero"}`, "aria-pressed": pressed, onclick},
      el("b", {}, number(n)), el("span", {}, label), el("small", {}, small)));
    for (const s of SEVERITIES) {
      const unknown = bySeverity[s].unknown + bySeverity[s].error;
      const pressed = filter.severities.size === 1 && filter.severities.has(s) && filter.verdicts.has("fail");
      add(s, bySeverity[s].fail, s[0].toUpperCase() + s.slice(1), unknown ? `fail, ${number(unknown)} unknown` : "fail",
        String(pressed), () => choose(pressed ? [] : [s], OPEN));
    }
    const unknownOnly = !filter.verdicts.has("fail") && filter.verdicts.has("unknown");
    add("unknown", notKnown, "Unknown", "no verdict possible", String(unknownOnly),
      () => choose([], unknownOnly ? OPEN : ["unknown", "error"]));
    add("unknown", gaps.length, "Not read", "gaps in the coverage", "false", () => showTab("gaps"));
    const passOnly = filter.verdicts.size === 1 && filter.verdicts.has("pass");
    add("pass", totals.pass, "Passed", `${plural(accounts.length, "account")}`, String(passOnly),
      () => choose([], passOnly ? OPEN : ["pass"]));
    $("tiles").replaceChildren(...tiles);
  }
  function choose(severities, chosenVerdicts) {
    filter.severities = new Set(severities);
    filter.verdicts = new Set(chosenVerdicts);
    for (const box of $("filters").querySelectorAll("input[type=checkbox]")) {
      const set = box.name === "verdict" ? filter.verdicts : filter.severities;
      box.checked = set.has(box.value);
    }
    showTab("findings");
    applyFilter();
  }
  const TABS = [["findings", "Findings", findings.length], ["gaps", "Coverage gaps", gaps.length],
                ["frameworks", "Frameworks", frameworks.length], ["accounts", "Accounts", accounts.length]];
  function showTab(name) {
    for (const button of $("tabs").children) {
      const on = button.dataset.tab === name;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
    }
    for (const [tab] of TABS) $(`view-${tab}`).hidden = tab !== name;
    if (name === "findings") render();
  }
  for (const [name, label, count] of TABS) {
    $("tabs").append(el("button", {type: "button", role: "tab", id: `tab-${name}`, "data-tab": name,
      "aria-controls": `view-${name}`, onclick: () => showTab(name)}, label,
      el("span", {class: `count${name === "gaps" && count ? " loud" : ""}`}, number(count))));
    $(`view-${name}`).setAttribute("aria-labelledby", `tab-${name}`);
  }
  $("tabs").addEventListener("keydown", (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const buttons = [...$("tabs").children];
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    showTab(next.dataset.tab);
    next.focus();
  });

  // ---- Gaps, frameworks, accounts --------------------------------------------
  function some(set) {
    const list = [...set].sort();
    return list.slice(0, 8).join(", ") + (list.length > 8 ? ` and ${list.length - 8} more` : "");
  }
  function showGaps() {
    const kinds = new Map();
    for (const gap of gaps) {
      const key = [gap.code, gap.subject, gap.remedy].join("\n");
      if (!kinds.has(key)) kinds.set(key, {gap, all: [], accounts: new Set(), regions: new Set(), types: new Set(), listing: false});
      const kind = kinds.get(key);
      kind.all.push(gap);
      kind.accounts.add(gap.account);
      if (gap.region) kind.regions.add(gap.region);
      if (gap.type) kind.types.add(gap.type);
      kind.listing = kind.listing || gap.listing;
    }
    const list = [...kinds.values()].sort((a, b) => b.listing - a.listing || b.all.length - a.all.length);
    $("view-gaps").replaceChildren(el("p", {class: "soft"}, list.length
      ? "What could not be read could not be judged. Each of these may hide failures."
      : "Everything that was asked for was read."));
    for (const kind of list) {
      $("view-gaps").append(el("article", {class: "panel gap"},
        el("h2", {}, `${kind.gap.subject} \u00b7 ${kind.gap.code}`),
        el("p", {}, kind.gap.message),
        kind.gap.remedy ? el("p", {class: "todo"}, `\u2192 ${kind.gap.remedy}`) : null,
        el("p", {class: "soft"}, [plural(kind.all.length, "gap"), `accounts ${some(kind.accounts)}`,
          kind.regions.size ? `regions ${some(kind.regions)}` : "", kind.types.size ? some(kind.types) : "",
          kind.listing ? "resources may be missing" : ""].filter(Boolean).join(" \u00b7 "))));
    }
  }
  function requirementTable(framework) {
    const body = el("tbody", {});
    for (const r of framework.requirements) {
      const checksCell = el("td", {});
      for (const id of r.checks) {
        const index = checks.findIndex((check) => check.id === id);
        checksCell.append(index < 0 ? el("div", {class: "soft"}, id)
          : el("div", {}, el("a", {href: "#list", onclick: (event) => { event.preventDefault(); openCheck(index, framework.account); }}, id)));
      }
      if (r.manual) checksCell.append(el("span", {class: "soft"}, r.manual_reason || "by hand"));
      body.append(el("tr", {}, el("td", {}, r.id), el("td", {}, r.title),
        el("td", {}, r.manual || r.not_checked ? el("span", {class: "tag t-na"}, r.manual ? "manual" : "not checked") : tag(r.verdict)),
        el("td", {class: "n"}, number(r.fail)), el("td", {class: "n"}, number(r.unknown)),
        el("td", {class: "n"}, number(r.pass)), checksCell));
    }
    return el("table", {}, el("thead", {}, el("tr", {}, el("th", {}, "Requirement"), el("th", {}, "Title"), el("th", {}, "Result"),
      el("th", {class: "n"}, "Fail"), el("th", {class: "n"}, "Unknown"), el("th", {class: "n"}, "Pass"), el("th", {}, "Checks"))), body);
  }
  function openCheck(index, account) {
    $("filters").reset();
    setTimeout(() => {
      filter.check = String(index);
      $("f-check").value = filter.check;
      const a = accounts.findIndex((entry) => entry.id === account);
      filter.account = a < 0 ? "" : String(a);
      $("f-account").value = filter.account;
      choose([], verdicts);
    });
  }
  function showFrameworks() {
    $("view-frameworks").replaceChildren(frameworks.length ? "" : el("p", {class: "soft"}, "No framework was scored."));
    for (const framework of frameworks) {
      const count = (verdict) => framework.requirements.filter((r) => !r.manual && r.verdict === verdict).length;
      const account = accounts.find((entry) => entry.id === framework.account) || {id: framework.account};
      const details = el("details", {class: "panel"}, el("summary", {},
        el("span", {class: "score"}, framework.score === null ? "no score" : `${framework.score.toFixed(2)} %`),
        framework.score === null ? null : el("meter", {min: 0, max: 100, low: 60, high: 90, optimum: 100, value: framework.score, "aria-label": "score"}),
        el("span", {}, framework.title), el("span", {class: "soft"}, accountLabel(account)),
        tag("pass"), number(count("pass")), tag("fail"), number(count("fail")),
        tag("unknown"), number(count("unknown") + count("error"))));
      // Filled when first opened: an organisation has hundreds of these.
      details.addEventListener("toggle", () => {
        if (details.open && details.children.length === 1) details.append(requirementTable(framework));
      });
      $("view-frameworks").append(details);
    }
  }
  function showAccounts() {
    const body = el("tbody", {});
    accounts.forEach((a, i) => {
      const c = a.counts;
      body.append(el("tr", {}, el("td", {}, el("a", {href: "#list", onclick: (event) => {
        event.preventDefault();
        filter.account = String(i);
        $("f-account").value = filter.account;
        choose([], OPEN);
      }}, a.id)), el("td", {}, a.name || ""),
        el("td", {}, a.reachable === false ? el("span", {class: "tag t-unknown full"}, "not reached") : "read"),
        el("td", {class: "n"}, number(a.resources || 0)), el("td", {class: "n"}, number(c.critical)), el("td", {class: "n"}, number(c.high)),
        el("td", {class: "n"}, number(c.fail)), el("td", {class: "n"}, number(c.unknown + c.error)), el("td", {class: "n"}, number(c.pass)),
        el("td", {class: "soft"}, some(a.regions || []))));
    });
    const heads = ["Account", "Name", "State", "Resources", "Critical", "High", "All fails", "Unknown", "Pass", "Regions"];
    $("view-accounts").replaceChildren(el("table", {}, el("thead", {}, el("tr", {},
      ...heads.map((head, i) => el("th", {class: i > 2 && i < 9 ? "n" : ""}, head)))), body));
  }

  // ---- Wiring ----------------------------------------------------------------
  function chips(id, name, words, set) {
    const box = el("div", {});
    for (const word of words) {
      const input = el("input", {type: "checkbox", name, value: word, onchange: () => {
        if (input.checked) set().add(word); else set().delete(word);
        applyFilter();
      }});
      input.checked = set().has(word);
      box.append(el("label", {}, input, el("span", {}, LABELS[word] || word)));
    }
    $(id).append(box);
  }
  function options(id, key, entries) {
    const select = $(id);
    select.append(el("option", {value: ""}, "all"));
    for (const [value, label] of entries) select.append(el("option", {value}, label));
    select.addEventListener("change", () => { filter[key] = select.value; applyFilter(); });
  }
  const regions = [...new Set(findings.map((f) => f[REGION]))].map((i) => [i, strings[i]]);
  const byLabel = (a, b) => a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;
  chips("f-verdict", "verdict", ["fail", "unknown", "error", "pass", "na"], () => filter.verdicts);
  chips("f-severity", "severity", SEVERITIES, () => filter.severities);
  options("f-account", "account", accounts.map((a, i) => [i, accountLabel(a)]));
  options("f-region", "region", regions.sort(byLabel));
  options("f-service", "service", [...new Set(checks.map((c) => c.service))].sort().map((s) => [s, s]));
  options("f-check", "check", checks.map((c, i) => [i, c.title]).sort(byLabel));
  let pause = 0;
  $("f-text").addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => { filter.text = $("f-text").value; applyFilter(); }, 120);
  });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () => setTimeout(() => {
    Object.assign(filter, {text: "", account: "", region: "", service: "", check: ""});
    choose([], OPEN);
  }));
  $("expand").addEventListener("click", () => { for (const g of groups) opened.add(g.check); layOut(); render(); });
  $("collapse").addEventListener("click", () => { opened.clear(); active = -1; layOut(); $("list").scrollTop = 0; render(); });

  const resources = accounts.reduce((sum, a) => sum + (a.resources || 0), 0);
  $("scope").textContent = `${data.provider.toUpperCase()} \u00b7 ${plural(accounts.length, "account")} \u00b7 ` +
    `${plural(resources, "resource")} \u00b7 version ${data.tool}`;
  $("state").textContent = data.interrupted ? "Interrupted" : data.complete ? "Complete" : "Incomplete: see coverage gaps";
  $("state").className = `state ${data.complete ? "good" : "bad"}`;
  $("app").hidden = false;
  showGaps();
  showFrameworks();
  showAccounts();
  showTab("findings");
  applyFilter();
  if (groups.length && rows.length < 400) {
    opened.add(groups[0].check);
    layOut();
    render();
  }
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
})();
