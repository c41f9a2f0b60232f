/** Where a command writes; each text ends with a new line. */
export interface Output {
  /** The result, which a script may read. */
  print(text: string): void;
  /** What a person should know besides. */
  warn(text: string): void;
}
