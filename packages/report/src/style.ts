/** The page's look: one column, quiet colours for light and dark, and a print form. No font or picture is fetched. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2430; --muted: #5b6675; --rule: #d9dee5; --wash: #f4f6f8;
  --series-1: #0072b2; --series-2: #d55e00; --series-3: #00815f; --series-4: #a3588a; --series-5: #7f6a00; --series-6: #4b8fc4;
  --warn-ink: #6b4300; --warn-wash: #fff3d6; --warn-edge: #e69f00;
  --good: #00694d; --bad: #b04a00; --doubt: #8a6100;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161d; --ink: #e6eaf0; --muted: #9aa6b5; --rule: #2d3541; --wash: #1a202a;
    --series-1: #56b4e9; --series-2: #f0913c; --series-3: #2fc39a; --series-4: #d59ac4; --series-5: #d6c24a; --series-6: #8fc1ea;
    --warn-ink: #ffdf9e; --warn-wash: #33270d; --warn-edge: #b98100;
    --good: #4fd1a5; --bad: #f0913c; --doubt: #e6bd58;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
  -webkit-text-size-adjust: 100%;
}
main { max-width: 70rem; margin: 0 auto; padding: 3rem 1.5rem 5rem; }
h1 { font-size: 2.1rem; line-height: 1.15; letter-spacing: -0.02em; margin: 0.2rem 0 0.5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; letter-spacing: -0.01em; margin: 3.2rem 0 0.8rem; padding-top: 0.9rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.6rem 0 0.4rem; }
p { margin: 0.5rem 0; max-width: 46rem; }
code { font: 0.88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
a { color: inherit; }
.eyebrow { font-size: 0.78rem; letter-spacing: 0.08em; text-transform: uppercase; color: var(--muted); margin: 0; }
.meta, .notes, figcaption { color: var(--muted); font-size: 0.88rem; }
.notes { margin: 0.8rem 0 0; padding-left: 1.1rem; max-width: 52rem; }
.banner { border: 1px solid var(--warn-edge); border-left-width: 5px; background: var(--warn-wash); color: var(--warn-ink);
  padding: 0.8rem 1.1rem; margin: 1.4rem 0; border-radius: 4px; }
.banner p { margin: 0.15rem 0; max-width: none; }
.banner strong { letter-spacing: 0.01em; }
.lede { font-size: 1.18rem; line-height: 1.5; max-width: 44rem; margin: 1.6rem 0 1.2rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); gap: 0.8rem; margin: 1.2rem 0; }
.tile { background: var(--wash); border-radius: 6px; padding: 0.9rem 1rem; break-inside: avoid; }
.tile dt { font-size: 0.8rem; color: var(--muted); line-height: 1.35; }
.tile dd { margin: 0.25rem 0 0; font-size: 1.5rem; font-weight: 620; letter-spacing: -0.02em; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tile small { display: block; font-size: 0.8rem; font-weight: 400; letter-spacing: 0; color: var(--muted); margin-top: 0.2rem; }
figure { margin: 1.4rem 0 0; break-inside: avoid; }
figure svg { width: 100%; height: auto; display: block; }
figure img { max-width: 100%; height: auto; display: block; border-radius: 6px; }
figcaption { margin-top: 0.5rem; max-width: 52rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0.5rem; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--rule); }
th:first-child, td:first-child { padding-left: 0; }
thead th { font-weight: 600; font-size: 0.8rem; color: var(--muted); border-bottom: 1.5px solid var(--muted); vertical-align: bottom; line-height: 1.3; }
.number { text-align: right; }
td.number, .name { white-space: nowrap; }
tbody tr.first > * { border-top: 2px solid var(--muted); }
tbody tr.worst td, tbody tr.ours td { background: var(--wash); }
tbody tr.worst td { font-weight: 600; }
.tag { display: inline-block; font-size: 0.72rem; font-weight: 500; padding: 0 0.45em; border: 1px solid currentColor; border-radius: 1em; white-space: nowrap; vertical-align: 0.08em; color: var(--muted); }
.verdict { font-weight: 600; white-space: nowrap; }
.badge { display: inline-block; font-size: 0.72rem; font-weight: 600; letter-spacing: 0; padding: 0.05em 0.55em; border: 1px solid currentColor; border-radius: 1em; white-space: nowrap; margin-left: 0.4em; vertical-align: 0.12em; }
.doubtful { color: var(--doubt); }
table small { display: block; font-size: 0.74rem; font-weight: 400; color: var(--muted); line-height: 1.35; }
td small { white-space: normal; } td.number > small { min-width: 8.5rem; }
.beside { font-size: 0.84rem; } .beside tbody th { text-align: left; font-weight: 600; padding-left: 0; min-width: 9rem; vertical-align: top; }
.beside td { vertical-align: top; } .beside th.headline, .beside td.headline { background: var(--wash); font-weight: 600; }
.beside tbody tr:not(.ours) th, .beside tbody tr:not(.ours) td { color: var(--muted); font-weight: 400; }
.beside tbody tr.ours td:not(.headline) { background: none; }
.holds { color: var(--good); } .flagged { color: var(--bad); } .unmeasured { color: var(--muted); font-weight: 400; }
details { margin: 0.5rem 0; } summary { cursor: pointer; color: var(--muted); font-size: 0.9rem; }
pre { background: var(--wash); border-radius: 6px; padding: 0.8rem 1rem; overflow-x: auto; font: 0.8rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print {
  :root { --paper: #fff; --ink: #000; --muted: #444; --rule: #bbb; --wash: #f3f3f3; }
  main { max-width: none; padding: 0; } body { font-size: 10.5pt; } h2 { break-after: avoid; margin-top: 1.8rem; }
  tr { break-inside: avoid; } .scroll { overflow: visible; } table { font-size: 8pt; }
}
`;
