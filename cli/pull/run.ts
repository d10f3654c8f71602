/**
 * Brings the live certificate from S3 to this server: reads it whole, judges it, switches to it, runs the hook. Whatever goes
 * wrong before the switch leaves what is installed as it is.
 */
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { RenewerError } from '../../functions/engine/errors.ts';
import type { Lineage } from '../../functions/engine/ports/files.ts';
import type { LiveCertificate } from '../../functions/engine/ports/store.ts';
import { SCHEMA } from '../json-parts.ts';
import { say } from '../page.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import { dayAndTime } from '../status/instant-text.ts';
import { findBucket } from './find-bucket.ts';
import { type HookEnd, runHook } from './hook.ts';
import { judge } from './judge.ts';
import type { PullJson } from './pull-json.ts';
import { readWhole } from './read-whole.ts';
import { wirePull } from './wiring.ts';

export type PullOptions = RenewerOptions & {
  out: string;
  bucket?: string;
  deployHook?: string;
  allowStaging?: true;
  json?: true;
};

export type Streams = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

const READING_MS = 60_000;

/** @returns the exit code. @throws RenewerError for all that keeps the certificate from being installed. */
export async function runPull(
  certificateName: string,
  options: PullOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
): Promise<number> {
  const { directory, readerOf, lineageIn } = wirePull(environment, options);
  const deadline = deadlineIn(READING_MS, clock, 'reading the certificate');
  const bucketName = options.bucket ?? (await findBucket(directory, options.renewer, deadline));
  const lineage = lineageIn(options.out, certificateName);
  const unlock = await lineage.lock();
  try {
    const live = await readWhole(readerOf(bucketName), certificateName, clock, deadline);
    const allowStaging = options.allowStaging === true;
    const { files, notAfter } = judge(live, { certificateName, now: clock.now(), allowStaging });
    const installed = await lineage.installedVersion();
    if (installed !== undefined && installed > live.version) throw olderThan(installed, live, lineage.path);
    const isSame = installed === live.version && (await lineage.holds(live.version, files));
    if (!isSame) await lineage.install(live.version, files, { hookIsDue: options.deployHook !== undefined });
    const hook = await deploy(lineage, live, options.deployHook, environment);
    if (hook === undefined || succeeded(hook)) await lineage.removeBefore(live.version);
    const { version, serial, domainNames } = live;
    const outcome = isSame ? 'unchanged' : 'installed';
    return showPulled(
      { certificateName, bucketName, version, serial, domainNames, notAfter, outcome, lineage: lineage.path },
      hook,
      options,
      streams,
    );
  } finally {
    await unlock();
  }
}

export function olderThan(
  installed: string,
  { version }: Pick<LiveCertificate, 'version'>,
  path: string,
): RenewerError {
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: path,
    message: `The bucket is back at version ${version}, and ${installed} is installed here, which is later. What is installed stays.`,
    advice: `If the earlier one is meant, delete ${path} and run this again.`,
  });
}

/** Undefined where no hook was given, or none is due. */
async function deploy(
  lineage: Lineage,
  { domainNames }: LiveCertificate,
  command: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<HookEnd | undefined> {
  if (command === undefined || !(await lineage.isHookDue())) return undefined;
  const end = await runHook(command, { lineage: lineage.path, domainNames }, environment);
  if (succeeded(end)) await lineage.hookHasRun();
  return end;
}

function succeeded(hook: HookEnd): boolean {
  return 'exitCode' in hook && hook.exitCode === 0;
}

type Shown = Omit<PullJson, 'schema' | 'hook' | 'notAfter'> & { notAfter: Date };

/** @returns the exit code. */
export function showPulled(
  pulled: Shown,
  hook: HookEnd | undefined,
  { json }: PullOptions,
  { stdout, stderr }: Streams,
): number {
  if (json) stdout.write(`${JSON.stringify(jsonOf(pulled, hook))}\n`);
  else say(stdout, textOf(pulled, hook));
  if (!hook || succeeded(hook)) return 0;
  const how = 'exitCode' in hook ? `ended with ${hook.exitCode}` : hook.why;
  say(
    stderr,
    `error: ${pulled.certificateName} is installed, but the deploy hook ${how}. The next pull runs it again.`,
  );
  return 1;
}

function jsonOf({ notAfter, ...pulled }: Shown, hook: HookEnd | undefined): PullJson {
  const ended = hook && (succeeded(hook) ? 'done' : 'failed');
  return {
    schema: SCHEMA,
    ...pulled,
    notAfter: notAfter.toISOString(),
    hook: ended ?? 'none',
    ...(hook && 'exitCode' in hook && { hookExitCode: hook.exitCode }),
  };
}

function textOf({ certificateName, outcome, notAfter, lineage }: Shown, hook: HookEnd | undefined): string {
  const line = `${certificateName}: ${outcome}, valid until ${dayAndTime(notAfter)}, at ${lineage}`;
  return hook && succeeded(hook) ? `${line}\nThe deploy hook has run.` : line;
}
