// Is what the page shows still so? Asks for it anew now and then, unless somebody is at work in it or looks elsewhere.

const EVERY_MS = 15_000;

const isAtWork = () => document.activeElement?.closest("form, details") !== null;

setInterval(() => {
  if (document.visibilityState === "visible" && !isAtWork()) location.reload();
}, EVERY_MS);
