// The dashboard of gopls-proxy: shows what the proxy says over the WebSocket. Only textContent and
// attributes are set, never markup: names of methods and documents may be any text.
"use strict";

const $ = (id) => document.getElementById(id);
const HOUR = 3600e3, MINUTE = 60e3;
const SVG = "http://www.w3.org/2000/svg";

// What has been said so far. Times are milliseconds since 1970.
const known = { status: null, at: 0, skew: 0, history: [], minutes: [], usage: [], incidents: [] };

// ---------------------------------------------------------------- words

function seconds(s) {
  if (s < 0.00095) return Math.round(s * 1e6) + " µs";
  if (s < 0.0095) return (s * 1000).toFixed(1) + " ms";
  if (s < 0.9995) return Math.round(s * 1000) + " ms";
  if (s < 99.5) return s.toFixed(1) + " s";
  if (s < 5400) return Math.round(s / 60) + " min";
  return (s / 3600).toFixed(1) + " h";
}
function bytes(b) {
  if (b >= 1 << 30) return (b / (1 << 30)).toFixed(1) + " GB";
  return Math.round(b / (1 << 20)) + " MB";
}
const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const clockToSeconds = (at) => new Date(at).toLocaleTimeString();
const count = (n, one, many) => n + " " + (n === 1 ? one : many || one + "s");
const shortMethod = (m) => m.replace(/^textDocument\//, "");
const lastPart = (path) => path.replace(/\/+$/, "").split("/").pop() || path;
const words = (name) => name.replace(/_/g, " ");

const STATES = {
  new: "Starting", loading: "Loading", healthy: "Healthy", quiet: "No sign of work", stuck: "Stuck",
  replacing: "Being replaced", parked: "Parked", off: "Only forwarding", ended: "Ended", hangs: "The proxy hangs",
};
const EVENTS = {
  spawn: "gopls is started", start_failed: "gopls could not be started", loaded: "gopls has loaded the workspace",
  stall: "fault", remedy: "remedy", recovered: "gopls works again", switch: "a fresh gopls took over",
  standby_lost: "a replacement failed", standby_dropped: "a replacement was not needed",
  reload: "gopls reloads the workspace", return_online: "a gopls with network is tried again",
  lost: "gopls has ended", gave_up: "gopls is not restarted", gone: "an old gopls has ended",
  asked: "a person asked for a reload or a restart", uncertain_text: "the text of a document is uncertain",
  internal_error: "an error of the proxy", plain_pipe: "the proxy only forwards",
};
// What the events of a timeline are drawn as. The others are marks.
const ENDS_STALL = new Set(["recovered", "switch", "lost", "gave_up", "standby_dropped"]);

// "verdict=deadlocked head=\"a b\"" as an object.
function fields(text) {
  const found = {};
  for (const [, key, quoted, bare] of (text || "").matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)) {
    found[key] = quoted !== undefined ? quoted.replace(/\\(.)/g, "$1") : bare;
  }
  return found;
}

// ---------------------------------------------------------------- elements

function make(name, properties, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key === "class") element.className = value;
    else if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
function draw(name, attributes, title) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (title) {
    const tip = document.createElementNS(SVG, "title");
    tip.textContent = title;
    element.append(tip);
  }
  return element;
}
function write(x, y, text, attributes) {
  const element = draw("text", { x, y, ...attributes });
  element.textContent = text;
  return element;
}
function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
const row = (...cells) => make("tr", {}, ...cells.map((cell) => cell instanceof Node ? cell : make("td", {}, cell)));
const number = (text) => make("td", { class: "number" }, text);

// ---------------------------------------------------------------- verdict

function advice(status) {
  if (status.state === "stuck" && status.circuit_open) {
    const verdict = status.active && status.active.stall ? status.active.stall.verdict : "";
    const used = "The proxy may not start a fresh gopls by itself for now, since its budget is used up. ";
    return used + (/^(go_|toolchain|packages|other_child)/.test(verdict)
      ? "It would start the same command again: find out why that hangs."
      : "“Restart” starts one all the same.");
  }
  if (status.state === "stuck" && status.standby) return "The editor will not notice when the fresh gopls takes over.";
  if (status.state === "stuck" && status.mode === "observe") return "The proxy only observes and replaces nothing (mode = \"observe\"): restart gopls in the editor.";
  if (status.state === "stuck") return "The proxy acts on it by itself. You need not do anything.";
  if (!status.texts_certain) return "The text of a document is uncertain: close it and open it again in the editor.";
  return "";
}

