// Is somebody reading this lesson? Reports to the server, which alone counts, and shows what it answers. Without this
// script a page counts by itself, so nothing here may be needed for reading.

const REPORT_MS = 30_000;
const ACTIVE_MS = 60_000;
// The server earns nothing for a longer silence, so a comparison over one says nothing.
const SILENCE_MS = 85_000;
const SHORT_MS = 2_000;

const panel = document.getElementById("reading");
const article = document.getElementById("lesson");
const bar = panel.querySelector("progress");
const words = panel.querySelector(".progress .muted");
const courseLine = panel.querySelector('[data-part="course"]');
const stateLine = document.getElementById("reading-state");
const said = panel.dataset;
const cap = bar.max;
const reader = readerName();

// Since the page was opened: no wall clock.
const now = () => performance.now();
let movedAt = now();
let counting = true;
let sentAt = -Infinity;
// The last report that the server took: when, and the credit after it.
let last = null;
let over = false;
let topEdge = article.getBoundingClientRect().top;

/** One name per window; where storage is refused, one per page. */
function readerName() {
  const fresh = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
  try {
    const known = sessionStorage.getItem("reader") || fresh;
    sessionStorage.setItem("reader", known);
    return known;
  } catch {
    return fresh;
  }
}

/** How far down the text the window's top edge is, in thousandths. */
function place() {
  const box = article.getBoundingClientRect();
  return Math.round(1000 * Math.min(1, Math.max(0, -box.top / Math.max(1, box.height))));
}

function say(sentence) {
  // Saying the same again would be read out again.
  if (stateLine.textContent !== sentence) stateLine.textContent = sentence;
}

async function report(activity) {
  if (over) return;
  sentAt = now();
  const body = new URLSearchParams({ lesson: said.lesson, reader, activity, place: String(place()), ...article.dataset });
  try {
    const answer = await fetch(said.beats, { method: "POST", body, keepalive: true });
    // The session is over.
    if (answer.status === 401) {
      over = true;
      return say(said.signedOut);
    }
    if (!answer.ok) return say(said.offline);
    show(activity, await answer.json());
  } catch {
    say(said.offline);
  }
}

function show(activity, progress) {
  const credited = progress.lesson_credited_ms;
  const gap = last ? now() - last.at : Infinity;
  // An active report of the window that the server listens to always earns; if it did not, another one is heard.
  const unheard = activity === "active" && !article.dataset.video && last && gap > SHORT_MS && gap < SILENCE_MS && credited === last.credited;
  last = { at: now(), credited };
  bar.value = credited;
  words.textContent = said.minutes.replace("%{done}", String(Math.floor(credited / 60_000)));
  courseLine.textContent = progress.course_words;
  if (credited >= cap) say(said.full);
  else if (activity === "idle" && !counting) say(said.idle);
  else say(unheard ? said.elsewhere : said.counting);
}

const isSeen = () => document.visibilityState === "visible";
const isActive = () => isSeen() && (article.dataset.video === "playing" || now() - movedAt < ACTIVE_MS);

/** Every half minute. An idle window reports once that it is, then keeps quiet. */
function tick() {
  if (isActive()) return report("active");
  if (!counting) return;
  counting = false;
  report("idle");
}

/** Somebody is there. After a pause the first report only starts the server's clock again: the pause earns nothing. */
function wake() {
  movedAt = now();
  if (counting || !isSeen()) return;
  counting = true;
  report("idle");
}

/** A scroll counts when it moves the text: the browser also reports one when a line above grows, such as our own. */
function scrolled() {
  const edge = article.getBoundingClientRect().top;
  if (Math.abs(edge - topEdge) > 1) wake();
  topEdge = edge;
}

/** The page is being left: what was read since the last report is not lost. */
function leave() {
  if (!counting || now() - sentAt < SHORT_MS) return;
  report(now() - movedAt < ACTIVE_MS ? "active" : "idle");
}

for (const event of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "touchmove"]) {
  window.addEventListener(event, wake, { passive: true, capture: true });
}
window.addEventListener("scroll", scrolled, { passive: true });
document.addEventListener("visibilitychange", () => {
  if (isSeen()) return wake();
  leave();
  counting = false;
});
// Before the next page is asked for: after that request the server listens to that page.
document.addEventListener("click", (event) => event.target.closest?.("a[href]") && leave());
document.addEventListener("submit", leave);
window.addEventListener("pagehide", leave);
window.addEventListener("online", () => isActive() && report("active"));
document.addEventListener("watched", () => report("active"));
window.addEventListener("offline", () => say(said.offline));

panel.querySelector('[data-part="by-page"]').hidden = true;
const line = document.getElementById("reading-bar");
line.className = "room-bar";
say(said.counting);
// What an address points at must not end up under the line.
document.documentElement.style.scrollPaddingTop = `${line.offsetHeight + 8}px`;
const arrived = performance.getEntriesByType("navigation")[0];
if (!arrived || arrived.type === "navigate") {
  const box = article.getBoundingClientRect();
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  // Who was at the end begins at the head again.
  else if (said.place > 20 && said.place < 980) window.scrollBy(0, box.top + (box.height * said.place) / 1000);
}
counting = isSeen();
report(counting ? "active" : "idle");
setInterval(tick, REPORT_MS);
