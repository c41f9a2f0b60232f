/** An error of an SDK call. */
export interface SdkFailure {
  readonly name: string;
  readonly status: number;
  readonly message: string;
}

/** Runs a call and returns its error; a call that succeeds has the name `success`. */
export async function readFailure(call: () => Promise<unknown>): Promise<SdkFailure> {
  try {
    await call();
    return { name: 'success', status: 200, message: '' };
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    const { httpStatusCode: status = 0 } = error.$metadata as { httpStatusCode?: number };
    // IVS has its text in a member of its own.
    const { exceptionMessage = error.message } = error as { exceptionMessage?: string };
    return { name: error.name, status, message: exceptionMessage };
  }
}
