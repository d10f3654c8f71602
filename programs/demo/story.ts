/** The demo's story, act by act. Nothing in it is staged: the acts only wait, read, and say what they find. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureTools } from '../../test/support/setup/tools.ts';
import { startChangeSetBridge } from '../../test/support/world/change-set-bridge.ts';
import { type AppDeployment, deployApp } from '../../test/support/world/deploy-app.ts';
import type { DeployedApp } from '../../test/support/world/deployed-app.ts';
import { readFirstMinutes } from '../../test/support/world/first-minutes.ts';
import { type LocalWorld, startLocalWorld } from '../../test/support/world/local-world.ts';
import { createFollower, type Follower } from './follow-runs.ts';
import { readArnOnListener } from './listener.ts';
import type { Narrator } from './narrator.ts';
import { firstMinutesHere, readyToPaste } from './ready-to-paste.ts';
import { tellWorld } from './tell-world.ts';

export type Story = {
  narrator: Narrator;
  /** Aborts on Ctrl-C. */
  signal: AbortSignal;
  /** Called with each clean-up for the end; the last one runs first. */
  onEnd(cleanUp: () => Promise<void>): void;
  /** Keeps the world running until this promise ends. @default undefined: nothing is kept */
  keepUntil?: Promise<unknown> | undefined;
};

const NAME = 'example.com';
/** For `doctor` and `try` in a world that is kept: no certificate of the stack is in its way. */
const SECOND_ZONE = 'example.org';
/** Lines of the cdk command's output. */
const WORTH_TELLING =
  /✅|✨|bootstrapp|CREATE_COMPLETE.*(Custom::|Schedule|::Function|::Table|::Bucket |::Queue |::Listener )/;
/**
 * Short enough to see a renewal: the product renews at half of such a life. Long enough that the old certificate is still
 * valid then: the emulator's Scheduler fires every 10 s, and the run takes 3 s.
 */
const LIFE_SECONDS = 30;
/** Long enough to see the servers lag and the CA's resolver cache an answer (Let's Encrypt's does for 60 s). */
const WORLD = {
  dnscale: { latencyMs: 40, lagMs: 2_000, cacheSeconds: 5 },
  pebble: { shortLivedSeconds: LIFE_SECONDS },
};

export async function tellStory(story: Story): Promise<void> {
  const { narrator, signal, onEnd } = story;
  const step = <T>(title: string, work: () => Promise<T>) => {
    signal.throwIfAborted();
    return narrator.step(title, work);
  };
  narrator.heading('A certificate from nothing to renewed, in an AWS, a CA and a DNScale of your own');
  await step('Get the tools: Pebble (the CA) and ministack (the AWS emulator)', () =>
    ensureTools(narrator.murmur, signal),
  );
  const world = await step('Start the local world', async () => {
    const started = await startLocalWorld(WORLD);
    onEnd(started.stop);
    for (const zoneName of story.keepUntil ? [NAME, SECOND_ZONE] : [NAME]) started.dnscale.addZone(zoneName);
    tellWorld(narrator, started);
    return started;
  });
  const token = await step('Get a DNScale token, which comes before the deployment', async () =>
    world.dnscale.addToken(),
  );
  const { app, configPath } = await step(
    'cdk deploy --import-existing-resources, as you do it: it waits for the certificate, then a listener takes its ARN',
    () => deploy(world, token, story),
  );
  const follower = createFollower(app, narrator, signal);
  const outcome = (wanted: string, what: string, timeoutMs: number) =>
    waitForOutcome(wanted, what, timeoutMs, follower);
  narrator.say('(the log of a function comes when it is done; the times in it are its own)');
  await step('What the run did while the deployment waited', () =>
    outcome('renewed', 'the first run', 30_000),
  );
  const first = await step('Read S3, ACM and the listener of the load balancer', () =>
    tellStored(world, app, narrator),
  );
  await (story.keepUntil
    ? step('The CA advises to renew now, long before the end: the next check does', () =>
        advisedRenewal(world, app, outcome),
      )
    : step(`The certificate lives ${LIFE_SECONDS} s: at half of that the schedule renews it`, () =>
        renewal(app, narrator, outcome),
      ));
  await step('The same ARN, a new certificate; the listener was not touched', async () => {
    const second = await tellStored(world, app, narrator);
    narrator.say(`serial ${first.serial} → ${second.serial}`);
    if (second.certificateArn !== first.certificateArn || second.serial === first.serial) {
      throw new Error('the renewal did not put a new certificate onto the same ARN');
    }
  });
  await step('One more check: the CA is asked when it wants the renewal, and nothing is due', () =>
    checkOnceMore(world, app, outcome),
  );
  narrator.times();
  if (story.keepUntil) await keep(world, configPath, story);
}

