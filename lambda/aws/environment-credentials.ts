/**
 * Replaces `@aws-sdk/credential-provider-node` in the function's bundle (`tools/build/build-handler.ts`). Lambda
 * provides the role's credentials as environment variables, so support for profiles, SSO and metadata services is not
 * needed (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