function showVerdict() {
  const status = known.status;
  const card = $("verdict");
  if (card.dataset.state !== status.state) card.dataset.state = status.state;
  set($("state"), STATES[status.state] || status.state);
  set($("summary"), status.summary);
  const text = advice(status);
  $("advice").hidden = !text;
  set($("advice"), text);
  const folder = status.folders.length ? lastPart(status.folders[0]) : "gopls";
  set($("workspace"), folder);
  document.title = (status.state === "healthy" ? "" : (STATES[status.state] || status.state) + ": ") + folder + " – gopls-proxy";
  const editor = status.editor ? (status.editor.name + " " + status.editor.version).trim() : "an unnamed editor";
  set($("session"), editor + " · " + (status.folders.length ? status.folders.join(", ") : "no folder"));
  set($("about"), "gopls-proxy " + status.proxy.version + ", process " + status.proxy.pid + " · " + status.proxy.gopls);
  for (const button of document.querySelectorAll("[data-acts]")) {
    button.disabled = status.mode !== "act";
    button.title = button.disabled ? `The proxy replaces and reloads nothing: mode = "${status.mode}"` : button.dataset.acts;
  }
  showFacts(status);
}

function showFacts(status) {
  const server = status.active;
  const latest = known.usage[known.usage.length - 1];
  const facts = [];
  if (server) facts.push(["gopls", "generation " + server.generation + ", up " + seconds(server.age_seconds)]);
  if (status.standby) facts.push(["Fresh gopls", status.standby.phase + ", up " + seconds(status.standby.age_seconds)]);
  if (server && server.head) facts.push(["At message", shortMethod(server.head.method) + " for " + seconds(server.head.age_seconds)]);
  if (server && server.head) facts.push(["Last sign of work", seconds(server.head.quiet_seconds) + " ago" + (server.last_work ? ": " + server.last_work : "")]);
  facts.push(["Waiting", count(status.requests_in_flight, "request")]);
  if (latest) {
    facts.push(["Memory", bytes(latest[1])]);
    if (latest[2] !== null) facts.push(["CPU", Math.round(latest[2] * 100) + " %"]);
  }
  facts.push(["Faults", count(status.stalls_detected, "fault") + ", " + count(status.replacements, "replacement")]);
  facts.push(["The proxy adds", seconds(status.added_p50_seconds) + " a message (median)"]);
  $("facts").replaceChildren(...facts.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}

// ---------------------------------------------------------------- timeline

const HEAT = [
  [0.05, "under 50 ms"], [0.15, "under 150 ms"], [0.5, "under 500 ms"], [2, "under 2 s"], [10, "under 10 s"], [Infinity, "10 s and more"],
];
const heat = (s) => HEAT.findIndex(([limit]) => s < limit);

// Slices from a start event to its end: loads of servers, and faults.
function slicesOf(events, now) {
  const loads = [], stalls = [], marks = [], loading = new Map();
  let stall = null;
  for (const event of events) {
    const values = fields(event.fields);
    if (event.event === "spawn") loading.set(event.generation, event.at);
    if (event.event === "loaded" && loading.has(event.generation)) {
      loads.push({ from: loading.get(event.generation), to: event.at, generation: event.generation });
      loading.delete(event.generation);
    }
    if (event.event === "stall") stall = stall || { from: event.at, verdict: values.verdict || "fault" };
    if (stall && ENDS_STALL.has(event.event)) {
      stalls.push({ ...stall, to: event.at });
      stall = null;
    }
    if (!["spawn", "loaded", "gone"].includes(event.event)) marks.push({ at: event.at, event: event.event, values });
  }
  for (const [generation, from] of loading) {
    const server = [known.status.active, known.status.standby].find((s) => s && s.generation === generation);
    if (server && server.phase !== "ready") loads.push({ from, to: now, generation });
  }
  if (stall && known.status.state === "stuck") stalls.push({ ...stall, to: now });
  return { loads, stalls, marks };
}

function busiestRows() {
  const worst = (row) => Math.max(...row.minutes.map(([, , slowest]) => slowest));
  return [...known.minutes].filter((row) => row.method !== "initialize" && row.method !== "shutdown")
    .sort((a, b) => worst(b) - worst(a)).slice(0, 12);
}

function showTimeline() {
  const now = known.at, box = $("timeline");
  // A young session would be a narrow strip at the right of an hour.
  const shown = Math.min(HOUR, Math.max(5 * MINUTE, now - Date.parse(known.status.proxy.started)));
  const from = now - shown;
  set($("hour-title"), shown === HOUR ? "Last hour" : `Last ${Math.round(shown / MINUTE)} minutes`);
  const width = Math.max(620, box.clientWidth || 1000), label = Math.min(210, width * 0.26), right = 8;
  const x = (at) => label + Math.max(0, Math.min(1, (at - from) / shown)) * (width - label - right);
  const rows = busiestRows();
  const step = 20, lanes = 30, heatTop = 24 + lanes, usageTop = heatTop + Math.max(1, rows.length) * step + 10;
  const usageHeight = 44, height = usageTop + usageHeight + 22;
  const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  const tick = (shown > 30 * MINUTE ? 10 : shown > 12 * MINUTE ? 5 : 2) * MINUTE;
  for (let at = Math.ceil(from / tick) * tick; at <= now; at += tick) {
    svg.append(draw("line", { x1: x(at), x2: x(at), y1: 16, y2: height - 18, class: "grid" }));
    svg.append(write(x(at), height - 5, clock(at), { class: "axis", "text-anchor": "middle" }));
  }
  const events = known.history.filter((record) => record.kind === "event" && record.at >= from);
  const { loads, stalls, marks } = slicesOf(events, now);
  svg.append(write(0, 33, "gopls"), draw("rect", { x: label, y: 20, width: width - label - right, height: 18, class: "lane" }));
  const bar = (slice, kind, title) => svg.append(draw("rect", {
    x: x(slice.from), y: 20, width: Math.max(3, x(slice.to) - x(slice.from)), height: 18, class: kind,
  }, title));
  for (const load of loads) {
    bar(load, "load", `gopls ${load.generation} loaded the workspace in ${seconds((load.to - load.from) / 1000)}, from ${clockToSeconds(load.from)}`);
  }
  for (const stall of stalls) {
    bar(stall, "stall", `${words(stall.verdict)}, for ${seconds((stall.to - stall.from) / 1000)}, from ${clockToSeconds(stall.from)}`);
  }
  for (const mark of marks) {
    const at = x(mark.at);
    const what = [EVENTS[mark.event] || words(mark.event), mark.values.verdict || mark.values.remedy].filter(Boolean).join(": ");
    svg.append(draw("path", { d: `M${at - 4} 46 L${at + 4} 46 L${at} 39 Z`, class: "mark" }, `${clockToSeconds(mark.at)} ${words(what)}`));
  }
  rows.forEach((row, index) => {
    const y = heatTop + index * step;
    svg.append(write(0, y + 13, shortMethod(row.method)));
    for (const [at, requests, slowest] of row.minutes) {
      if (at + MINUTE < from) continue;
      const left = x(at);
      svg.append(draw("rect", { x: left, y, width: Math.max(2, x(at + MINUTE) - left - 1), height: step - 3, rx: 2, class: "heat-" + heat(slowest) },
        `${clock(at)} ${row.method}: ${count(requests, "request")}, the slowest ${seconds(slowest)}`));
    }
  });
  if (rows.length === 0) {
    svg.append(write(label, heatTop + 13, "No request was answered in this time. Rows appear as the editor asks.", { class: "axis" }));
  }
  showUsage(svg, x, from, usageTop, usageHeight);
  // On a narrow screen the newest part is at the right.
  const atEnd = !box.firstChild || box.scrollLeft + box.clientWidth >= box.scrollWidth - 4;
  box.replaceChildren(svg);
  if (atEnd) box.scrollLeft = box.scrollWidth;
  const slow = rows.length ? `The slowest was ${rows[0].method}, ${seconds(Math.max(...rows[0].minutes.map((m) => m[2])))}.` : "";
  set($("timeline-text"), `${count(loads.length, "load")}, ${count(stalls.length, "fault")} in this time. ${slow}`.trim());
}

function showUsage(svg, x, from, top, height) {
  const points = known.usage.filter(([at]) => at >= from);
  svg.append(write(0, top + 14, "memory", {}), write(0, top + 32, "CPU", {}));
  if (points.length < 2) {
    svg.append(write(x(from), top + 14, "Sampled while this page is open.", { class: "axis" }));
    return;
  }
  const most = Math.max(...points.map(([, memory]) => memory), 1) * 1.1;
  const mostCores = Math.max(...points.map(([, , cores]) => cores || 0), 1);
  const y = (part) => (top + height - part * height).toFixed(1);
  // A gap in the samples, while no page was open, is a gap in the lines.
  const runs = [];
  for (const point of points) {
    const run = runs[runs.length - 1];
    if (run && point[0] - run[run.length - 1][0] < 10e3) run.push(point);
    else runs.push([point]);
  }
  const last = points[points.length - 1];
  for (const run of runs) {
    const first = x(run[0][0]), end = Math.max(first + 1, x(run[run.length - 1][0]));
    const line = run.map(([at, memory]) => `L${x(at).toFixed(1)} ${y(memory / most)}`).join(" ");
    svg.append(draw("path", { d: `M${first} ${y(0)} ${line} L${end} ${y(0)} Z`, class: "memory" }, "memory of gopls, now " + bytes(last[1])));
    const cpu = run.filter(([, , cores]) => cores !== null).map(([at, , cores], i) => `${i ? "L" : "M"}${x(at).toFixed(1)} ${y(cores / mostCores)}`).join(" ");
    if (cpu) svg.append(draw("path", { d: cpu, class: "cpu" }, "CPU of gopls, at most " + Math.round(mostCores * 100) + " %"));
  }
}

// ---------------------------------------------------------------- lists

function showMethods() {
  const time = (m, s) => number(m.count ? seconds(s) : "–");
  $("methods").tBodies[0].replaceChildren(...known.status.methods.map((m) => row(
    m.method, number(String(m.count)), time(m, m.p50_seconds), time(m, m.p99_seconds), time(m, m.max_seconds),
    number(String(m.slow)), number(String(m.errors)), number(String(m.cancelled)))));
}

function showWaiting() {
  const status = known.status, list = status.waiting;
  $("nobody-waits").hidden = list.length > 0;
  const head = status.active && status.active.head;
  const items = list.slice(0, 10).map((request, index) => make("li", { class: index === 0 && head ? "head" : "" },
    `${request.method} has waited ${seconds(request.waited_seconds)}` +
    (request.generation === 0 ? ", held by the proxy" : "") + (index === 0 && head ? ` – gopls is at ${shortMethod(head.method)}` : "")));
  if (list.length > 10) items.push(make("li", {}, `and ${list.length - 10} more`));
  $("waiting").replaceChildren(...items);
}

const shortened = (text) => text.length > 120 ? text.slice(0, 119) + "…" : text;
const PROCESS_STATES = { R: "running", S: "sleeping", D: "waits for a device", T: "stopped", t: "traced", Z: "ended", I: "idle" };

function showProcesses() {
  const list = known.status.processes, gone = $("no-processes");
  gone.hidden = Array.isArray(list) && list.length > 0;
  set(gone, list === null ? "The system does not tell about processes right now." : "No process of gopls runs.");
  if (!Array.isArray(list)) return;
  const pids = new Set(list.map((process) => process.pid)), rows = [];
  const add = (process, depth) => {
    const name = process.argv.length ? [lastPart(process.argv[0]), ...process.argv.slice(1)].join(" ") : "?";
    rows.push(row(make("td", { class: "program", title: process.argv.join(" ") }, "\u2003".repeat(depth) + shortened(name)), number(String(process.pid)),
      PROCESS_STATES[process.state] || process.state, number(seconds(process.cpu_seconds)), number(bytes(process.resident_bytes))));
    for (const child of list) if (child.parent === process.pid && child.pid !== process.pid) add(child, depth + 1);
  };
  for (const process of list) if (!pids.has(process.parent)) add(process, 0);
  $("processes").tBodies[0].replaceChildren(...rows);
}

const OUTCOMES = { ok: "answered", error: "error", cancelled: "cancelled", reissued: "asked again", lost: "lost" };

function partsOf(request) {
  const total = Math.max(request.ended - request.at, 0.001);
  if (request.by_proxy) return [["proxy", total, "answered by the proxy"]];
  const began = request.began === null ? request.ended : Math.max(request.began, request.at);
  return [["queue", began - request.at, "in the queue"], ["gopls", request.ended - began, "in gopls"]];
}

function showSlow() {
  const requests = known.history.filter((record) => record.kind === "request").slice(-30).reverse();
  $("nothing-slow").hidden = requests.length > 0;
  $("slow").parentElement.hidden = requests.length === 0;
  $("slow").tBodies[0].replaceChildren(...requests.map((request) => {
    const parts = partsOf(request).filter(([, ms]) => ms > 0);
    const text = parts.map(([, ms, where]) => `${seconds(ms / 1000)} ${where}`).join(", ");
    const bar = make("div", { class: "bar", role: "img", "aria-label": text, title: text }, ...parts.map(([kind, ms]) => {
      const piece = make("span", { class: kind });
      piece.style.flexGrow = String(ms);
      return piece;
    }));
    return row(make("td", { class: "time" }, clockToSeconds(request.at)), shortMethod(request.method),
      make("td", { class: "path", title: request.document || "" }, make("bdi", {}, request.document ? lastPart(decoded(request.document)) : "–")),
      number(seconds((request.ended - request.at) / 1000)), make("td", {}, bar), OUTCOMES[request.outcome] || request.outcome);
  }));
}

function decoded(uri) {
  try { return decodeURIComponent(uri); } catch { return uri; }
}

function showIncidents() {
  $("no-incidents").hidden = known.incidents.length > 0;
  const open = new Set([...document.querySelectorAll("#incidents details[open]")].map((element) => element.dataset.id));
  const before = new Map([...document.querySelectorAll("#incidents details")].map((element) => [element.dataset.id + element.dataset.outcome, element]));
  $("incidents").replaceChildren(...known.incidents.map((incident) => {
    const kept = before.get(incident.id + incident.outcome);
    if (kept) return kept;
    const details = make("details", {},
      make("summary", {}, make("span", { class: "word" }, words(incident.verdict || "unknown")),
        new Date(incident.time).toLocaleString() + " – " + (incident.sentence || "") + (incident.outcome ? ` (${words(incident.outcome)})` : "")));
    details.dataset.id = incident.id;
    details.dataset.outcome = incident.outcome;
    details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) showEvidence(details, incident.id); });
    details.open = open.has(incident.id);
    return details;
  }));
}

