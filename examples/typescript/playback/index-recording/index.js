/**
 * Adds a recording that has ended to the index of its channel, recordings/<channel id>.json: the newest first, without those
 * that have expired. An event may arrive more than once, and two recordings may end at the same time.
 */
const { GetObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');

const MAX_TRIES = 5;
const MS_PER_DAY = 24 * 60 * 60 * 1000;
const s3 = new S3Client({});

exports.handler = async ({ resources: [channelArn], time, detail }) => {
  const {
    recording_s3_bucket_name: Bucket,
    recording_s3_key_prefix: prefix,
    recording_duration_ms: durationMs,
  } = detail;
  const Key = `recordings/${channelArn.slice(channelArn.lastIndexOf('/') + 1)}.json`;
  const recording = { prefix, channel: detail.channel_name, endedAt: time, durationMs };
  const oldest = Date.now() - Number(process.env.RETENTION_DAYS) * MS_PER_DAY;

  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { recordings, etag } = await readIndex(Bucket, Key);
    const others = recordings.filter((other) => other.prefix !== prefix && Date.parse(other.endedAt) > oldest);
    const all = [recording, ...others].sort((a, b) => Date.parse(b.endedAt) - Date.parse(a.endedAt));
    const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
    const Body = JSON.stringify(all);
    try {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json', ...condition }));
      return;
    } catch (error) {
      // Another recording was added after the index was read.
      if (![409, 412].includes(error.$metadata?.httpStatusCode)) throw error;
    }
  }
  throw new Error(`${Key} changed during each of ${MAX_TRIES} tries; Lambda tries again.`);
};

async function readIndex(Bucket, Key) {
  try {
    const { Body, ETag: etag } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { recordings: JSON.parse(await Body.transformToString()), etag };
  } catch (error) {
    if (error.name === 'NoSuchKey') return { recordings: [] };
    throw error;
  }
}
