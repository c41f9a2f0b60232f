/** What every test process starts from: no credentials of the machine's own, no Region by accident, no AWS by accident. */
for (const name of Object.keys(process.env)) {
  if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
}
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});
