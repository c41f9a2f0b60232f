/** The colors and fonts of all pictures, for light and dark pages. */
const STYLE = `  <style>
    text { font: 13px ui-monospace, monospace; fill: #1f2328; }
    .title { font: bold 14px system-ui, sans-serif; }
    .label { font: 12px system-ui, sans-serif; fill: #59636e; }
    rect { fill: #f6f8fa; stroke: #818b98; rx: 6px; }
    .dim { fill: #59636e; }
    .red { fill: #cf222e; }
    .green { fill: #1a7f37; }
    .yellow { fill: #9a6700; }
    .bold { font-weight: bold; }
    .bar { fill: #0969da; stroke: none; }
    path { fill: none; stroke: #818b98; stroke-width: 1.5; }
    marker path { fill: #818b98; stroke: none; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .label { fill: #9198a1; }
      .dim { fill: #9198a1; }
      .red { fill: #f85149; }
      .green { fill: #3fb950; }
      .yellow { fill: #d29922; }
      .bar { fill: #4493f8; stroke: none; }
      rect { fill: #151b23; stroke: #656c76; }
      path { stroke: #656c76; }
      marker path { fill: #656c76; }
    }
  </style>
`;

/** The tip of the arrows: `marker-end="url(#head)"`. */
const ARROW_HEAD = `  <marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
    <path d="M0 0 L8 4 L0 8 Z" />
  </marker>
`;

/** Draws a picture of these elements. `label` describes it to those who do not see it. */
export function drawPicture(width: number, height: number, label: string, elements: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${STYLE}${ARROW_HEAD}  ${elements.join('\n  ')}
</svg>
`;
}

/** Escapes a text for XML. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
