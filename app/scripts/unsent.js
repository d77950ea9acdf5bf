// Which answers of this attempt lie only in this browser? Says so before the hand-in and after it; after it nobody needs
// them any more, and they are taken away. Before a question is left for good its own alone counts, and the button waits
// until the room had its turn to send it. The exam room wrote them (`exams/room/browser/store.rs`); they are sealed, and
// this script reads no more than the numbers of their questions.

const told = document.getElementById("unsent");
const said = told.dataset;
const STORE = "answers";

/** The event that ends a request or a transaction. */
const ended = (asked, good) =>
  new Promise((resolve, reject) => {
    asked[good] = resolve;
    asked.onerror = reject;
    asked.onabort = reject;
  });

async function open() {
  const asked = indexedDB.open("shanggang-exam", 1);
  // never made in this browser: it is not made here either
  asked.onupgradeneeded = () => asked.transaction.abort();
  await ended(asked, "onsuccess");
  return asked.result;
}

async function records(database) {
  const asked = database.transaction(STORE).objectStore(STORE).getAll();
  await ended(asked, "onsuccess");
  const own = asked.result.filter((record) => record.attempt === said.attempt);
  return said.slot ? own.filter((record) => record.place === Number(said.slot)) : own;
}

function tell(found) {
  const places = [...new Set(found.map((record) => record.place))].sort((one, other) => one - other);
  const names = places.map((place) => said.number.replace("%{n}", place));
  const sentence = told.querySelector("p");
  sentence.textContent = sentence.textContent.replace("%{n}", names.join(said.comma));
  told.hidden = false;
}

/** Once per question: where the room could not send it either, nobody is kept from the rest of the paper. */
function holdBack() {
  const turn = `unsent ${said.attempt} ${said.slot}`;
  if (sessionStorage.getItem(turn)) return;
  sessionStorage.setItem(turn, "told");
  for (const button of document.querySelectorAll("#way-on button")) button.disabled = true;
}

async function takeAway(database, found) {
  const turn = database.transaction(STORE, "readwrite");
  for (const { attempt, window, place } of found) turn.objectStore(STORE).delete([attempt, window, place]);
  await ended(turn, "oncomplete");
}

try {
  const database = await open();
  const found = await records(database);
  if (found.length > 0) tell(found);
  if (found.length > 0 && said.slot) holdBack();
  if (said.ended === "yes") await takeAway(database, found);
} catch {
  // A browser that keeps nothing has nothing to tell.
}
