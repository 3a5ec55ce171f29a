// The editor of the studio: CodeMirror 6 with the parts that library files need, and nothing else.
// `make vendor-js` bundles it into service/studio/static/built/editor.bundle.js; it runs in a shadow root,
// where its styles are adopted and need no leave from the page's policy.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml, yamlFrontmatter } from "@codemirror/lang-yaml";
import { commonmarkLanguage } from "@codemirror/lang-markdown";
import { HighlightStyle, LanguageSupport, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { forceLinting, lintGutter, lintKeymap, linter } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  Decoration, EditorView, MatchDecorator, ViewPlugin, drawSelection, highlightActiveLine,
  highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completions } from "./completing.js";

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", minHeight: "16rem", maxHeight: "70vh" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--soft)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent) !important" },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 16%, transparent)" },
  ".cm-variable": { color: "var(--calm)", backgroundColor: "var(--calm-wash)", borderRadius: "3px" },
  ".cm-lock": { color: "var(--wait)", backgroundColor: "var(--wait-wash)", borderRadius: "3px" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)", textDecorationSkipInk: "none", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--wait)", textDecorationSkipInk: "none", textUnderlineOffset: "3px" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "6px", maxWidth: "min(32rem, 90vw)", fontFamily: "var(--font)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
  ".cm-completionDetail": { color: "inherit", opacity: "1", fontStyle: "normal", marginLeft: "1em" },
  ".cm-completionInfo": { padding: "0.4rem 0.6rem", maxWidth: "20rem" },
  ".cm-diagnostic": { borderLeft: "4px solid var(--line-strong)", padding: "0.4rem 0.6rem", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--wait)" },
  ".cm-diagnosticSource": { opacity: "1", color: "var(--soft)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--accent-ink)", borderRadius: "4px", padding: "0.15rem 0.5rem", margin: "0.3rem 0.4rem 0 0" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)" },
  ".cm-panels button, .cm-panels input": { backgroundColor: "var(--surface)", backgroundImage: "none", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "4px" },
});

const colours = syntaxHighlighting(HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--accent-text)" },
  { tag: tags.heading, fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: [tags.link, tags.url], color: "var(--accent-text)", textDecoration: "underline" },
  { tag: [tags.comment, tags.meta, tags.processingInstruction, tags.separator], color: "var(--soft)" },
]));

/** Variables and lock marks in words, coloured as what they are. */
const marks = (() => {
  const find = new MatchDecorator({
    regexp: /\{\{[^}\n]*\}\}|\[\[\/?lock[^\]\n]*\]\]/g,
    decoration: (match) => Decoration.mark({ class: match[0].startsWith("{{") ? "cm-variable" : "cm-lock" }),
  });
  return ViewPlugin.fromClass(class {
    constructor(view) { this.decorations = find.createDeco(view); }
    update(update) { this.decorations = find.updateDeco(update, this.decorations); }
  }, { decorations: (plugin) => plugin.decorations });
})();

const languages = {
  yaml: () => [yaml()],
  words: () => [yamlFrontmatter({ content: new LanguageSupport(commonmarkLanguage) }), marks, EditorView.lineWrapping],
  text: () => [marks, EditorView.lineWrapping],
};

/** Put an editor into `host`. Tab is never taken: it leaves the editor, as everywhere else. */
export function mount(host, { text, language, label, describedBy, vocabulary, readOnly, look, changed, save }) {
  const root = host.attachShadow({ mode: "open", delegatesFocus: true });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(),
        indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(),
        highlightSelectionMatches(), search({ top: true }), colours, theme,
        languages[language](),
        autocompletion({ override: [completions(vocabulary, language)], icons: false }),
        linter(async (at) => look(at.state.doc.toString()), { delay: 250 }), lintGutter(),
        EditorState.tabSize.of(2), EditorState.readOnly.of(readOnly), EditorView.editable.of(true),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-description": describedBy, spellcheck: "true", autocorrect: "off" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(update.state.doc.toString()); }),
        keymap.of([
          { key: "Mod-s", preventDefault: true, run: () => { save(); return true; } },
          ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap,
          ...completionKeymap, ...lintKeymap,
        ]),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    /** Go to some characters. */
    go: (from, to) => {
      view.dispatch({ selection: { anchor: from, head: Math.min(to, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
    /** Replace some characters, or everything; it can be undone. */
    replace: (from, to, insert) => {
      view.dispatch({ changes: { from, to: to ?? view.state.doc.length, insert }, userEvent: "input.fix" });
    },
    again: () => forceLinting(view),
  };
}
