/**
 * How a report looks: on a screen as wide as the text wants to be, light or dark as the system is; on paper
 * in black on white, whatever its size, with no row or picture cut in two.
 */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --ink: #1b1f24;
  --soft: #57606a;
  --line: #d5dade;
  --paper: #ffffff;
  --shade: #f4f6f8;
  --amber: #7a4b00;
  --amber-paper: #fff4de;
  --amber-line: #e0a030;
  --loss: #1b5fa8;
  --gain: #b35806;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6e9ec;
    --soft: #a2abb4;
    --line: #3a424a;
    --paper: #15181c;
    --shade: #1e2328;
    --amber: #ffd58a;
    --amber-paper: #33270f;
    --amber-line: #a87a20;
    --loss: #7db8f0;
    --gain: #f2a65a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto;
  padding: 32px 24px 48px;
  max-width: 1180px;
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  color: var(--ink);
  background: var(--paper);
  overflow-wrap: break-word;
}
h1 { font-size: 28px; line-height: 1.2; margin: 4px 0 8px; }
h2 { font-size: 20px; line-height: 1.3; margin: 0 0 12px; }
h3 { font-size: 15px; margin: 20px 0 8px; }
p, ul, dl { margin: 0 0 12px; }
p, li, dd { max-width: 72ch; }
section { margin: 36px 0 0; }
.kind, .subtitle, figcaption, .rest, footer { color: var(--soft); }
.kind { font-size: 13px; margin: 0; }
.subtitle { font-size: 16px; }
.warning {
  max-width: none;
  margin: 20px 0 0;
  padding: 12px 16px;
  border: 1px solid var(--amber-line);
  border-left-width: 6px;
  border-radius: 6px;
  color: var(--amber);
  background: var(--amber-paper);
}
ul { padding-left: 20px; }
li { margin: 0 0 6px; }
figure { margin: 0; }
.pictures { display: flex; flex-wrap: wrap; gap: 24px; }
figure.wide { flex: 1 0 100%; }
figure.half { flex: 1 1 420px; min-width: 0; max-width: 560px; }
.picture {
  padding: 8px;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: #ffffff;
  overflow-x: auto;
}
.picture svg { display: block; width: 100%; height: auto; }
figcaption { margin: 8px 0 0; font-size: 14px; max-width: 90ch; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 1.4; }
caption { text-align: left; font-weight: 600; padding: 0 0 8px; font-size: 15px; }
th, td { text-align: left; vertical-align: top; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); }
td, dd, pre, h1, .subtitle { overflow-wrap: anywhere; }
th { vertical-align: bottom; font-weight: 600; border-bottom-width: 2px; }
td, dd, li, h1, .subtitle { unicode-bidi: isolate; }
th.number, td.number { text-align: right; }
td.number, .digits { font-variant-numeric: tabular-nums; }
td.number, .whole { white-space: nowrap; }
.digits, code { font-family: ui-monospace, 'SF Mono', Consolas, 'Liberation Mono', monospace; font-size: 12px; }
.none, .beside { color: var(--soft); }
.beside { display: block; white-space: nowrap; font-size: 0.9em; }
.loss { color: var(--loss); }
.gain { color: var(--gain); }
details { margin: 12px 0 0; }
summary { font-weight: 600; font-size: 14px; cursor: pointer; margin: 0 0 8px; }
dl.columns, dl.facts { display: grid; grid-template-columns: minmax(110px, 190px) 1fr; gap: 6px 20px; font-size: 14px; }
dt { font-weight: 600; }
dd { margin: 0; }
pre { margin: 0 0 12px; padding: 10px 12px; border-radius: 6px; background: var(--shade); white-space: pre-wrap; }
footer { margin: 40px 0 0; padding: 12px 0 0; border-top: 1px solid var(--line); font-size: 13px; }
@page { margin: 15mm 14mm; }
@media print {
  :root {
    color-scheme: light;
    --ink: #000000;
    --soft: #444444;
    --line: #b8b8b8;
    --paper: #ffffff;
    --shade: #ffffff;
    --amber: #000000;
    --amber-paper: #ffffff;
    --amber-line: #000000;
    --loss: #124a87;
    --gain: #8a4200;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h1 { font-size: 18pt; }
  h2 { font-size: 13pt; }
  section { margin: 18pt 0 0; }
  table { font-size: 8pt; }
  th, td { padding: 2.5pt 4pt 2.5pt 0; }
  .beside { font-size: 6pt; }
  .scroll, .picture { overflow: visible; }
  .pictures { gap: 10pt; }
  figure.half { flex: 1 1 40%; max-width: 49%; }
  .picture { border: 0; padding: 0; }
  pre { border: 1px solid var(--line); }
  thead { display: table-header-group; }
  tr, figure, .warning, dt, dd, li { break-inside: avoid; }
  h1, h2, h3, caption, dt { break-after: avoid; }
  dl.columns, dl.facts { font-size: 9pt; gap: 3pt 12pt; }
  figcaption { font-size: 9pt; }
}
`;
