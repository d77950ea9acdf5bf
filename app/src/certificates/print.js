// The button prints; without this the browser's own menu does.
const button = document.getElementById("print");
button.addEventListener("click", () => window.print());
button.hidden = false;
document.getElementById("by-menu").hidden = true;
