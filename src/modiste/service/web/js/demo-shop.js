// A shop's page: listens to what the fitting room tells. The buttons are wired by widget.js.

const said = document.getElementById("said");
const count = document.getElementById("count");

document.addEventListener("modiste:size", ({ detail }) => {
  said.textContent = `The fitting room recommends size ${detail.size}.`;
});

document.addEventListener("modiste:add", ({ detail }) => {
  count.textContent = String(Number(count.textContent) + 1);
  said.textContent = `Added to your bag in size ${detail.size}.`;
  window.modiste.close();
});
