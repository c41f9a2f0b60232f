/** An error of an SDK call. */
export interface SdkFailure {
  readonly name: string;
  readonly status: number;
  readonly message: string;
}

/**
 * Runs a call and returns its error; a call that succeeds has the name `success`.
 *
 * @throws the error if the caller lacks a permission, which says nothing about the service
 */
export async function readFailure(call: () => Promise<unknown>): Promise<SdkFailure> {
  try {
    await call();
    return { name: 'success', status: 200, message: '' };
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    const { httpStatusCode: status = 0 } = error.$metadata as { httpStatusCode?: number };
    // IVS has its text in a member of its own.
    const { exceptionMessage = error.message } = error as { exceptionMessage?: string };
    if (exceptionMessage.includes('no identity-based policy allows')) throw error;
    return { name: error.name, status, message: exceptionMessage };
  }
}
