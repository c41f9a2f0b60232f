/** A handler that does nothing: what the runtime itself costs. */
export const handler = (): Promise<void> => Promise.resolve();
