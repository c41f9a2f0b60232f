/** The configuration of a function. */
export interface FunctionConfiguration {
  readonly functionName: string;
  readonly functionArn: string;
  /** The folder used as `LAMBDA_TASK_ROOT`. */
  readonly codeDirectory: string;
  /** `<file>.<export>`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly logGroupName: string;
}
