/** The colors and fonts of all pictures, for light and dark pages. */
export const PICTURE_STYLE = `  <style>
    text { font: 13px ui-monospace, monospace; fill: #1f2328; }
    .title { font: bold 14px system-ui, sans-serif; }
    .label { font: 12px system-ui, sans-serif; fill: #59636e; }
    rect { fill: #f6f8fa; stroke: #818b98; rx: 6px; }
    .bar { fill: #0969da; stroke: none; }
    path { fill: none; stroke: #818b98; stroke-width: 1.5; }
    marker path { fill: #818b98; stroke: none; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .label { fill: #9198a1; }
      .bar { fill: #4493f8; stroke: none; }
      rect { fill: #151b23; stroke: #656c76; }
      path { stroke: #656c76; }
      marker path { fill: #656c76; }
    }
  </style>
`;
