/** What Lambda knows about a function. */
export interface FunctionConfiguration {
  readonly functionName: string;
  readonly functionArn: string;
  /** The folder that is unpacked to `LAMBDA_TASK_ROOT`. */
  readonly codeDirectory: string;
  /** `<file>.<export>`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly logGroupName: string;
}
