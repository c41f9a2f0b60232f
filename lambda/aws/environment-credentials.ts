/**
 * Stands in for `@aws-sdk/credential-provider-node` in the function's bundle (`tools/build/build-handler.ts`). Lambda hands the
 * role's credentials over in the environment, so that the profiles, SSO and metadata services which that one looks through
 * would only be loaded (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
