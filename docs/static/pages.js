// A button on every block of code copies it: of a console the commands, of a session the statements.
"use strict";

const PROMPTS = { console: /^\$ /, pycon: /^(>>>|\.\.\.) ?/ };

/** What of a block one would type. */
function typed(block) {
  const kind = Object.keys(PROMPTS).find((name) => block.closest(`.highlight-${name}`));
  const text = block.innerText.replace(/\n$/, "");
  const prompt = kind ? PROMPTS[kind] : text.startsWith(">>> ") ? PROMPTS.pycon : null;
  if (!prompt) return text;
  const lines = text.split("\n").filter((line) => prompt.test(line));
  return lines.map((line) => line.replace(prompt, "")).join("\n");
}

function addButton(block) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy this code");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(typed(block));
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block); // the reader copies what is selected
      button.textContent = "Selected";
    }
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  block.parentElement.append(button);
}

document.addEventListener("DOMContentLoaded", () => {
  const outputs = ".cell_output, .highlight-none, .highlight-text";
  for (const block of document.querySelectorAll("div.highlight > pre"))
    if (!block.closest(outputs)) addButton(block);
});
