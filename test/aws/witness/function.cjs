/* global fetch, setTimeout */
// The witness: a custom resource that does what its property Script says, and records what it is sent and what CloudFormation
// shows of it meanwhile, as objects below the stack's name. It is inline code, so it has no dependency but the runtime's SDK.
const { S3Client, PutObjectCommand, ListObjectsV2Command } = require('@aws-sdk/client-s3');
const cloudFormation = require('@aws-sdk/client-cloudformation');

const s3 = new S3Client({ forcePathStyle: true });
const stacks = new cloudFormation.CloudFormationClient({ maxAttempts: 5 });
const Bucket = process.env.RECORDS;
const EVERY_MS = 500;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

exports.handler = async (event, context) => {
  const started = Date.now();
  const { ResponseURL: url, ...shown } = event;
  const script = JSON.parse(event.ResourceProperties.Script ?? '{}')[event.RequestType] ?? {};
  const prefix = `${event.StackId.split('/')[1]}/${event.LogicalResourceId}/${event.RequestId}`;
  const earlier = await patient(() => s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix })));
  const attempt = (earlier.KeyCount ?? 0) + 1;
  const record = {
    event: shown,
    awsRequestId: context.awsRequestId,
    attempt,
    started,
    views: [],
    calls: [],
    responses: [],
  };
  const save = () =>
    patient(() =>
      s3.send(new PutObjectCommand({ Bucket, Key: `${prefix}-${attempt}.json`, Body: JSON.stringify(record) })),
    );
  await save();
  if (script.throws === true && attempt === 1) throw new Error('The script asks for a failed delivery.');
  for (const call of script.calls ?? []) record.calls.push(await perform(call));

  const watch = async (ms) => {
    const end = Date.now() + ms;
    for (;;) {
      record.views.push({ ms: Date.now() - started, ...(await look(event)) });
      if (Date.now() >= end) return;
      await sleep(EVERY_MS);
    }
  };
  await watch(Number(script.afterMs ?? 0));
  const base = { StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId };
  const respond = async ({ status = 'SUCCESS', id = event.PhysicalResourceId ?? `witness-${event.RequestId}` }) => {
    const body = JSON.stringify({ ...base, Status: status, Reason: 'As the script says.', PhysicalResourceId: id });
    const { status: code } = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
    record.responses.push({ ms: Date.now() - started, status, id, code });
  };
  await respond(script);
  if (script.second !== undefined) await respond(script.second);
  await save();
  if (script.watchMs !== undefined) await watch(Number(script.watchMs));
  record.isDone = true;
  await save();
};

/** What CloudFormation shows of the resource and its stack now. */
async function look({ StackId: StackName, LogicalResourceId }) {
  const ask = async (name, input) => {
    try {
      return await stacks.send(new cloudFormation[`${name}Command`](input));
    } catch (error) {
      return { error: `${error.name}: ${error.message}` };
    }
  };
  const [resource, stack, events] = await Promise.all([
    ask('DescribeStackResource', { StackName, LogicalResourceId }),
    ask('DescribeStacks', { StackName }),
    ask('DescribeStackEvents', { StackName }),
  ]);
  const detail = resource.StackResourceDetail;
  const last = (events.StackEvents ?? []).find((item) => item.LogicalResourceId === LogicalResourceId);
  return {
    resource: resource.error ?? { status: detail.ResourceStatus, id: detail.PhysicalResourceId ?? null },
    stack: stack.error ?? stack.Stacks[0].StackStatus,
    event: events.error ?? (last && { status: last.ResourceStatus, id: last.PhysicalResourceId ?? null }) ?? null,
  };
}

/** Makes any SDK call with the witness's role. */
async function perform({ client, command, input }) {
  try {
    const module = require(`@aws-sdk/client-${client}`);
    const Client = Object.entries(module).find(([name]) => /^[A-Za-z0-9]+Client$/.test(name) && name !== '__Client')[1];
    const { $metadata, ...output } = await new Client({ maxAttempts: 5 }).send(new module[`${command}Command`](input));
    return { status: $metadata.httpStatusCode, output };
  } catch (error) {
    return {
      status: error.$metadata?.httpStatusCode ?? null,
      error: error.name,
      message: error.exceptionMessage ?? error.message,
    };
  }
}

/** A new role's permissions take a while. */
async function patient(work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 30) throw error;
      await sleep(Math.min(2000, 200 * attempt));
    }
  }
}
