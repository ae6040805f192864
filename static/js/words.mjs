// How many words a text has, while it is typed. The server counts them too, and says so without this.
// Tests in tests/js try what is exported; it needs no page. The last lines put it to work where there is a text.

const TOLERANCE = 10; // per cent, as the server has it

/** How many words a text has: what stands between spaces and has a letter or a figure, as the server counts. */
export function wordsIn(text) {
  return text.split(/\s+/u).filter((each) => /[\p{L}\p{N}_]/u.test(each)).length;
}

/** What is said of a text of so many words; `asked` is 0 where no length is named. */
export function saidOf(words, asked) {
  const counted = `${words.toLocaleString("en-GB")} ${words === 1 ? "word" : "words"}`;
  if (!asked) {
    return words === 0 ? "" : `${counted}.`;
  }
  const beside = `${counted} of about ${asked.toLocaleString("en-GB")}`;
  if (words === 0 || Math.abs(words - asked) * 100 <= asked * TOLERANCE) {
    return `${beside}.`;
  }
  return words > asked
    ? `${beside}. A little shorter would be about right; nothing is refused for its length.`
    : `${beside}. There is room for more.`;
}

function count(output) {
  const field = document.getElementById(output.dataset.words);
  const show = () => {
    output.value = saidOf(wordsIn(field.value), Number(output.dataset.asked ?? 0));
  };
  field.addEventListener("input", show);
}

globalThis.document?.querySelectorAll("output[data-words]").forEach(count);