async function showEvidence(details, id) {
  const place = make("div", {}, make("p", { class: "quiet" }, "Reading the evidence…"));
  details.append(place);
  let incident;
  try {
    const reply = await fetch("incident?id=" + id);
    if (!reply.ok) {
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      throw new Error(page.body.textContent.trim());
    }
    incident = await reply.json();
  } catch (problem) {
    place.replaceChildren(make("p", { class: "quiet" }, "The evidence cannot be shown: " + problem.message));
    return;
  }
  const facts = make("dl");
  const fact = (name, value) => {
    if (value !== undefined && value !== null && value !== "" && value !== 0 && value !== false) facts.append(make("dt", {}, name), make("dd", {}, String(value)));
  };
  fact("outcome", incident.outcome && words(incident.outcome));
  if (typeof incident.seconds_to_answer === "number") fact("answered after", seconds(incident.seconds_to_answer));
  fact("stack cause", incident.stack_cause);
  for (const [key, value] of Object.entries(incident.evidence || {})) {
    const isTime = key.endsWith("_seconds") && typeof value === "number";
    if (typeof value !== "object") fact(words(key.replace(/_seconds$/, "")), isTime ? (value ? seconds(value) : "") : value);
  }
  const list = make("ul", {}, ...(incident.timeline || []).map((step) => make("li", {}, seconds(step.at_seconds || 0) + "  " + step.what)));
  place.replaceChildren(facts, list, make("p", { class: "quiet" }, "For everything, run gopls-proxy incidents show " + id));
}

