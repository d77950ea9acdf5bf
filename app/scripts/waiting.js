// May this candidate go on? Asks every few seconds and shows the page anew when the answer has changed.

const EVERY_MS = 5_000;
const room = document.getElementById("waiting");
const said = room.dataset;

async function look() {
  try {
    const answer = await fetch(said.events, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Attempt-Ticket": said.ticket },
      body: JSON.stringify({ signals: [] }),
    });
    const standing = answer.ok ? (await answer.json()).standing : answer.status === 409 ? "elsewhere" : said.standing;
    if (standing !== said.standing) location.reload();
  } catch {
    // No network: asked again.
  }
}

setInterval(look, EVERY_MS);
