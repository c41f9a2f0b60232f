/** The output of a command. Each text ends with a line break. */
export interface Output {
  /** Prints the result, which scripts can parse. */
  print(text: string): void;
  /** Prints a warning or an error for the user. */
  warn(text: string): void;
  /** Prints instructions for the user, which are not part of the result. */
  note(text: string): void;
  /** Colors a part of the text for `print`, if the terminal has colors. */
  paint: Paint;
}

export type Paint = (color: 'red' | 'green', text: string) => string;