// ---------------------------------------------------------------- commands

const QUESTIONS = {
  restart: ["A fresh gopls is started beside this one and takes over once it has loaded.", "Restart"],
  restart_clean: ["A fresh gopls with an empty cache takes over once it has loaded. Loading takes longer than usual.", "Restart clean"],
};
const DONE = {
  reload: "gopls loads its workspace folders again.", restart: "A fresh gopls is being started.",
  restart_clean: "A fresh gopls with an empty cache is being started.", incident: "The incident is saved.",
};
let socket = null, nextId = 1, hideAnswer = 0;

function say(text) {
  $("answer").hidden = false;
  set($("answer"), text);
  clearTimeout(hideAnswer);
  hideAnswer = setTimeout(() => { $("answer").hidden = true; }, 8000);
}

function confirmed(command) {
  const [text, yes] = QUESTIONS[command] || [];
  if (!text) return Promise.resolve(true);
  const dialog = $("question");
  set($("question-text"), text);
  set($("yes"), yes);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

async function command(name) {
  if (!await confirmed(name)) return;
  if (!socket || socket.readyState !== WebSocket.OPEN) return say("Not sent: the page has no connection to the proxy.");
  socket.send(JSON.stringify({ id: nextId++, command: name }));
}

for (const button of document.querySelectorAll("[data-command]")) {
  button.addEventListener("click", () => command(button.dataset.command));
}

// ---------------------------------------------------------------- connection

const RECEIVED = {
  status(message) {
    known.status = message.status;
    known.at = message.at;
    showVerdict();
    showWaiting();
    showProcesses();
    showMethods();
    showTimeline();
  },
  history(message) {
    known.history = (message.all ? message.records : [...known.history, ...message.records]).slice(-512);
    showSlow();
  },
  minutes(message) { known.minutes = message.methods; },
  usage(message) {
    known.usage = (message.all ? message.points : [...known.usage, ...message.points]).slice(-3600);
  },
  incidents(message) {
    known.incidents = Array.isArray(message.list) ? message.list : [];
    showIncidents();
  },
  done(message) {
    say(message.problem ? `“${words(message.command)}” was refused: ${message.problem}.` : DONE[message.command] || "Done.");
  },
  hangs() {
    $("verdict").dataset.state = "hangs";
    set($("state"), STATES.hangs);
    set($("summary"), "The session's thread does not answer. The figures below are the last ones.");
  },
};

function banner(text) {
  $("connection").hidden = !text;
  set($("connection"), text);
  for (const button of document.querySelectorAll("button[data-command]")) button.disabled = Boolean(text);
  for (const link of document.querySelectorAll("header a")) {
    if (text) link.removeAttribute("href");
    else link.href = "trace";
  }
}

let pause = 500, hidden = 0;

function connect() {
  socket = new WebSocket(new URL("socket", location.href.replace(/^http/, "ws")));
  socket.addEventListener("open", () => {
    pause = 500;
    banner("");
  });
  socket.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    (RECEIVED[message.type] || (() => {}))(message);
  });
  socket.addEventListener("close", (event) => {
    socket = null;
    if (event.code === 1001 && event.reason === "ended") {
      if (known.status) known.status.state = "ended";
      $("verdict").dataset.state = "ended";
      set($("state"), STATES.ended);
      set($("summary"), "The editor has ended the session. This page shows its last state.");
      return banner("To look at another session, run gopls-proxy dashboard.");
    }
    if (document.hidden) return banner("Paused while the page was out of sight.");
    banner("No connection to the proxy. Trying again… If it has closed the dashboard, run gopls-proxy dashboard again.");
    setTimeout(connect, pause);
    pause = Math.min(pause * 2, 5000);
  });
}

// A page that nobody sees costs the session nothing after five minutes.
document.addEventListener("visibilitychange", () => {
  clearTimeout(hidden);
  if (document.hidden) hidden = setTimeout(() => socket && socket.close(), 5 * MINUTE);
  else if (!socket) connect();
});
addEventListener("resize", () => known.status && showTimeline());

$("legend").append(make("li", {}, make("i", { class: "swatch load" }), "loading"), make("li", {}, make("i", { class: "swatch stall" }), "fault"));
$("legend").append(...HEAT.map(([, text], index) => make("li", {}, make("i", { class: "swatch heat-" + index }), text)));
connect();
