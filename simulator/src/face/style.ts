/** How the page looks: dense and calm, in the system's own fonts, light or dark as the reader's screen is. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --sheet: #fff; --line: #e4e7eb; --ink: #1d242b; --soft: #606c78; --track: #e4e7eb;
  --link: #1f5f9e; --good: #1f7a4d; --busy: #1f5f9e; --warn: #8f5700; --bad: #b3261e; --idle: #606c78; --fill: #5b8db8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161a; --sheet: #191f25; --line: #29313a; --ink: #dce2e8; --soft: #8c99a6; --track: #2b343d;
    --link: #83b9e8; --good: #5fc08f; --busy: #83b9e8; --warn: #e0a64a; --bad: #f28b82; --idle: #8c99a6; --fill: #5d92c0;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; padding: 0 1rem 1rem; background: var(--page); color: var(--ink);
  font: 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
code, pre, .id { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12px; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
small { color: var(--soft); font-size: 12px; }
p { margin: .4rem 0; color: var(--soft); }

header { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; padding: .75rem 0; }
header p { margin: 0; }
header .time { margin-left: auto; }
h1 { margin: 0; font-size: 18px; font-weight: 650; letter-spacing: -.01em; }
h1 a { color: inherit; }
nav { display: flex; flex-wrap: wrap; gap: .35rem; }
nav a, nav span { padding: .15rem .6rem; border: 1px solid var(--line); border-radius: 99px; background: var(--sheet); color: var(--soft); }
nav b { color: var(--ink); }
nav .bad, nav .bad b { color: var(--bad); border-color: currentcolor; }
nav .warn, nav .warn b { color: var(--warn); border-color: currentcolor; }
nav [aria-current] { border-color: var(--link); color: var(--link); }

main { display: grid; gap: 1rem; align-items: start; }
main > div { display: grid; gap: 1rem; min-width: 0; }
section { min-width: 0; padding: .6rem .9rem .7rem; background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; }
h2 { margin: 0 0 .3rem; font-size: 13px; font-weight: 650; }
h2 small { margin-left: .35rem; font-weight: 400; }

table { width: 100%; border-collapse: collapse; }
th { padding: .1rem .7rem .25rem 0; color: var(--soft); font-size: 11px; font-weight: 500; text-align: left; white-space: nowrap; }
td { padding: .28rem .7rem .28rem 0; border-top: 1px solid var(--line); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
.time, td small { white-space: nowrap; }
.time { color: var(--soft); }
td b { font-weight: 550; }
td small.text { white-space: normal; }
.state, .meter { white-space: nowrap; }
.short { max-width: 12rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.id { display: inline-block; min-width: 2.6rem; color: var(--soft); }

.good { color: var(--good); } .busy { color: var(--busy); } .warn { color: var(--warn); } .bad { color: var(--bad); } .idle { color: var(--idle); }
.dot { display: inline-block; width: .5rem; height: .5rem; margin-right: .45rem; border-radius: 50%; background: currentcolor; }
.dot.idle { background: none; border: 1.5px solid currentcolor; }
em { display: inline-block; padding: 0 .35rem; border: 1px solid var(--line); border-radius: 4px; color: var(--soft); font-size: 11px; font-style: normal; }
em.warn { color: var(--warn); border-color: currentcolor; }
.bar { display: inline-block; width: 5.5rem; height: 5px; margin-right: .5rem; border-radius: 3px; background: var(--track); fill: var(--fill); vertical-align: 1px; }
.bar.warn { fill: var(--warn); } .bar.bad { fill: var(--bad); }

dl { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; margin: .3rem 0 .6rem; }
dt { color: var(--soft); font-size: 11px; }
dd { margin: 0; }
pre { margin: 0; padding: .6rem .8rem; border-radius: 6px; background: var(--page); white-space: pre-wrap; }
footer { padding: 1rem 0 0; color: var(--soft); font-size: 12px; }

@media (min-width: 1100px) {
  main:has(> div) { grid-template-columns: minmax(0, 7fr) minmax(0, 6fr); }
  .far { display: none; }
}
@media (max-width: 1099px) {
  main > div { display: contents; }
  #nodes { order: 1; } #storage { order: 2; } #tasks { order: 3; } #guests { order: 4; } #journal { order: 5; }
}
@media (max-width: 600px) {
  body { padding: 0 .5rem .5rem; font-size: 14px; }
  section { padding: .6rem .7rem; }
  header .time { margin-left: 0; }
  .wide { display: none; }
  td, th { padding-right: .5rem; }
  .meter, td small { white-space: normal; }
  th:first-child { width: 30%; }
  #guests th:first-child { width: 40%; }
  #journal th:first-child, #tasks th:first-child { width: auto; }
  .bar { display: block; width: 4.5rem; margin: .45rem 0 .25rem; }
  .id { min-width: 0; }
}
`;
