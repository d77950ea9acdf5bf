// May the pledge be signed by hand on the screen? Wakes the pad, keeps what is drawn in the form's own field, and chooses that
// way of signing. Without this script the pad stays hidden and the other ways are there.

const pad = document.getElementById("pad");
const form = document.getElementById("signing");
const canvas = pad.querySelector("canvas");
const field = pad.querySelector("input");
const pen = canvas.getContext("2d");
let from = null;

/** White, as paper; the ink is the same by day and by night. */
function empty() {
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.strokeStyle = "#111";
  pen.lineWidth = 5;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  field.value = "";
}

function place(event) {
  const box = canvas.getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) * canvas.width) / box.width,
    y: ((event.clientY - box.top) * canvas.height) / box.height,
  };
}

function choose() {
  const way = form.querySelector('input[name="way"][value="drawn"]');
  if (way) way.checked = true;
}

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  from = place(event);
  choose();
  event.preventDefault();
});

canvas.addEventListener("pointermove", (event) => {
  if (!from) return;
  const to = place(event);
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  pen.lineTo(to.x, to.y);
  pen.stroke();
  from = to;
});

for (const end of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(end, () => {
    if (!from) return;
    from = null;
    field.value = canvas.toDataURL("image/png");
  });
}

pad.querySelector("button").addEventListener("click", empty);
// a finger writes here and does not push the page
canvas.style.touchAction = "none";
canvas.style.maxWidth = "100%";
canvas.style.border = "1px solid";
pad.hidden = false;
const kept = field.value;
empty();
// what was drawn before something else was wrong
if (kept) {
  const image = new Image();
  image.addEventListener("load", () => {
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    field.value = kept;
  });
  image.src = kept;
}
