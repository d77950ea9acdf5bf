// Does the code behind the # of this address hold? Runs only when there is one; without this the page is complete.
const said = document.querySelector("main").dataset;
const code = location.hash;
const byId = (id) => document.getElementById(id);

function tell(part, tone, words) {
  part.className = part.className.replace(/tone-\w+/, "tone-" + tone);
  part.querySelector("svg").replaceWith(byId(tone).firstElementChild.cloneNode(true));
  part.querySelector("strong").textContent = words;
}

function show(answer) {
  const line = byId("code");
  const why = line.querySelector("small");
  if (answer.ok) {
    tell(line, "success", said.good);
    why.textContent = said.goodWhy;
    byId("holder").textContent = answer.name + (answer.cut ? "…" : "");
    byId("source").textContent = answer.cut ? said.cut : said.full;
  } else {
    tell(line, "danger", said.bad);
    tell(byId("verdict"), "danger", said.tampered);
    const reasons = JSON.parse(said.reasons);
    why.textContent = reasons[answer.reason] || reasons.tampered;
    byId("said").textContent = said.tamperedWhy;
    byId("said").hidden = false;
    document.title = said.tampered;
  }
}

/** The policy lets a script add another one, and import() then finds it; by itself it would not be let in. */
function add(address) {
  const script = document.createElement("script");
  script.type = "module";
  script.src = address;
  return new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

async function check() {
  await add(said.js);
  const verifier = await import(said.js);
  await verifier.default({ module_or_path: said.wasm });
  show(JSON.parse(verifier.verify_code(code, said.id, said.keys)));
}

// Messengers put marks of their own behind the #; they are no code.
if (said.js && code.length > 1 && !/^#(rd|wechat_\w+)$/.test(code) && typeof WebAssembly === "object") {
  byId("language").hash = code;
  check().catch(() => (byId("code").querySelector("small").textContent = said.failed));
}
