/** The last line of a terminal, which each update overwrites. */
export interface LiveLine {
  /** Shows a text, truncated to the width of the terminal. */
  show(text: string): void;
  /** Removes the line. Call it before anything else is printed. */
  clear(): void;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const START_AND_ERASE = '\r\u001B[2K';

/** Creates the live line of a terminal; undefined for a pipe or a file, where it would leave its traces. */
export function createLiveLine(
  terminal: Terminal,
  { TERM: kind, CI: ci }: Readonly<Record<string, string | undefined>>,
): LiveLine | undefined {
  if (terminal.isTTY !== true || kind === 'dumb' || ci !== undefined) return undefined;
  let isShown = false;
  const clear = (): void => {
    if (isShown) terminal.write(START_AND_ERASE);
    isShown = false;
  };
  return {
    clear,
    show(text) {
      // One column less than the terminal has, because some of them wrap a full line.
      const room = Math.max(20, (terminal.columns ?? 80) - 1);
      clear();
      terminal.write(text.length > room ? `${text.slice(0, room - 1)}…` : text);
      isShown = true;
    },
  };
}
