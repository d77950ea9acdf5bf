// Can the certificate be kept in the phone's album? Draws the picture behind the link as a PNG and shows it to be pressed
// and held, for messengers allow no download. Without this script the link leads to the drawing itself.

const link = document.getElementById("picture");
const place = document.getElementById("kept");

/** The drawing as an image that has finished loading. */
async function drawing() {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error("not there");
  const address = URL.createObjectURL(new Blob([await answer.text()], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

async function png() {
  const image = await drawing();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0);
  URL.revokeObjectURL(image.src);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}

function show(blob) {
  const address = URL.createObjectURL(blob);
  const image = document.createElement("img");
  const hint = document.createElement("figcaption");
  const keep = document.createElement("a");
  image.src = address;
  image.alt = document.querySelector(".certificate h2").textContent;
  hint.textContent = link.dataset.hint + " ";
  keep.href = address;
  keep.download = link.dataset.name;
  keep.textContent = link.dataset.keep;
  hint.append(keep);
  place.replaceChildren(hint, image);
  place.scrollIntoView({ block: "nearest" });
}

link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  png().then(show, () => location.assign(link.href));
});
