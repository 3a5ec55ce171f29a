// Completion that knows the formats: which keys may stand here, and which words a key may have.

/** Where in the YAML the cursor stands: the keys above it, and whether a value is wanted. */
export function placeIn(lines, number, before) {
  const path = [];
  let indent = before.match(/^\s*(?:- )?/)[0].length;
  for (let at = number - 1; at >= 1 && indent > 0; at--) {
    const key = lines(at).match(/^(\s*)(?:- )?([\w-]+):/);
    if (key && key[1].length < indent) {
      path.unshift(key[2]);
      indent = key[1].length;
    }
  }
  const open = [];
  let key = null;
  for (const [token, word] of before.matchAll(/([\w./-]+)\s*:(?=\s|$)|[{}[\],]/g)) {
    if (word) key = word;
    else if (token === "{" || token === "[") { open.push({ key, list: token === "[" }); key = null; }
    else if (token === "}" || token === "]") { key = open.length ? null : key; open.pop(); }
    else if (token === ",") key = null;
  }
  const last = open[open.length - 1];
  const wanted = key !== null || Boolean(last?.list) || /^\s*- /.test(before);
  path.push(...open.map((level) => level.key).filter(Boolean));
  if (key) path.push(key);
  return { path, wanted };
}

/** What a table with `*` for any key says of a path. */
function found(table, path) {
  const exact = table[path.join(".")];
  if (exact) return exact;
  for (const [pattern, words] of Object.entries(table)) {
    const steps = pattern ? pattern.split(".") : [];
    if (steps.length === path.length && steps.every((step, i) => step === "*" || step === path[i])) return words;
  }
  return [];
}

const option = ({ word, about }, apply) => ({ label: word, detail: about, apply: apply ?? word });

/** A source of completions over a vocabulary that the server made for this file. */
export function completions(vocabulary, language) {
  const inHeader = (state, pos) => {
    if (language === "yaml") return true;
    if (language !== "words" || !state.doc.line(1).text.startsWith("---")) return false;
    const line = state.doc.lineAt(pos);
    for (let at = 2; at < line.number; at++) if (/^---\s*$/.test(state.doc.line(at).text)) return false;
    return line.number > 1;
  };
  return (context) => {
    const { state, pos, explicit } = context;
    const line = state.doc.lineAt(pos);
    const before = line.text.slice(0, pos - line.from);
    if (inHeader(state, pos)) {
      const word = before.match(/[\w./-]*$/)[0];
      const { path, wanted } = placeIn((at) => state.doc.line(at).text, line.number, before.slice(0, before.length - word.length));
      if (!word && !explicit && !wanted) return null;
      const words = wanted ? found(vocabulary.values, path) : found(vocabulary.keys, path);
      const options = words.map((each) => option(each, wanted ? undefined : `${each.word}: `));
      return options.length ? { from: pos - word.length, options, validFor: /^[\w./-]*$/ } : null;
    }
    const variable = before.match(/\{\{\s*([\w.]*)$/);
    if (variable) {
      const rest = line.text.slice(pos - line.from);
      const close = rest.startsWith("}}") ? " " : /^\s+\}\}/.test(rest) ? "" : " }}";
      return {
        from: pos - variable[1].length,
        options: vocabulary.variables.map((each) => option(each, each.word + close)),
        validFor: /^[\w.]*$/,
      };
    }
    const lock = before.match(/\[\[[\w: -]*$/);
    if (lock) {
      return { from: pos - lock[0].length, options: vocabulary.locks.map((each) => option(each)), validFor: /^\[\[[\w: -]*$/ };
    }
    return null;
  };
}
