/* A list filled in cell by cell: arrow keys move among the cells, a button ticks a column. It works without. */
"use strict";

function cellsOf(grid) {
  return Array.from(grid.tBodies[0].rows, (row) =>
    Array.from(row.cells).slice(1).map((cell) => cell.querySelector("input:not([type=hidden])")),
  );
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/* In a field with text the arrows to the sides belong to the text until its end. */
function staysInText(input, key) {
  if (input.type !== "text" || !["ArrowLeft", "ArrowRight"].includes(key)) return false;
  const edge = key === "ArrowLeft" ? 0 : input.value.length;
  return input.selectionStart !== edge || input.selectionEnd !== edge;
}

function move(grid, input, [down, right]) {
  const cells = cellsOf(grid);
  const row = cells.findIndex((each) => each.includes(input));
  let [y, x] = [row + down, cells[row].indexOf(input) + right];
  while (cells[y] && cells[y][x] && cells[y][x].disabled) [y, x] = [y + down, x + right];
  if (!cells[y] || !cells[y][x]) return;
  cells[y][x].focus();
  if (cells[y][x].type === "text") cells[y][x].select();
}

function count(grid) {
  const cells = cellsOf(grid);
  grid.querySelectorAll("tfoot output").forEach((output, column) => {
    output.textContent = cells.filter((row) => row[column].checked).length;
  });
}

for (const grid of document.querySelectorAll("[data-grid]")) {
  grid.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || !event.target.matches("tbody input") || staysInText(event.target, event.key)) return;
    event.preventDefault();
    move(grid, event.target, step);
  });
  grid.addEventListener("click", (event) => {
    const button = event.target.closest("[data-column]");
    if (!button) return;
    const column = cellsOf(grid).map((row) => row[Number(button.dataset.column)]);
    const all = column.every((input) => input.checked);
    for (const input of column) input.checked = !all;
    count(grid);
  });
  grid.addEventListener("change", () => count(grid));
  for (const button of grid.querySelectorAll("[data-column]")) button.hidden = false;
}
for (const hint of document.querySelectorAll(".with-script")) hint.hidden = false;
