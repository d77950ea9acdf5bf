// Which part of the lesson's video is being played? Notes it on the text, where the reading script finds it: that one
// alone reports, and the server alone counts. A video that plays without this script earns nothing.

const video = document.getElementById("lesson-video");
const article = document.getElementById("lesson");
const { place, length } = video.dataset;
// Who left off in the first seconds or the last ones begins at the head.
const EDGE_MS = 5_000;

// Where it was really played last, in seconds: while it is sought its own time is already another one.
let played = 0;

const isSeen = () => document.visibilityState === "visible";
const isPlaying = () => isSeen() && !video.paused && !video.ended && !video.seeking;

function note() {
  article.dataset.video = isPlaying() ? "playing" : "paused";
  article.dataset.video_ms = String(Math.round(played * 1_000));
}

function tell() {
  note();
  document.dispatchEvent(new Event("watched"));
}

video.addEventListener("timeupdate", () => {
  if (video.seeking) return;
  played = video.currentTime;
  if (article.dataset.video) note();
});
// What was played before the jump counts; the jump itself does not.
video.addEventListener("seeking", () => article.dataset.video && tell());
video.addEventListener("seeked", () => {
  played = video.currentTime;
  if (article.dataset.video) tell();
});
for (const event of ["playing", "pause", "ended", "ratechange"]) {
  video.addEventListener(event, () => {
    if (!video.seeking) played = video.currentTime;
    tell();
  });
}
// Before the reading script hears of it: nobody watches what is not seen.
document.addEventListener("visibilitychange", () => article.dataset.video && note());

function goOn() {
  if (Number(place) > EDGE_MS && Number(place) < Number(length) - EDGE_MS) video.currentTime = Number(place) / 1_000;
}
if (video.readyState > 0) goOn();
else video.addEventListener("loadedmetadata", goOn, { once: true });
