// The keys of the meeting. Each presses the button of its name, so that whatever a key does a mouse can do too, and
// the server knows buttons only. Full screen and the colours are the browser's own: a key or a click must ask for them.
const HELD = new WeakMap();
const DARK = "(prefers-color-scheme: dark)";
const KEPT = "tenure.meeting.look";
const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox], [role=dialog]";

const focus = (tries) => { // the form comes with the next run
  const field = document.querySelector(".st-key-meeting-form textarea");
  if (field) field.focus();
  else if (tries) setTimeout(() => focus(tries - 1), 100);
};

const button = (name) => document.querySelector(`.st-key-meeting-${name} button`);

const press = (name) => {
  const found = button(name);
  if (found && !found.disabled) found.click();
  return Boolean(found);
};

const fullScreen = async () => {
  if (document.fullscreenElement) return document.exitFullscreen();
  await document.documentElement.requestFullscreen();
  if (navigator.keyboard?.lock) await navigator.keyboard.lock(["Escape"]).catch(() => {}); // Esc leads back first
};

// Streamlit follows the system's colours and has no call to choose others: it is told that the system changed.
const real = window.matchMedia.bind(window);
let chosen = null;
const colours = (look) => {
  chosen = look;
  window.matchMedia = !look ? real : (asked) => {
    const found = real(asked);
    if (asked !== DARK) return found;
    const seen = (of, name) => name === "matches" ? chosen === "dark"
      : typeof of[name] === "function" ? of[name].bind(of) : of[name];
    return new Proxy(found, { get: seen });
  };
  window.dispatchEvent(new Event("afterprint"));
};
const dark = () => chosen ? chosen === "dark" : real(DARK).matches;

const factor = () => Math.max(1, Math.round(Math.min(innerWidth / 1280, innerHeight / 720) * 8) / 8);

export default function ({ data, parentElement, setStateValue }) {
  HELD.get(parentElement)?.abort();
  const stop = new AbortController();
  HELD.set(parentElement, stop);
  const on = (target, name, act) => target.addEventListener(name, act, { signal: stop.signal });

  let told = data.told;
  const tell = () => {
    const now = `${factor()} ${dark() ? "dark" : "light"}`;
    if (now === told) return;
    told = now;
    setStateValue("screen", now);
  };
  const turn = () => {
    const look = dark() ? "light" : "dark";
    localStorage.setItem(KEPT, look);
    colours(look);
    setTimeout(tell, 120);
  };
  const own = { full: fullScreen, dark: turn };
  const act = (name) => own[name] ? (own[name](), true) : press(name);

  const leave = (event) => {
    if (press("back")) return;
    if (document.fullscreenElement && event.key === "Escape") document.exitFullscreen();
  };

  on(document, "keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = event.target instanceof Element ? event.target : document.body;
    if (at.closest(TYPING)) {
      if (event.key === "Escape" && !at.closest("[role=dialog]")) at.blur();
      return;
    }
    if (document.querySelector("[role=dialog], [data-testid=stPopoverBody]")) return;
    if ((event.key === "Enter" || event.key === " ") && at.closest("button, a, summary")) return;
    if (event.key === "Escape" || event.key === "Backspace") {
      event.preventDefault();
      leave(event);
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const name = data.keys[key];
    if (!name || (event.repeat && own[name])) return;
    if (act(name)) event.preventDefault();
    if (name === "entry") focus(40);
  });

  on(document, "click", (event) => {
    const at = event.target instanceof Element ? event.target : document.body;
    for (const name of Object.keys(own)) if (at.closest(`.st-key-meeting-${name} button`)) own[name]();
    const row = at.closest("[data-press]");
    if (row && !at.closest("a, button, summary")) press(row.dataset.press);
    if (event.detail > 0) at.closest(".st-key-meeting-bar button")?.blur(); // so that Enter is free again
  });

  let waiting = 0;
  on(window, "resize", () => { clearTimeout(waiting); waiting = setTimeout(tell, 250); });
  const kept = localStorage.getItem(KEPT);
  if (kept && !chosen && kept !== (dark() ? "dark" : "light")) colours(kept);
  setTimeout(tell, 60);

  return () => {
    stop.abort();
    setTimeout(() => { // a page that is not the meeting follows the system again
      if (chosen && !document.querySelector(".st-key-meeting-bar")) colours(null);
    }, 400);
  };
}