/** The lines to paste stand at the left edge: a shell takes them as they are. */
async function keep(world: LocalWorld, configPath: string, story: Story): Promise<void> {
  const { narrator, keepUntil, onEnd } = story;
  const bridge = await startChangeSetBridge(world.aws);
  onEnd(bridge.stop);
  narrator.heading('The world stays up until you press Ctrl-C; the schedule still fires every minute');
  tellWorld(narrator, world);
  narrator.heading('Paste this into another terminal, in this folder (the token is for this world only)');
  const token = world.dnscale.addToken();
  const here = { token, configPath, bridgeUrl: bridge.url, zoneNames: [NAME, SECOND_ZONE] } as const;
  narrator.plain(readyToPaste(world, here));
  narrator.heading('Then, if you like, the first 15 minutes of README.md (they write ../certificates)');
  narrator.plain(firstMinutesHere(readFirstMinutes(await readFile('README.md', 'utf8')), world));
  await keepUntil;
}

type WaitForOutcome = (wanted: string, what: string, timeoutMs: number) => Promise<void>;

async function waitForOutcome(
  wanted: string,
  what: string,
  timeoutMs: number,
  follower: Follower,
): Promise<void> {
  const ended = await follower.until(
    ({ event }) => event === 'run-finished' || event === 'run-failed',
    what,
    timeoutMs,
  );
  if (ended.event === 'run-finished' && ended.outcome === wanted) return;
  throw new Error(`the run should have ended with "${wanted}": ${JSON.stringify(ended)}`);
}

async function deploy(
  world: LocalWorld,
  token: string,
  { narrator, signal, onEnd, keepUntil }: Story,
): Promise<Pick<AppDeployment, 'app' | 'configPath'>> {
  const { app, configPath } = await deployApp(world, {
    token,
    asDocumented: true,
    appCommand: `${JSON.stringify(process.execPath)} programs/demo/app.ts`,
    certificates: {
      [NAME]: { domainNames: [NAME, `*.${NAME}`], profile: keepUntil ? 'default' : 'shortlived' },
    },
    onOpen: (close) => {
      onEnd(close);
      // Else the command would run to its end. If this call fails, the one at the end tries again.
      signal.addEventListener('abort', () => close().catch(() => {}));
    },
    progress: (line) => {
      if (WORTH_TELLING.test(line)) narrator.murmur(line.replace(/\s+\|/g, ' |').slice(0, 110));
    },
  });
  const longest = Math.max(...Object.keys(app.outputs).map(({ length }) => length));
  for (const [output, value] of Object.entries(app.outputs)) {
    narrator.say(`${output.padEnd(longest)} ${value}`);
  }
  return { app, configPath };
}

async function tellStored({ aws }: LocalWorld, app: DeployedApp, narrator: Narrator) {
  const pointer = JSON.parse((await app.readObject(`live/${NAME}/current.json`)) ?? '{}');
  const bundle = (await app.readObject(`live/${NAME}/bundle.pem`)) ?? '';
  const { certificateArn, certificatePem } = await app.readImported(NAME);
  const leaf = new X509Certificate(certificatePem);
  const onListener = await readArnOnListener(aws, app.outputs.ListenerArn ?? '');
  narrator.say(`S3   live/${NAME}/current.json → ${pointer.archive} (serial ${pointer.serial})`);
  narrator.say(`S3   live/${NAME}/bundle.pem, ${bundle.length} bytes: the key and the full chain`);
  narrator.say(`ACM  ${certificateArn}`);
  narrator.say(`ACM  holds ${leaf.subjectAltName}, valid until ${leaf.validToDate.toISOString()}`);
  narrator.say(`ELB  the HTTPS listener holds ${onListener}`);
  if (onListener !== certificateArn) throw new Error('the listener does not hold the ARN');
  return { certificateArn, serial: leaf.serialNumber.toLowerCase() };
}

async function checkOnceMore(
  { pebble }: LocalWorld,
  app: DeployedApp,
  outcome: WaitForOutcome,
): Promise<void> {
  const { certificatePem } = await app.readImported(NAME);
  const endMs = new X509Certificate(certificatePem).validToDate.getTime();
  // Pebble's own window for so short a life is all of it.
  const [start, end] = [endMs - 9_000, endMs - 5_000].map((ms) => new Date(ms).toISOString());
  await pebble.setRenewalInfo(certificatePem, JSON.stringify({ suggestedWindow: { start, end } }));
  await app.requestCheck(NAME);
  await outcome('unchanged', 'the check', 30_000);
}

/** For a certificate that lives as long as a real one. */
async function advisedRenewal(
  { pebble }: LocalWorld,
  app: DeployedApp,
  outcome: WaitForOutcome,
): Promise<void> {
  const { certificatePem } = await app.readImported(NAME);
  const [start, end] = [0, 1_000].map((ms) => new Date(Date.now() + ms).toISOString());
  await pebble.setRenewalInfo(certificatePem, JSON.stringify({ suggestedWindow: { start, end } }));
  await pause(1_500);
  await app.requestCheck(NAME);
  await outcome('renewed', 'the renewal', 60_000);
}

/** A one-time schedule with the deployed one's target saves the wait for the next full minute. */
async function renewal(app: DeployedApp, narrator: Narrator, outcome: WaitForOutcome): Promise<void> {
  const state = await app.readState(NAME);
  const dueAt = new Date(String(state?.nextCheckAt));
  narrator.say(`due at ${dueAt.toISOString()}; a one-time EventBridge schedule fires just after that`);
  await app.fireScheduleAt(new Date(dueAt.getTime() + 1_000));
  await outcome('renewed', 'the renewal', 90_000);
}
